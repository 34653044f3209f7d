/** What a bench is: a measurement beside its limit from the same run, and the target for it. */
import type { BenchStores } from './stores.js';

export interface Size {
  readonly name: 'smoke' | 'small' | 'full';
  /** Seconds of load per round. */
  readonly loadSeconds: number;
  /** Each thing is measured this often, in turns with its limit. */
  readonly rounds: number;
  /** Reports in the two ledgers that the dashboard is compared over. */
  readonly reports: { readonly few: number; readonly many: number };
  /** Single requests per round of a latency comparison. */
  readonly requests: number;
  /** Events that are projected and rebuilt. */
  readonly events: number;
  readonly importedObjects: number;
  /** Of 2 KB each, imported to see what memory that takes. */
  readonly largeImportObjects: number;
}

export const SIZES: Readonly<Record<Size['name'], Size>> = {
  smoke: {
    name: 'smoke',
    loadSeconds: 1,
    rounds: 1,
    reports: { few: 40, many: 120 },
    requests: 10,
    events: 500,
    importedObjects: 40,
    largeImportObjects: 40,
  },
  small: {
    name: 'small',
    loadSeconds: 2,
    rounds: 5,
    reports: { few: 10_000, many: 100_000 },
    requests: 120,
    events: 150_000,
    importedObjects: 3_000,
    largeImportObjects: 20_000,
  },
  full: {
    name: 'full',
    loadSeconds: 4,
    rounds: 6,
    reports: { few: 10_000, many: 1_000_000 },
    requests: 500,
    events: 2_000_000,
    importedObjects: 20_000,
    largeImportObjects: 92_000,
  },
};

export interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly measured: number;
  /** The same unit, from the same run. */
  readonly limit: number;
  /** What the limit is a measurement of. */
  readonly limitOf: string;
  readonly target: {
    /** What has to keep the bound: measured ÷ limit, or the measured value alone. */
    readonly of: 'ratio' | 'measured';
    readonly bound: 'at least' | 'at most';
    readonly value: number;
  };
}

export interface BenchContext {
  readonly size: Size;
  readonly stores: BenchStores;
  readonly say: (line: string) => void;
}

export interface Bench {
  readonly name: string;
  readonly purpose: string;
  readonly run: (context: BenchContext) => Promise<readonly Figure[]>;
}

export const ratioOf = ({ measured, limit }: Pick<Figure, 'measured' | 'limit'>): number => measured / limit;

export const isMet = (figure: Figure): boolean => {
  const { of, bound, value } = figure.target;
  const judged = of === 'ratio' ? ratioOf(figure) : figure.measured;
  return bound === 'at least' ? judged >= value : judged <= value;
};
