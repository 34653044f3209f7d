/** STIX 2.1 §9: reads a pattern. One token is looked at once, so the work is linear in the length of the text. */
import {
  type Comparator,
  type Comparison,
  type Constant,
  type ObjectPath,
  type Observation,
  type PathStep,
  PatternSyntaxError,
  type Qualifier,
} from './pattern-syntax.js';
import { endOfPattern, PatternTokens, type Token, type TokenKind } from './pattern-tokens.js';

/** By `pattern_version` (STIX 2.1 §4.7). 2.0 reads keywords in either case, and strings after START and STOP. */
export type PatternVersion = '2.0' | '2.1';

/** UTF-16 units, and parentheses within each other. */
export const PATTERN_LIMITS = { length: 1024 * 1024, depth: 64 } as const;

const SPELLINGS: Readonly<Record<string, Comparator>> = { '==': '=', '<>': '!=' };
const STRING_COMPARATORS: ReadonlySet<string> = new Set(['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET']);
const CONSTANTS: ReadonlySet<TokenKind> = new Set(['string', 'integer', 'float', 'hex', 'binary', 'timestamp']);
const OPERATORS: readonly ('FOLLOWEDBY' | 'OR' | 'AND')[] = ['FOLLOWEDBY', 'OR', 'AND'];
const COMPARISON_OPERATORS: readonly ('OR' | 'AND')[] = ['OR', 'AND'];

class PatternParser {
  private readonly tokens: PatternTokens;
  private token: Token;
  private depth = 0;

  constructor(
    private readonly pattern: string,
    private readonly version: PatternVersion,
  ) {
    this.tokens = new PatternTokens(pattern);
    this.token = this.tokens.next();
  }

  whole(): Observation {
    const read = this.observations(0);
    if (this.token.kind !== 'end') this.fail('AND, OR, FOLLOWEDBY, a qualifier or the end of the pattern');
    return read;
  }

  private fail(expected: string, token: Token = this.token): never {
    const actual = token.kind === 'end' ? endOfPattern : JSON.stringify(token.text.slice(0, 40));
    throw new PatternSyntaxError(this.pattern, token.offset, expected, actual);
  }

  private take(): Token {
    const { token } = this;
    this.token = this.tokens.next();
    return token;
  }

  private isMark(mark: string): boolean {
    return this.token.kind === 'mark' && this.token.text === mark;
  }

  private mark(mark: string, expected = JSON.stringify(mark)): Token {
    return this.isMark(mark) ? this.take() : this.fail(expected);
  }

  private isWord(word: string): boolean {
    if (this.token.kind !== 'word') return false;
    return (this.version === '2.0' ? this.token.text.toUpperCase() : this.token.text) === word;
  }

  private word(word: string): Token {
    return this.isWord(word) ? this.take() : this.fail(word);
  }

  private nested<T>(read: () => T): T {
    if (++this.depth > PATTERN_LIMITS.depth) this.fail(`at most ${PATTERN_LIMITS.depth} parentheses within each other`);
    const inner = read();
    this.depth--;
    return inner;
  }

  /** §9.5.3: AND binds closer than OR, OR closer than FOLLOWEDBY. */
  private observations(level: number): Observation {
    if (level === OPERATORS.length) return this.observation();
    const operator = OPERATORS[level];
    const operands = [this.observations(level + 1)];
    while (this.isWord(operator)) {
      this.take();
      operands.push(this.observations(level + 1));
    }
    return operands.length === 1 ? operands[0] : { kind: 'joined', operator, operands };
  }

  private observation(): Observation {
    if (this.isMark('(')) {
      this.take();
      const of = this.nested(() => this.observations(0));
      this.mark(')', '")", AND, OR, FOLLOWEDBY or a qualifier');
      return { kind: 'group', of, qualifiers: this.qualifiers() };
    }
    this.mark('[', '"[" or "(", as in [file:size > 1000]');
    const comparison = this.comparisons(0);
    this.mark(']', '"]", AND or OR');
    return { kind: 'observation', comparison, qualifiers: this.qualifiers() };
  }

  private qualifiers(): Qualifier[] {
    const read: Qualifier[] = [];
    for (;;) {
      const { offset } = this.token;
      if (this.isWord('WITHIN')) {
        this.take();
        const { text } = this.number('integer', 'float');
        this.word('SECONDS');
        read.push({ kind: 'WITHIN', seconds: Number(text), offset });
      } else if (this.isWord('REPEATS')) {
        this.take();
        const { text } = this.number('integer');
        this.word('TIMES');
        read.push({ kind: 'REPEATS', times: BigInt(text), offset });
      } else if (this.isWord('START')) {
        this.take();
        const start = this.instant();
        this.word('STOP');
        read.push({ kind: 'START', start, stop: this.instant(), offset });
      } else return read;
    }
  }

  private number(...kinds: readonly TokenKind[]): Token {
    return kinds.includes(this.token.kind) ? this.take() : this.fail(kinds.length > 1 ? 'a number' : 'a whole number');
  }

