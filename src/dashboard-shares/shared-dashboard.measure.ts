/** The dashboard as outsiders get it: figures without ids or filters, and the document that shows them. Pure. */
import type { Block, Document, Section, State } from '../documents/document.measure.js';
import { dayAndTime } from '../documents/plain-text.measure.js';
import { count, duration, NOTHING } from '../soc-reports/figure-words.measure.js';
import type { DashboardMaximum } from './dashboard-share.events.js';
import type { DashboardShareRecord } from './dashboard-share.record.js';

interface CountByKey {
  readonly key: string;
  readonly count: number;
}

/** Of a part that is not shared: null. */
export interface SharedFigures {
  readonly counts: {
    readonly reports: number;
    readonly published: number;
    readonly drafts: number;
    readonly inReview: number;
    readonly byStatus: readonly CountByKey[];
    readonly bySecrecy: readonly CountByKey[];
    readonly byTlp: readonly CountByKey[];
  } | null;
  readonly recency: {
    readonly lastPublishedAt: string | null;
    readonly secondsSinceLastPublication: number | null;
    readonly expectedWithinSeconds: number;
    readonly state: 'none' | 'fresh' | 'due' | 'stale';
  } | null;
  readonly sources: {
    readonly total: number;
    readonly active: number;
    readonly minimum: number;
    readonly state: 'ok' | 'below';
    readonly silent: number;
    /** Null: they are not named. */
    readonly silentNames: readonly string[] | null;
  } | null;
  readonly production: {
    readonly state: 'none' | 'met' | 'below' | 'missed';
    /** The worst first. */
    readonly windows: readonly {
      /** Null: what is expected has no name for those who see so little. */
      readonly name: string | null;
      readonly start: string;
      readonly end: string;
      readonly expected: number;
      readonly published: number;
      readonly state: 'none' | 'met' | 'below' | 'missed';
    }[];
  } | null;
}

export interface SharedDashboard extends SharedFigures {
  readonly name: string;
  readonly tenant: string;
  readonly maximum: DashboardMaximum;
  /** UTC, ISO 8601 with milliseconds. */
  readonly asOf: string;
  readonly openUntil: string;
}

const TEMPLATE = 'shared-dashboard-1';
const STATES: Readonly<Record<string, State>> = {
  fresh: 'good',
  met: 'good',
  ok: 'good',
  due: 'warning',
  below: 'warning',
  stale: 'bad',
  missed: 'bad',
};
const stateOf = (word: string): State => STATES[word] ?? 'neutral';

const fact = (label: string, value: number | string): { readonly label: string; readonly value: string } => ({
  label,
  value: typeof value === 'number' ? count(value) : value,
});

const RECENCY_WORDS = {
  none: 'Nothing has been published yet.',
  fresh: 'Fresh: the newest publication is within the expected interval.',
  due: 'Due: a publication is expected by now.',
  stale: 'Stale: the newest publication is older than twice the expected interval.',
} as const;

const tally = (caption: string, label: string, rows: readonly CountByKey[]): Block => ({
  kind: 'table',
  caption,
  columns: [
    { label, weight: 3 },
    { label: 'Reports', align: 'end' },
  ],
  rows: rows.map((row) => [{ text: row.key.replaceAll('_', ' ') }, { text: count(row.count) }]),
  empty: 'There are no reports.',
});

const countsSection = (counts: NonNullable<SharedFigures['counts']>): Section => ({
  id: 'reports',
  title: 'Reports',
  blocks: [
    {
      kind: 'facts',
      items: [
        fact('Reports', counts.reports),
        fact('Published', counts.published),
        fact('In review', counts.inReview),
        fact('Drafts', counts.drafts),
      ],
    },
    tally('By status', 'Status', counts.byStatus),
    tally('By secrecy level, neither archived nor retracted', 'Secrecy level', counts.bySecrecy),
    tally('By TLP, neither archived nor retracted', 'TLP', counts.byTlp),
  ],
});

const recencySection = (recency: NonNullable<SharedFigures['recency']>): Section => {
  const { state, lastPublishedAt, secondsSinceLastPublication: age, expectedWithinSeconds } = recency;
  return {
    id: 'recency',
    title: 'Recency',
    blocks: [
      { kind: 'note', state: stateOf(state), text: RECENCY_WORDS[state] },
      {
        kind: 'facts',
        items: [
          fact('Last publication', lastPublishedAt === null ? NOTHING : dayAndTime(lastPublishedAt)),
          fact('Since then', age === null ? NOTHING : duration(age)),
          fact('Expected within', duration(expectedWithinSeconds)),
        ],
      },
    ],
  };
};

const sourcesSection = ({
  total,
  active,
  minimum,
  state,
  silent,
  silentNames,
}: NonNullable<SharedFigures['sources']>): Section => ({
  id: 'sources',
  title: 'Sources',
  blocks: [
    {
      kind: 'note',
      state: stateOf(state),
      text:
        state === 'ok'
          ? 'As many sources are active as should be.'
          : 'Of the sources shown here, fewer are active than should be in all.',
    },
    {
      kind: 'facts',
      items: [fact('Sources', total), fact('Active', active), fact('Should be active', minimum), fact('Silent', silent)],
    },
    ...(silentNames === null || silentNames.length === 0 ? [] : [{ kind: 'list', items: silentNames } as const]),
  ],
});

const productionSection = ({ windows }: NonNullable<SharedFigures['production']>): Section => {
  const named = windows.some(({ name }) => name !== null);
  return {
    id: 'production',
    title: 'Production',
    blocks: [
      {
        kind: 'table',
        caption: 'Windows that are running, or else ended last',
        columns: [
          ...(named ? [{ label: 'Expectation', weight: 2 }] : []),
          { label: 'Window', weight: 3 },
          { label: 'Expected', align: 'end' },
          { label: 'Published', align: 'end' },
          { label: 'Status' },
        ],
        rows: windows.map(({ name, start, end, expected, published, state }) => [
          ...(named ? [{ text: name ?? NOTHING }] : []),
          { text: `${dayAndTime(start)} to ${dayAndTime(end)}` },
          { text: count(expected) },
          { text: count(published) },
          { text: state, state: stateOf(state) },
        ]),
        empty: 'Nothing is expected.',
      },
    ],
  };
};

/** @param id of the share. */
export const sharedDocument = (id: string, dashboard: SharedDashboard): Document => {
  const { name, tenant, maximum, asOf, openUntil, counts, recency, sources, production } = dashboard;
  return {
    id,
    title: 'Intelligence dashboard',
    subtitle: `As of ${dayAndTime(asOf)}`,
    tenant,
    marking: { ...maximum, releasableTo: [] },
    position: null,
    asOf,
    templateVersion: TEMPLATE,
    sections: [
      {
        id: 'shared-view',
        title: 'Your view',
        blocks: [
          {
            kind: 'facts',
            items: [
              { label: 'Shared with', value: name },
              { label: 'As of', value: asOf },
              { label: 'Open until', value: openUntil },
              { label: 'Counted', value: `up to ${maximum.secrecyLevel.replaceAll('_', ' ')} and TLP:${maximum.tlp}` },
            ],
          },
        ],
      },
      ...(counts ? [countsSection(counts)] : []),
      ...(recency ? [recencySection(recency)] : []),
      ...(sources ? [sourcesSection(sources)] : []),
      ...(production ? [productionSection(production)] : []),
    ],
  };
};

/** What is shown of a share besides its figures. */
export const shownOf = (tenant: string, { name, maximum, expiresAt }: DashboardShareRecord, asOf: string) => ({
  name,
  tenant,
  maximum,
  asOf,
  openUntil: expiresAt,
});
