/** What is searched for, and by which words a text is found: identifiers as single words, and a search as PostgreSQL reads it. */

/** UTF-16 units of a search. */
export const MAX_SEARCH = 500;
/** Longer identifiers are found by their words only. */
const MAX_IDENTIFIER = 200;
/** Of one text. */
const MAX_IDENTIFIERS = 2_000;
const FUZZY_WORDS = 3;
const FUZZY_LEAST = 4;
const NAMED = /[a-z0-9]+(?:[-._:]+[a-z0-9]+)+/g;
const IDENTIFIER = /^[a-z0-9]+(?:[-._:/]+[a-z0-9]+)*$/;

const startOfKey = (identifier: string): string =>
  `q${identifier.replaceAll(/[^a-y0-9]/g, (character) => `z${character.codePointAt(0)!.toString(16)}z`)}`;

/**
 * An identifier as one word that every PostgreSQL text search configuration keeps as it is: `T1566.001` would otherwise fall apart at its dot.
 * Identifiers that differ, other than by case, have different keys.
 */
export const identifierKey = (identifier: string): string => `${startOfKey(identifier.toLowerCase())}z0`;

const isIdentifier = (word: string): boolean => word.length <= MAX_IDENTIFIER && /\d/.test(word) && IDENTIFIER.test(word);

/** Names with a digit that occur in a text, such as CVE-2024-1234 or a STIX id; lower case, each once. */
export const identifiersIn = (text: string): readonly string[] => {
  const found = new Set<string>();
  for (const [name] of text.toLowerCase().matchAll(NAMED)) {
    if (isIdentifier(name)) found.add(name);
    if (found.size >= MAX_IDENTIFIERS) break;
  }
  return [...found];
};

/** @returns the keys of identifiers, separated by blanks; a sub-technique is found under its technique as well. */
export const keysOf = (identifiers: readonly string[]): string => {
  const all = new Set<string>();
  for (const identifier of identifiers) {
    const name = identifier.toLowerCase();
    if (name.length > MAX_IDENTIFIER) continue;
    all.add(identifierKey(name));
    const technique = /^(t\d{4})\.\d{3}$/.exec(name)?.[1];
    if (technique) all.add(identifierKey(technique));
  }
  return [...all].join(' ');
};

export interface SearchText {
  /** Argument of to_tsquery; empty when nothing is searched for. */
  readonly wanted: string;
  /** Argument of to_tsquery for what must not occur; empty when nothing is ruled out. */
  readonly unwanted: string;
  /** Up to three words, the longest first, that titles may hold in another spelling; none of a phrase. */
  readonly fuzzy: readonly string[];
}

interface Term {
  readonly text: string;
  readonly phrase: boolean;
  readonly negated: boolean;
}

/** Every word is quoted, so nothing that a caller writes is an operator. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

const expression = ({ text, phrase }: Term, prefix: boolean): string => {
  const word = `${quoted(text)}${prefix && !phrase ? ':*' : ''}`;
  const name = text.toLowerCase();
  if (!isIdentifier(name)) return word;
  return `(${word} | ${prefix && !phrase ? `${quoted(startOfKey(name))}:*` : quoted(identifierKey(name))})`;
};

const TERM = /(-?)"([^"]*)"?|(\S+)/gu;
const WORD_CHARACTER = /[\p{L}\p{N}]/u;

const termsOf = (text: string): readonly (Term | 'or')[] =>
  [...text.matchAll(TERM)].flatMap(([whole, minus, phrase]): readonly (Term | 'or')[] => {
    if (phrase !== undefined) return WORD_CHARACTER.test(phrase) ? [{ text: phrase, phrase: true, negated: minus === '-' }] : [];
    if (/^or$/i.test(whole)) return ['or'];
    const negated = whole.startsWith('-');
    const word = (negated ? whole.slice(1) : whole).replaceAll('"', '');
    return WORD_CHARACTER.test(word) ? [{ text: word, phrase: false, negated }] : [];
  });

/**
 * Reads a search as people write it: words that must all occur, "phrases", `OR` between alternatives, `-` before what must not occur. The last
 * word may be the beginning of a word. Whatever else is written is text, so every text is a search.
 */
export const parseSearch = (text: string): SearchText => {
  const terms = termsOf(text);
  const last = terms.at(-1);
  const endsOpen = last !== undefined && last !== 'or' && !last.negated && !/\s$/u.test(text) ? last : undefined;
  const alternatives: string[][] = [[]];
  const unwanted: string[] = [];
  for (const term of terms) {
    if (term === 'or') alternatives.push([]);
    else if (term.negated) unwanted.push(expression(term, false));
    else alternatives.at(-1)!.push(expression(term, term === endsOpen));
  }
  const words = terms.flatMap((term) => (term === 'or' || term.negated || term.phrase ? [] : term.text.split(/[^\p{L}\p{N}]+/u)));
  const fuzzy = words.filter((word) => word.length >= FUZZY_LEAST).toSorted((a, b) => b.length - a.length);
  return {
    wanted: alternatives
      .filter((all) => all.length > 0)
      .map((all) => `(${all.join(' & ')})`)
      .join(' | '),
    unwanted: unwanted.join(' | '),
    fuzzy: [...new Set(fuzzy)].slice(0, FUZZY_WORDS),
  };
};
