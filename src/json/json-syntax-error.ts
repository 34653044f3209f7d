/** A text that is not acceptable JSON, and exactly where. */

export type JsonFault =
  'SYNTAX' | 'ENCODING' | 'DUPLICATE_NAME' | 'LONE_SURROGATE' | 'NUMBER_RANGE' | 'TOO_DEEP' | 'TOO_MANY' | 'TOO_LARGE';

const LINE_END = /\r\n|\n|\r/g;

/** 1-based line and column (in characters, not code units) of a UTF-16 offset. */
export const placeOf = (text: string, offset: number): { line: number; column: number } => {
  const before = text.slice(0, offset);
  let line = 1;
  let lineStart = 0;
  for (const end of before.matchAll(LINE_END)) {
    line++;
    lineStart = end.index + end[0].length;
  }
  let column = 1;
  for (const _character of before.slice(lineStart)) column++;
  return { line, column };
};

/** `message` says what was expected and what was found; `line` and `column` are 1-based, `offset` counts UTF-16 code units from 0. */
export class JsonSyntaxError extends Error {
  readonly line: number;
  readonly column: number;

  constructor(
    readonly fault: JsonFault,
    message: string,
    text: string,
    readonly offset: number,
  ) {
    super(message);
    this.name = 'JsonSyntaxError';
    ({ line: this.line, column: this.column } = placeOf(text, offset));
  }
}