  private instant(): string {
    const { kind } = this.token;
    if (kind === 'timestamp' || (kind === 'string' && this.version === '2.0')) return this.take().text;
    return this.fail("a timestamp such as t'2026-01-05T10:00:00Z'");
  }

  private comparisons(level: number): Comparison {
    if (level === COMPARISON_OPERATORS.length) return this.comparison();
    const operator = COMPARISON_OPERATORS[level];
    const { offset } = this.token;
    const operands = [this.comparisons(level + 1)];
    while (this.isWord(operator)) {
      this.take();
      operands.push(this.comparisons(level + 1));
    }
    return operands.length === 1 ? operands[0] : { kind: 'joined', operator, operands, offset };
  }

  private comparison(): Comparison {
    if (this.isMark('(')) {
      this.take();
      const inner = this.nested(() => this.comparisons(0));
      this.mark(')', '")", AND or OR');
      return inner;
    }
    const negated = this.isWord('NOT');
    if (negated) {
      this.take();
      if (!this.isWord('EXISTS')) this.fail('EXISTS; elsewhere NOT stands before the operator');
    }
    if (this.isWord('EXISTS')) {
      this.take();
      return { kind: 'exists', negated, path: this.objectPath() };
    }
    return this.test();
  }

  private test(): Comparison {
    const path = this.objectPath();
    const negated = this.isWord('NOT');
    if (negated) this.take();
    const comparator = this.comparator();
    const { offset } = this.token;
    const constants = comparator === 'IN' ? this.set() : [this.constant(comparator)];
    return { kind: 'test', negated, path, comparator, constants, offset };
  }

  private comparator(): Comparator {
    if (this.token.kind === 'comparator') {
      const { text } = this.take();
      return SPELLINGS[text] ?? (text as Comparator);
    }
    for (const comparator of ['IN', 'LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET'] as const)
      if (this.isWord(comparator)) {
        this.take();
        return comparator;
      }
    return this.fail('=, !=, <, <=, >, >=, IN, LIKE, MATCHES, ISSUBSET or ISSUPERSET');
  }

  private set(): Constant[] {
    this.mark('(', 'a set such as (1, 2)');
    if (this.isMark(')')) {
      this.take();
      return [];
    }
    const constants = [this.constant('IN')];
    while (this.isMark(',')) {
      this.take();
      constants.push(this.constant('IN'));
    }
    this.mark(')', '"," or ")"');
    return constants;
  }

  private constant(comparator: Comparator): Constant {
    const wantsString = STRING_COMPARATORS.has(comparator);
    const wantsOrder = comparator.startsWith('<') || comparator.startsWith('>');
    if (wantsString && this.token.kind !== 'string') this.fail(`a string in single quotes after ${comparator}`);
    if (this.token.kind === 'word' && !wantsOrder) {
      const spelt = this.version === '2.0' ? this.token.text.toLowerCase() : this.token.text;
      if (spelt === 'true' || spelt === 'false') {
        this.take();
        return { kind: 'boolean', value: spelt === 'true' };
      }
    }
    if (!CONSTANTS.has(this.token.kind))
      this.fail(`a constant${wantsOrder ? ' that has an order' : ''}: 'text' in single quotes, a number, t'…', h'…' or b'…'`);
    const { kind, text } = this.take();
    if (kind === 'integer') return { kind, value: BigInt(text) };
    if (kind === 'float') return { kind, value: Number(text) };
    return { kind: kind as 'string' | 'hex' | 'binary' | 'timestamp', value: text };
  }

  /** §9.7. */
  private objectPath(): ObjectPath {
    const { offset } = this.token;
    if (this.token.kind !== 'word') this.fail('an object path such as file:name');
    const objectType = this.take().text;
    this.mark(':', '":" between the object type and its property');
    const steps: PathStep[] = [this.property()];
    for (;;) {
      if (this.isMark('.')) {
        this.take();
        steps.push(this.property());
      } else if (this.isMark('[')) {
        this.take();
        steps.push({ kind: 'index', index: this.index() });
        this.mark(']');
      } else return { objectType, steps, offset };
    }
  }

  private property(): PathStep {
    const { kind, text } = this.token;
    if (kind === 'word' && text.includes('-')) this.fail(`single quotes around a name with a hyphen: '${text.slice(0, 40)}'`);
    if (kind !== 'word' && kind !== 'string') this.fail('the name of a property');
    this.take();
    return { kind: 'property', name: text };
  }

  private index(): number | '*' {
    if (this.isMark('*')) {
      this.take();
      return '*';
    }
    const isIndex = this.token.kind === 'integer' && /^\+?\d{1,9}$/.test(this.token.text);
    return isIndex ? Number(this.take().text) : this.fail('* or an index that is not negative');
  }
}

/** @throws PatternSyntaxError when the text is no pattern, or is longer or deeper than {@link PATTERN_LIMITS}. */
export const parsePattern = (pattern: string, version: PatternVersion = '2.1'): Observation => {
  if (pattern.length > PATTERN_LIMITS.length)
    throw new PatternSyntaxError(pattern, 0, `at most ${PATTERN_LIMITS.length} characters`, String(pattern.length));
  return new PatternParser(pattern, version).whole();
};
