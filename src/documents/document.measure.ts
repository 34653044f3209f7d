/** A document before it is laid out: JSON that HTML, PDF and data files are rendered from. Texts are plain; renderers escape them. */
import type { Marking } from '../access/marking.js';

/** Said by icon, word and colour together, so that no one of them has to carry it. */
export type State = 'good' | 'warning' | 'bad' | 'neutral';

export interface Cell {
  readonly text: string;
  readonly state?: State;
}

export interface KpiLine {
  readonly name: string;
  /** With its unit, as people read it: `2 h 10 min`, `93.1 %`; `–` where there is nothing to measure. */
  readonly value: string;
  /** How many incidents, clocks or techniques it is made of. */
  readonly n: number;
  readonly target: string | null;
  readonly previous: string | null;
  readonly trend: 'up' | 'down' | 'level' | null;
  readonly state: State;
  /** The state in words: `met`, `missed`, `no target`. */
  readonly word: string;
  readonly note?: string;
}

export interface ChartSeries {
  readonly name: string;
  /** One for each of `labels`; null: nothing to show. */
  readonly values: readonly (number | null)[];
}

/** `alt` says in a sentence what a picture shows. */
export type Block =
  | { readonly kind: 'text'; readonly paragraphs: readonly string[] }
  | { readonly kind: 'list'; readonly items: readonly string[]; readonly ordered?: boolean }
  | { readonly kind: 'note'; readonly state: State; readonly text: string }
  | { readonly kind: 'facts'; readonly items: readonly { readonly label: string; readonly value: string }[] }
  | { readonly kind: 'kpis'; readonly lines: readonly KpiLine[] }
  | {
      readonly kind: 'table';
      readonly caption: string;
      readonly columns: readonly {
        readonly label: string;
        readonly align?: 'start' | 'end';
        /** Share of the width; 1 where left out. */
        readonly weight?: number;
      }[];
      readonly rows: readonly (readonly Cell[])[];
      /** Shown in place of no rows. */
      readonly empty?: string;
    }
  | {
      readonly kind: 'chart';
      readonly caption: string;
      readonly alt: string;
      readonly shape: 'bar' | 'stacked-bar' | 'line';
      readonly unit: string;
      readonly labels: readonly string[];
      readonly series: readonly ChartSeries[];
    }
  | {
      readonly kind: 'heatmap';
      readonly caption: string;
      readonly alt: string;
      readonly columns: readonly {
        readonly label: string;
        readonly cells: readonly { readonly id: string; readonly label: string; readonly state: State; readonly word: string }[];
      }[];
    };

export interface Section {
  /** Lower-case words joined by hyphens, unique in its document. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
  /** Begins on a new page where there are pages. */
  readonly newPage?: boolean;
}

/** Everything a rendering shows: the same document renders to the same bytes. */
export interface Document {
  /** The record that it is made of. */
  readonly id: string;
  readonly title: string;
  /** Such as the period: `March 2026 (Europe/London)`. */
  readonly subtitle: string;
  readonly tenant: string;
  readonly marking: Pick<Marking, 'tlp' | 'secrecyLevel' | 'releasableTo'>;
  /** The position in the log that every figure in it is of, in digits; null where the reader is not told how much is recorded. */
  readonly position: string | null;
  /** UTC, ISO 8601 with milliseconds: what is known at this moment; also the date of the file. */
  readonly asOf: string;
  /** How the layout is defined; a changed layout is a new version. */
  readonly templateVersion: string;
  readonly sections: readonly Section[];
}
