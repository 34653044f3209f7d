/** What HTML and PDF show alike: colours, words of the frame, and how a heat map is divided. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonical-json.js';
import type { JsonValue } from '../json/json-value.js';
import type { Block, Document, State } from './document.measure.js';

/** Dark enough on white for WCAG 2.2 §1.4.3, and told apart in grey by their icons. */
export const COLOURS = {
  ink: '#1b222c',
  quiet: '#545d6b',
  accent: '#1d3b5c',
  rule: '#c3c9d1',
  band: '#eef1f5',
  paper: '#ffffff',
} as const;

export const STATES: Readonly<Record<State, { readonly colour: string; readonly fill: string; readonly word: string }>> = {
  good: { colour: '#17683c', fill: '#e3f1e8', word: 'good' },
  warning: { colour: '#8a5a00', fill: '#fbf0d6', word: 'warning' },
  bad: { colour: '#a61b1b', fill: '#f8dfdc', word: 'bad' },
  neutral: { colour: '#545d6b', fill: '#f3f4f6', word: 'neutral' },
};

/**
 * The picture of a state on a square of 16: an outline that differs in shape, so that it reads without colour, and the sign in it.
 * As SVG path data; the sign is stroked in white, that of `neutral` in the state's colour.
 */
export const ICONS: Readonly<Record<State, { readonly shape: string; readonly sign: string; readonly hollow?: boolean }>> = {
  good: { shape: 'M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0 -14Z', sign: 'M4.6 8.2L7 10.6L11.4 5.8' },
  warning: { shape: 'M8 1L15.5 14.5L0.5 14.5Z', sign: 'M8 6L8 10.2M8 12L8 12.9' },
  bad: { shape: 'M1.5 1.5L14.5 1.5L14.5 14.5L1.5 14.5Z', sign: 'M5 5L11 11M11 5L5 11' },
  neutral: { shape: 'M8 1.6a6.4 6.4 0 1 0 0 12.8a6.4 6.4 0 1 0 0 -12.8Z', sign: 'M5 8L11 8', hollow: true },
};

export const TRENDS = { up: 'M3 11L8 4L13 11Z', down: 'M3 5L8 12L13 5Z', level: 'M2 6.8L14 6.8L14 9.2L2 9.2Z' } as const;

/** FIRST TLP 2.0: these colours on black. */
const TLP_COLOURS: Readonly<Record<Document['marking']['tlp'], string>> = {
  CLEAR: '#ffffff',
  WHITE: '#ffffff',
  GREEN: '#33ff00',
  AMBER: '#ffc000',
  'AMBER+STRICT': '#ffc000',
  RED: '#ff2b2b',
};

export interface Frame {
  readonly tlp: string;
  readonly tlpColour: string;
  /** The secrecy level and the countries that it is released to. */
  readonly caveats: string;
  /** Twelve hexadecimal digits. */
  readonly hash: string;
  readonly asOf: string;
}

/** What stands at the top and the bottom of every page. `hash`: SHA-256 over the canonical JSON of the document (RFC 8785), shortened. */
export const frameOf = (document: Document): Frame => {
  const { tlp, secrecyLevel, releasableTo } = document.marking;
  const released = releasableTo.length === 0 ? '' : ` · REL TO ${releasableTo.join(', ')}`;
  return {
    tlp: `TLP:${tlp}`,
    tlpColour: TLP_COLOURS[tlp],
    caveats: `${secrecyLevel.replaceAll('_', ' ')}${released}`,
    hash: createHash('sha256')
      .update(canonicalJson(document as unknown as JsonValue))
      .digest('hex')
      .slice(0, 12),
    asOf: `${document.asOf.slice(0, 10)} ${document.asOf.slice(11, 16)} UTC`,
  };
};

/** Controls but line feed and tab, half surrogates, and marks that print nothing: joiners, directions, variants. */
const UNPRINTABLE = /(?![\n\t])\p{Cc}|\p{Cs}|\p{Cf}|\p{Variation_Selector}/gu;

/** Without characters that print nothing, or that would make a text read in another order than it is written. */
export const printable = (text: string): string => text.normalize('NFC').replaceAll(/\r\n?/g, '\n').replaceAll(UNPRINTABLE, '');

/** `printable` in every text of a document; ids and keys stay. */
export const printableDocument = (document: Document): Document => {
  const clean = (value: unknown): unknown => {
    if (typeof value === 'string') return printable(value);
    if (Array.isArray(value)) return value.map(clean);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, clean(entry)]));
  };
  return clean(document) as Document;
};

type Heatmap = Extract<Block, { kind: 'heatmap' }>;
const COLUMNS_OF_A_BAND = 5;

/** Columns side by side as a page has room for them. */
export const bandsOf = ({ columns }: Heatmap): readonly Heatmap['columns'][] =>
  Array.from({ length: Math.ceil(columns.length / COLUMNS_OF_A_BAND) }, (_, band) =>
    columns.slice(band * COLUMNS_OF_A_BAND, (band + 1) * COLUMNS_OF_A_BAND),
  );

/** Each state that a heat map shows with its words. */
export const legendOf = ({ columns }: Heatmap): readonly { readonly state: State; readonly word: string }[] => {
  const seen = new Map<string, { state: State; word: string }>();
  for (const { cells } of columns) for (const { state, word } of cells) seen.set(`${state} ${word}`, { state, word });
  return [...seen.values()];
};
