/** STIX 2.1 §9.2 and §9.4: the words of a pattern, one after the other. */
import { PatternSyntaxError } from './pattern-syntax.js';

export type TokenKind =
  /** A keyword, a type or the name of a property. */
  | 'word'
  | 'string'
  | 'integer'
  | 'float'
  | 'hex'
  | 'binary'
  | 'timestamp'
  | 'comparator'
  /** One of `[ ] ( ) : . , *`. */
  | 'mark'
  | 'end';

export interface Token {
  readonly kind: TokenKind;
  /** Without quotes, escapes resolved. */
  readonly text: string;
  readonly offset: number;
}

const SPACE = /[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/y;
const LINE_COMMENT = /\/\/[^\r\n]*/y;
const WORD = /[a-zA-Z_][a-zA-Z0-9_-]*/y;
const NUMBER = /[+-]?(?:\d*\.\d+|\d+)/y;
const COMPARATOR = /==|!=|<>|<=|>=|[=<>]/y;
const PLAIN = /[^'\\]*/y;
/** §9.2: whole numbers have 64 bits, others are those of IEEE 754. */
const MAX_DIGITS = 40;
const MARKS = '[]():.,*';

const EVEN_HEX = /^(?:[0-9a-fA-F]{2})*$/;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;

const at = (expression: RegExp, text: string, offset: number): string | undefined => {
  expression.lastIndex = offset;
  return expression.exec(text)?.[0];
};

export const endOfPattern = 'the end of the pattern';
const seen = (pattern: string, offset: number): string => {
  const point = pattern.codePointAt(offset);
  return point === undefined ? endOfPattern : JSON.stringify(String.fromCodePoint(point));
};

/** @throws PatternSyntaxError at the first character that begins no word. */
export class PatternTokens {
  private offset = 0;
  constructor(private readonly pattern: string) {}

  next(): Token {
    this.skip();
    const { pattern, offset } = this;
    if (offset >= pattern.length) return { kind: 'end', text: '', offset };
    if (pattern[offset] === "'") return this.quoted('string', offset, 0);
    if (pattern[offset + 1] === "'") {
      const prefixed = ({ h: 'hex', b: 'binary', t: 'timestamp' } as const)[pattern[offset]];
      if (prefixed) return this.quoted(prefixed, offset, 1);
    }
    const word = at(WORD, pattern, offset);
    if (word !== undefined) return this.take('word', word, word.length);
    const number = at(NUMBER, pattern, offset);
    if (number !== undefined) return this.number(number);
    const comparator = at(COMPARATOR, pattern, offset);
    if (comparator !== undefined) return this.take('comparator', comparator, comparator.length);
    if (MARKS.includes(pattern[offset])) return this.take('mark', pattern[offset], 1);
    throw new PatternSyntaxError(pattern, offset, 'a word, a constant or an operator', seen(pattern, offset));
  }

  private take(kind: TokenKind, text: string, length: number): Token {
    const token = { kind, text, offset: this.offset };
    this.offset += length;
    return token;
  }

  private number(text: string): Token {
    const kind = text.includes('.') ? 'float' : 'integer';
    if (kind === 'integer' && /^[+-]?0\d/.test(text))
      throw new PatternSyntaxError(this.pattern, this.offset, 'a number without leading zeros', text.slice(0, 40));
    if (text.length > MAX_DIGITS)
      throw new PatternSyntaxError(this.pattern, this.offset, `a number of at most ${MAX_DIGITS} characters`, text.slice(0, 40));
    return this.take(kind, text, text.length);
  }

  private skip(): void {
    const { pattern } = this;
    for (;;) {
      this.offset += at(SPACE, pattern, this.offset)?.length ?? 0;
      if (pattern.startsWith('//', this.offset)) this.offset += at(LINE_COMMENT, pattern, this.offset)?.length ?? 0;
      else if (pattern.startsWith('/*', this.offset)) {
        const end = pattern.indexOf('*/', this.offset + 2);
        if (end === -1) throw new PatternSyntaxError(pattern, pattern.length, 'the end of a comment, */', endOfPattern);
        this.offset = end + 2;
      } else return;
    }
  }

  private quoted(kind: 'string' | 'hex' | 'binary' | 'timestamp', offset: number, prefix: number): Token {
    const { pattern } = this;
    const parts: string[] = [];
    let from = offset + prefix + 1;
    for (;;) {
      const plain = at(PLAIN, pattern, from) ?? '';
      parts.push(plain);
      from += plain.length;
      if (pattern[from] === "'") break;
      if (from >= pattern.length) throw new PatternSyntaxError(pattern, from, "a closing quote '", endOfPattern);
      const escaped = pattern[from + 1];
      if (escaped !== "'" && escaped !== '\\')
        throw new PatternSyntaxError(pattern, from + 1, "\\' or \\\\ after a backslash in quotes", seen(pattern, from + 1));
      parts.push(escaped);
      from += 2;
    }
    const text = parts.join('');
    if (kind === 'hex' && !EVEN_HEX.test(text))
      throw new PatternSyntaxError(pattern, offset, 'an even number of hexadecimal digits in h', `'${text.slice(0, 40)}'`);
    if (kind === 'binary' && (text.length % 4 !== 0 || !BASE64.test(text)))
      throw new PatternSyntaxError(pattern, offset, 'base64 (RFC 4648) in b', `'${text.slice(0, 40)}'`);
    this.offset = from + 1;
    return { kind, text, offset };
  }
}
