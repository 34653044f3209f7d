/** Reads untrusted JSON: refuses what JSON.parse lets through, says where it broke, and keeps each element's own words. */
import type { JsonArray, JsonObject, JsonValue } from './json-value.js';
import { type JsonFault, JsonSyntaxError } from './json-syntax-error.js';
import { decodeUtf8 } from './utf8.js';

export interface JsonReading {
  /** Arrays and objects within each other, the outermost counting 1; 64 unless given. */
  readonly maxDepth?: number;
  /** The member of the outermost object whose array elements are reported verbatim. */
  readonly elementsOf?: string;
  /** Elements allowed in that array, or in an outermost array. */
  readonly maxElements?: number;
}

export interface JsonDocument {
  readonly value: JsonValue;
  /** The whole text, without a byte order mark. */
  readonly text: string;
  /** Where each element of the outermost array, or of the member `elementsOf`, stands in `text`; undefined when there is no such array. */
  readonly elements: readonly JsonSpan[] | undefined;
}

/** UTF-16 offsets, `end` exclusive. */
export interface JsonSpan {
  readonly start: number;
  readonly end: number;
}

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/** Digits that a double holds exactly, whatever they are. */
const EXACT_DIGITS = 15;
const HEX4 = /^[0-9a-fA-F]{4}$/;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;
const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
const codePointName = (code: number): string => `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;

class JsonReader {
  at = 0;
  elements: JsonSpan[] | undefined;

  constructor(
    readonly text: string,
    readonly maxDepth: number,
    readonly elementsOf: string | undefined,
    readonly maxElements: number,
  ) {}

  document(): JsonValue {
    this.skipSpace();
    const value = this.value(1, this.text.charCodeAt(this.at) === OPEN_BRACKET);
    this.skipSpace();
    if (this.at < this.text.length) this.expected('the end of the text');
    return value;
  }

  private value(depth: number, keepSpans: boolean): JsonValue {
    const code = this.text.charCodeAt(this.at);
    switch (code) {
      case QUOTE:
        return this.string();
      case OPEN_BRACE:
        return this.object(depth);
      case OPEN_BRACKET:
        return this.array(depth, keepSpans);
      case 0x74:
        return this.word('true', true);
      case 0x66:
        return this.word('false', false);
      case 0x6e:
        return this.word('null', null);
      default:
        return code === MINUS || isDigit(code) ? this.number() : this.expected('a value');
    }
  }

  private object(depth: number): JsonObject {
    this.descend(depth);
    const object: JsonObject = {};
    this.skipSpace();
    if (this.text.charCodeAt(this.at) === CLOSE_BRACE) {
      this.at++;
      return object;
    }
    for (;;) {
      if (this.text.charCodeAt(this.at) !== QUOTE) this.expected('a property name in double quotes');
      const nameAt = this.at;
      const name = this.string();
      if (Object.hasOwn(object, name))
        this.fail('DUPLICATE_NAME', `the name ${quoted(name)} appears twice in one object`, nameAt);
      this.skipSpace();
      if (this.text.charCodeAt(this.at) !== COLON) this.expected('":" after the property name');
      this.at++;
      this.skipSpace();
      const value = this.value(depth + 1, depth === 1 && name === this.elementsOf);
      if (name === '__proto__')
        Object.defineProperty(object, name, { value, enumerable: true, configurable: true, writable: true });
      else object[name] = value;
      this.skipSpace();
      const code = this.text.charCodeAt(this.at);
      if (code === CLOSE_BRACE) {
        this.at++;
        return object;
      }
      if (code !== COMMA) this.expected('"," or "}"');
      this.at++;
      this.skipSpace();
    }
  }

  private array(depth: number, keepSpans: boolean): JsonArray {
    this.descend(depth);
    const array: JsonArray = [];
    const spans: JsonSpan[] | undefined = keepSpans ? (this.elements = []) : undefined;
    this.skipSpace();
    if (this.text.charCodeAt(this.at) === CLOSE_BRACKET) {
      this.at++;
      return array;
    }
    for (;;) {
      const start = this.at;
      if (spans && spans.length === this.maxElements)
        this.fail('TOO_MANY', `there are more than ${this.maxElements} elements`, start);
      array.push(this.value(depth + 1, false));
      spans?.push({ start, end: this.at });
      this.skipSpace();
      const code = this.text.charCodeAt(this.at);
      if (code === CLOSE_BRACKET) {
        this.at++;
        return array;
      }
      if (code !== COMMA) this.expected('"," or "]"');
      this.at++;
      this.skipSpace();
    }
  }

  private descend(depth: number): void {
    if (depth > this.maxDepth) this.fail('TOO_DEEP', `objects and arrays are nested more than ${this.maxDepth} deep`);
    this.at++;
  }

  private string(): string {
    const { text } = this;
    const start = this.at + 1;
    for (let at = start; ; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return text.slice(start, at);
      }
      if (code === BACKSLASH) return this.escapedString(start, at);
      // Not `code < 0x20`: the end of the text is NaN.
      if (!(code >= 0x20)) this.brokenString(at);
      if (isSurrogate(code)) at = this.lowOfRawPair(at);
    }
  }

  private escapedString(start: number, firstEscape: number): string {
    const { text } = this;
    let value = '';
    let chunk = start;
    for (let at = firstEscape; ;) {
      const code = text.charCodeAt(at);
      if (code === QUOTE) {
        this.at = at + 1;
        return value + text.slice(chunk, at);
      }
      if (code === BACKSLASH) {
        value += text.slice(chunk, at);
        this.at = at;
        value += this.escape();
        at = chunk = this.at;
        continue;
      }
      if (!(code >= 0x20)) this.brokenString(at);
      if (isSurrogate(code)) at = this.lowOfRawPair(at);
      at++;
    }
  }

  private escape(): string {
    const { text, at } = this;
    const letter = text.charAt(at + 1);
    if (letter !== 'u') {
      if (letter === '' || !Object.hasOwn(ESCAPES, letter))
        this.fail('SYNTAX', `expected one of " \\ / b f n r t u after a backslash, found ${this.found(at + 1)}`, at + 1);
      this.at = at + 2;
      return ESCAPES[letter];
    }
    const code = this.hex4(at);
    if (!isSurrogate(code)) return String.fromCharCode(code);
    if (isHighSurrogate(code) && text.startsWith('\\u', this.at)) {
      const low = this.hex4(this.at);
      if (isLowSurrogate(low)) return String.fromCharCode(code, low);
    }
    return this.fail('LONE_SURROGATE', `\\u${text.slice(at + 2, at + 6)} is half of a surrogate pair and stands alone`, at);
  }

  /** The code of `\uXXXX` at `at`; moves past it. */
  private hex4(at: number): number {
    const digits = this.text.slice(at + 2, at + 6);
    if (!HEX4.test(digits)) this.fail('SYNTAX', 'expected four hexadecimal digits after \\u', at);
    this.at = at + 6;
    return Number.parseInt(digits, 16);
  }

  private lowOfRawPair(at: number): number {
    const code = this.text.charCodeAt(at);
    if (isHighSurrogate(code) && isLowSurrogate(this.text.charCodeAt(at + 1))) return at + 1;
    return this.fail('LONE_SURROGATE', `${codePointName(code)} is half of a surrogate pair and stands alone`, at);
  }

  private brokenString(at: number): never {
    if (at >= this.text.length) this.fail('SYNTAX', 'the text ends inside a string; expected a closing double quote', at);
    return this.fail('SYNTAX', `a string cannot hold the control character ${this.found(at)}; write it as an escape`, at);
  }

  /** RFC 8259 §6. */
  private number(): number {
    const { text } = this;
    const start = this.at;
    let at = start;
    if (text.charCodeAt(at) === MINUS) at++;
    const digits = at;
    let whole = 0;
    while (isDigit(text.charCodeAt(at))) whole = whole * 10 + text.charCodeAt(at++) - ZERO;
    if (at === digits) this.fail('SYNTAX', `expected a digit, found ${this.found(at)}`, at);
    if (text.charCodeAt(digits) === ZERO && at > digits + 1) this.fail('SYNTAX', 'a number cannot start with 0', digits);
    const next = text.charCodeAt(at);
    if (next !== DOT && next !== 0x65 && next !== 0x45 && digits === start && at - digits <= EXACT_DIGITS) {
      this.at = at;
      return whole;
    }
    if (text.charCodeAt(at) === DOT) at = this.digits(at + 1);
    const exponent = text.charCodeAt(at);
    if (exponent === 0x65 || exponent === 0x45) {
      const sign = text.charCodeAt(at + 1);
      at = this.digits(sign === 0x2b || sign === MINUS ? at + 2 : at + 1);
    }
    this.at = at;
    const value = Number(text.slice(start, at));
    if (!Number.isFinite(value))
      this.fail('NUMBER_RANGE', 'the number is larger than any program can be expected to read', start);
    return value;
  }

  private digits(from: number): number {
    let at = from;
    while (isDigit(this.text.charCodeAt(at))) at++;
    if (at === from) this.fail('SYNTAX', `expected a digit, found ${this.found(at)}`, at);
    return at;
  }

  private word<T>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) this.expected('a value');
    this.at += word.length;
    return value;
  }

  private skipSpace(): void {
    const { text } = this;
    let { at } = this;
    for (;;) {
      const code = text.charCodeAt(at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) break;
      at++;
    }
    this.at = at;
  }

  private found(at: number): string {
    const code = this.text.codePointAt(at);
    if (code === undefined) return 'the end of the text';
    return code < 0x20 || (code >= 0x7f && code < 0xa0) || isSurrogate(code) || code === 0xfeff
      ? codePointName(code)
      : quoted(String.fromCodePoint(code));
  }

  private expected(what: string): never {
    return this.fail('SYNTAX', `expected ${what}, found ${this.found(this.at)}`);
  }

  private fail(fault: JsonFault, message: string, offset = this.at): never {
    throw new JsonSyntaxError(fault, message, this.text, offset);
  }
}

