/** STIX 2.1 §9: a pattern taken apart, and the error that says where one cannot be. */

export type Constant =
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'boolean'; readonly value: boolean }
  /** As spelt between the quotes. */
  | { readonly kind: 'hex' | 'binary' | 'timestamp'; readonly value: string };

export type PathStep =
  { readonly kind: 'property'; readonly name: string } | { readonly kind: 'index'; readonly index: number | '*' };

/** §9.7: `file:extensions.'windows-pebinary-ext'.sections[*].entropy`. */
export interface ObjectPath {
  readonly objectType: string;
  /** The first one is a property. */
  readonly steps: readonly PathStep[];
  readonly offset: number;
}

export type Comparator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'IN' | 'LIKE' | 'MATCHES' | 'ISSUBSET' | 'ISSUPERSET';

/** §9.6. */
export type Comparison =
  | { readonly kind: 'exists'; readonly negated: boolean; readonly path: ObjectPath }
  | {
      readonly kind: 'test';
      readonly negated: boolean;
      readonly path: ObjectPath;
      readonly comparator: Comparator;
      /** One, but for IN. */
      readonly constants: readonly Constant[];
      /** Of the first constant. */
      readonly offset: number;
    }
  | {
      readonly kind: 'joined';
      readonly operator: 'AND' | 'OR';
      readonly operands: readonly Comparison[];
      readonly offset: number;
    };

/** §9.5.1. */
export type Qualifier =
  | { readonly kind: 'WITHIN'; readonly seconds: number; readonly offset: number }
  | { readonly kind: 'REPEATS'; readonly times: bigint; readonly offset: number }
  | { readonly kind: 'START'; readonly start: string; readonly stop: string; readonly offset: number };

/** §9.5. */
export type Observation =
  | { readonly kind: 'observation'; readonly comparison: Comparison; readonly qualifiers: readonly Qualifier[] }
  | { readonly kind: 'group'; readonly of: Observation; readonly qualifiers: readonly Qualifier[] }
  | { readonly kind: 'joined'; readonly operator: 'AND' | 'OR' | 'FOLLOWEDBY'; readonly operands: readonly Observation[] };

/** 1-based. */
export interface PatternPlace {
  readonly line: number;
  readonly column: number;
}

export const placeOf = (pattern: string, offset: number): PatternPlace => {
  let line = 1;
  let start = 0;
  for (let at = pattern.indexOf('\n'); at !== -1 && at < offset; at = pattern.indexOf('\n', start)) {
    line++;
    start = at + 1;
  }
  return { line, column: offset - start + 1 };
};

/** The text is no STIX pattern. The message begins with the line and column and says what was expected there. */
export class PatternSyntaxError extends Error {
  readonly place: PatternPlace;
  constructor(
    pattern: string,
    offset: number,
    /** `a comparison such as = or IN`. */
    readonly expected: string,
    readonly actual: string,
  ) {
    const place = placeOf(pattern, offset);
    super(`line ${place.line}, column ${place.column}: expected ${expected}, found ${actual}`);
    this.name = 'PatternSyntaxError';
    this.place = place;
  }
}
