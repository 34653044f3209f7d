/** Takes a large JSON document apart as its bytes come: the elements of one array, and everything else of the outermost object. */
import type { JsonObject } from './json-value.js';
import type { JsonFault } from './json-syntax-error.js';
import { JsonSyntaxError } from './json-syntax-error.js';
import { type JsonDocument, readJson } from './strict-json.js';

/** Where something begins: 1-based line and column in characters, and the offset in bytes. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

/** What is wrong with the document, and where. */
export class JsonStreamError extends Error {
  constructor(
    readonly fault: JsonFault,
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
    this.name = 'JsonStreamError';
  }
}

export interface SplitLimits {
  /** Arrays and objects within each other, the outermost counting 1. */
  readonly depth: number;
  readonly elements: number;
  /** Bytes of one element, and of all other members together. */
  readonly elementBytes: number;
}

export interface SplitElement {
  readonly document: JsonDocument;
  readonly place: JsonPlace;
  /** Bytes from `place.offset`. */
  readonly length: number;
}

const [LF, CR, SPACE, TAB, QUOTE, COMMA, COLON, BACKSLASH] = [0x0a, 0x0d, 0x20, 0x09, 0x22, 0x2c, 0x3a, 0x5c];
const [OPEN_BRACKET, CLOSE_BRACKET, OPEN_BRACE, CLOSE_BRACE] = [0x5b, 0x5d, 0x7b, 0x7d];
const BOM = Buffer.from([0xef, 0xbb, 0xbf]);

type State =
  'start' | 'first name' | 'name' | 'colon' | 'value' | 'after member' | 'first element' | 'element' | 'after element' | 'end';

const EXPECTED: Readonly<Record<State, string>> = {
  start: 'a value',
  'first name': 'a property name in double quotes',
  name: 'a property name in double quotes',
  colon: '":" after the property name',
  value: 'a value',
  'after member': '"," or "}"',
  'first element': 'a value',
  element: 'a value',
  'after element': '"," or "]"',
  end: 'the end of the text',
};

const isSpace = (byte: number): boolean => byte === SPACE || byte === LF || byte === CR || byte === TAB;
const endsWord = (byte: number): boolean =>
  isSpace(byte) || byte === COMMA || byte === CLOSE_BRACKET || byte === CLOSE_BRACE || byte === COLON;

/**
 * Reads an array, or an object of which the member `elementsOf` may be an array, strictly as {@link readJson} does, and keeps no more of it
 * than one element and the other members of the object.
 */
export class ArraySplitter {
  /** Whether the document itself is the array; undefined before its first byte. */
  isArray: boolean | undefined;
  /** The members of the outermost object, but for the array. */
  readonly members: JsonObject = {};
  /** The object has a member `elementsOf` that is an array. */
  hasElements = false;

  private state: State = 'start';
  private offset = 0;
  private line = 1;
  private column = 1;
  private afterCarriageReturn = false;
  private count = 0;
  private otherBytes = 0;
  private name = '';
  /** Of the value that is being read: its bytes in earlier chunks, and how deep it is. */
  private parts: Buffer[] = [];
  private partBytes = 0;
  private begun: JsonPlace | undefined;
  private depth = 0;
  private inString = false;
  private escaped = false;
  private isWord = false;

  constructor(
    private readonly elementsOf: string,
    private readonly limits: SplitLimits,
    private readonly onElement: (element: SplitElement) => void,
  ) {}