/** Shows a name or character in a message: on one line, and not longer than a reader wants. */
const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${Array.from(text.slice(0, 61)).slice(0, -1).join('')}…` : text);

const textOf = (source: string | Uint8Array): string => {
  if (typeof source === 'string') return source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const decoded = decodeUtf8(source);
  if ('text' in decoded) return decoded.text;
  const { before, byte, looksLike } = decoded;
  const found =
    byte === undefined ? 'the text ends inside a character' : `found the byte 0x${byte.toString(16).padStart(2, '0')}`;
  const saveAs = looksLike ? `; it looks like ${looksLike}` : '';
  throw new JsonSyntaxError('ENCODING', `the text is not UTF-8: ${found}${saveAs}`, before, before.length);
};

/**
 * RFC 8259, read strictly: duplicate names (RFC 7493 §2.3), lone surrogates written raw or escaped, text after the value, invalid UTF-8,
 * nesting beyond `maxDepth` and numbers beyond a double are refused; a leading byte order mark is ignored. `__proto__` becomes an own property.
 * Numbers become doubles: what they looked like (`1.0`, 20 digits) is in `text` at the reported spans.
 * @throws JsonSyntaxError with line, column and what was expected.
 */
export const readJson = (source: string | Uint8Array, reading: JsonReading = {}): JsonDocument => {
  const text = textOf(source);
  const { maxDepth = 64, elementsOf, maxElements = Number.POSITIVE_INFINITY } = reading;
  const reader = new JsonReader(text, maxDepth, elementsOf, maxElements);
  const value = reader.document();
  return { value, text, elements: reader.elements };
};