  /** @throws JsonStreamError */
  push(chunk: Uint8Array): void {
    const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    let from = this.offset === 0 && bytes.subarray(0, 3).equals(BOM) ? 3 : 0;
    const base = this.offset;
    let valueFrom = 0;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at];
      this.offset = base + at;
      if (this.begun === undefined) {
        if (!isSpace(byte) && this.structure(byte)) {
          valueFrom = at;
          if (!this.isWord && byte !== QUOTE) this.depth = 1;
          this.inString = byte === QUOTE;
        }
      } else if (this.inValue(byte)) {
        const end = this.isWord ? at : at + 1;
        this.finish(bytes.subarray(valueFrom, end));
        if (this.isWord && !isSpace(byte)) this.structure(byte);
      } else if (this.partBytes + at - valueFrom >= this.limits.elementBytes) this.tooLarge();
      this.advance(byte);
    }
    this.offset = base + bytes.length;
    from = valueFrom;
    if (this.begun !== undefined && from < bytes.length) {
      this.parts.push(Buffer.from(bytes.subarray(from)));
      this.partBytes += bytes.length - from;
    }
  }

  /** @throws JsonStreamError when the document is not complete. */
  end(): void {
    if (this.begun !== undefined && this.isWord) this.finish(Buffer.alloc(0));
    if (this.state === 'end') return;
    if (this.begun !== undefined) this.finish(Buffer.alloc(0));
    this.fail('SYNTAX', `expected ${EXPECTED[this.state]}, found the end of the text`);
  }

  /** What stands between values. @returns whether a value or a name begins here. */
  private structure(byte: number): boolean {
    switch (this.state) {
      case 'start':
        if (byte !== OPEN_BRACE && byte !== OPEN_BRACKET) return this.expected(byte);
        this.isArray = byte === OPEN_BRACKET;
        return this.go(this.isArray ? 'first element' : 'first name');
      case 'first name':
        if (byte === CLOSE_BRACE) return this.go('end');
        return this.begin(byte, byte === QUOTE);
      case 'name':
        return this.begin(byte, byte === QUOTE);
      case 'colon':
        return byte === COLON ? this.go('value') : this.expected(byte);
      case 'value':
        if (byte !== OPEN_BRACKET || this.name !== this.elementsOf) return this.begin(byte, true);
        this.hasElements = true;
        return this.go('first element');
      case 'after member':
        return byte === COMMA ? this.go('name') : byte === CLOSE_BRACE ? this.go('end') : this.expected(byte);
      case 'first element':
        if (byte === CLOSE_BRACKET) return this.closeArray();
        return this.begin(byte, true);
      case 'element':
        return this.begin(byte, true);
      case 'after element':
        return byte === COMMA ? this.go('element') : byte === CLOSE_BRACKET ? this.closeArray() : this.expected(byte);
      case 'end':
        return this.expected(byte);
    }
  }

  private begin(byte: number, isPossible: boolean): boolean {
    if (!isPossible || endsWord(byte)) return this.expected(byte);
    const isElement = this.state === 'first element' || this.state === 'element';
    if (isElement && this.count === this.limits.elements)
      this.fail('TOO_MANY', `there are more than ${this.limits.elements} elements`);
    this.begun = { line: this.line, column: this.column, offset: this.offset };
    this.parts = [];
    this.partBytes = 0;
    this.depth = 0;
    this.escaped = false;
    this.isWord = byte !== QUOTE && byte !== OPEN_BRACE && byte !== OPEN_BRACKET;
    return true;
  }

  /** @returns whether the value ends with this byte, or before it where it is a word. */
  private inValue(byte: number): boolean {
    if (this.inString) {
      if (this.escaped) this.escaped = false;
      else if (byte === BACKSLASH) this.escaped = true;
      else if (byte === QUOTE) {
        this.inString = false;
        return this.depth === 0;
      }
      return false;
    }
    if (this.isWord) return endsWord(byte);
    if (byte === QUOTE) this.inString = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.depth += 1;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      this.depth -= 1;
      return this.depth === 0;
    }
    return false;
  }

  private finish(last: Uint8Array): void {
    const place = this.begun!;
    const bytes = this.parts.length === 0 ? last : Buffer.concat([...this.parts, last]);
    this.begun = undefined;
    const { state } = this;
    if (bytes.length > this.limits.elementBytes) this.tooLarge();
    if (state === 'first name' || state === 'name') {
      this.name = this.read(bytes, place, 1).value as string;
      if (Object.hasOwn(this.members, this.name) || (this.hasElements && this.name === this.elementsOf))
        throw new JsonStreamError(
          'DUPLICATE_NAME',
          `the name ${JSON.stringify(this.name)} appears twice in one object`,
          place.line,
          place.column,
        );
      this.state = 'colon';
      return;
    }
    const isElement = state !== 'value';
    const document = this.read(bytes, place, isElement && this.isArray !== true ? 2 : 1);
    if (isElement) {
      this.count += 1;
      this.state = 'after element';
      this.onElement({ document, place, length: bytes.length });
      return;
    }
    this.otherBytes += bytes.length;
    if (this.otherBytes > this.limits.elementBytes) this.tooLarge();
    Object.defineProperty(this.members, this.name, {
      value: document.value,
      enumerable: true,
      configurable: true,
      writable: true,
    });
    this.state = 'after member';
  }

  /** @param within how many arrays and objects the value stands. */
  private read(bytes: Uint8Array, place: JsonPlace, within: number): JsonDocument {
    try {
      return readJson(bytes, { maxDepth: this.limits.depth - within });
    } catch (error) {
      if (!(error instanceof JsonSyntaxError)) throw error;
      const message =
        error.fault === 'TOO_DEEP' ? `objects and arrays are nested more than ${this.limits.depth} deep` : error.message;
      const column = error.line === 1 ? place.column + error.column - 1 : error.column;
      throw new JsonStreamError(error.fault, message, place.line + error.line - 1, column);
    }
  }

  private closeArray(): boolean {
    return this.go(this.isArray === true ? 'end' : 'after member');
  }

  private go(state: State): false {
    this.state = state;
    return false;
  }

  private expected(byte: number): never {
    const found =
      byte > SPACE && byte < 0x7f
        ? JSON.stringify(String.fromCharCode(byte))
        : `the byte 0x${byte.toString(16).padStart(2, '0')}`;
    return this.fail('SYNTAX', `expected ${EXPECTED[this.state]}, found ${found}`);
  }

  private tooLarge(): never {
    const { line, column } = this.begun ?? { line: this.line, column: this.column };
    throw new JsonStreamError('TOO_LARGE', `a part is larger than ${this.limits.elementBytes} bytes`, line, column);
  }

  private fail(fault: JsonFault, message: string): never {
    throw new JsonStreamError(fault, message, this.line, this.column);
  }

  /** A line ends with LF, CR or both; a character is as many bytes as it takes. */
  private advance(byte: number): void {
    if (byte === LF && this.afterCarriageReturn) {
      this.afterCarriageReturn = false;
      return;
    }
    this.afterCarriageReturn = byte === CR;
    if (byte === LF || byte === CR) {
      this.line += 1;
      this.column = 1;
    } else if ((byte & 0xc0) !== 0x80) this.column += 1;
  }
}
