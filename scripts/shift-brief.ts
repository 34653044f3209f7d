/** The shift brief: the dashboard in words and figures, as a table for a terminal. */

/** The query behind the brief. */
export const BRIEF_QUERY = `query Brief($atLeast: Position) {
  me { tenantId organisationId clearance }
  intelligenceDashboard(atLeast: $atLeast) {
    reportCount publishedCount draftCount inReviewCount reportsByStatus { key count }
    lastPublishedAt secondsSinceLastPublication recency { state expectedWithinSeconds }
    sourceCount activeSourceCount sourceThreshold { minimum state }
    silentSources { name lastReportAt probability }
    ingestion { state feeds { name health red reason lastSuccessAt } }
    production { window { name start end } expected published state }
    backlog { inReview oldestSubmittedAt }
    publishedSinceLastHandover lastHandover { id recordedAt status outgoing incoming }
    asOf { recordedAt lagMs fresh }
  }
}`;

/** What {@link BRIEF_QUERY} answers. */
export interface Brief {
  readonly me: { readonly tenantId: string; readonly organisationId: string; readonly clearance: string };
  readonly intelligenceDashboard: {
    readonly reportCount: number;
    readonly publishedCount: number;
    readonly draftCount: number;
    readonly inReviewCount: number;
    readonly reportsByStatus: readonly { readonly key: string; readonly count: number }[];
    readonly lastPublishedAt: string | null;
    readonly secondsSinceLastPublication: number | null;
    readonly recency: { readonly state: string; readonly expectedWithinSeconds: number };
    readonly sourceCount: number;
    readonly activeSourceCount: number;
    readonly sourceThreshold: { readonly minimum: number; readonly state: string };
    readonly silentSources: readonly {
      readonly name: string;
      readonly lastReportAt: string | null;
      readonly probability: number;
    }[];
    readonly ingestion: {
      readonly state: string;
      readonly feeds: readonly {
        readonly name: string;
        readonly health: string;
        readonly red: boolean;
        readonly reason: string | null;
        readonly lastSuccessAt: string | null;
      }[];
    };
    readonly production: {
      readonly window: { readonly name: string; readonly start: string; readonly end: string } | null;
      readonly expected: number;
      readonly published: number;
      readonly state: string;
    };
    readonly backlog: { readonly inReview: number; readonly oldestSubmittedAt: string | null };
    readonly publishedSinceLastHandover: number | null;
    readonly lastHandover: {
      readonly id: string;
      readonly recordedAt: string;
      readonly status: string;
      readonly outgoing: string;
      readonly incoming: string | null;
    } | null;
    readonly asOf: { readonly recordedAt: string | null; readonly lagMs: number; readonly fresh: boolean };
  };
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const;

/** Seconds in words, to the coarsest unit that says something: "3 hours", "2 days". */
export const inWords = (seconds: number): string => {
  const [name, size] = UNITS.find(([, length]) => seconds >= length) ?? ['second', 1];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
};

/** An instant to the minute, in UTC. */
export const minuteOf = (instant: string): string => `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;

/** Text of others on one line: nothing in it moves the cursor or turns the writing round. */
export const plain = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();

const RECENCY: Readonly<Record<string, string>> = {
  none: 'none: nothing has been published yet',
  fresh: 'fresh: within the expected interval',
  due: 'due: later than expected',
  stale: 'stale: more than twice as late as expected',
};

/** Rows as two columns, the first as wide as its longest entry. */
const table = (rows: readonly (readonly [string, string])[]): readonly string[] => {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
};

const productionText = ({ window, expected, published, state }: Brief['intelligenceDashboard']['production']): string =>
  window
    ? `${plain(window.name)}: ${published} of ${expected}, ${state} (${minuteOf(window.start)} to ${minuteOf(window.end)})`
    : 'nothing is expected';

const silentText = (
  { lastReportAt, probability }: Brief['intelligenceDashboard']['silentSources'][number],
  since: string,
): string =>
  `${lastReportAt ? `last report ${since} ago` : 'never reported'}; a working source is quiet this long in ${(100 * probability).toPrecision(2)} % of cases`;

const ingestionText = ({ state, feeds }: Brief['intelligenceDashboard']['ingestion']): string =>
  state === 'none' ? 'no feed is active' : `${feeds.filter(({ health }) => health !== 'off').length} feeds active: ${state}`;

const redText = (
  { health, reason, lastSuccessAt }: Brief['intelligenceDashboard']['ingestion']['feeds'][number],
  since: string,
): string =>
  `${health}, ${lastSuccessAt ? `last success ${since} ago` : 'no success yet'}${reason === null ? '' : `. ${plain(reason)}`}`;

const handoverText = ({ lastHandover: last, publishedSinceLastHandover: published }: Brief['intelligenceDashboard']): string =>
  last
    ? `${minuteOf(last.recordedAt)} by ${plain(last.outgoing)}, ${last.status === 'countersigned' ? `countersigned by ${plain(last.incoming ?? '')}` : 'not countersigned'}; ${published} published since`
    : 'none yet';

/** The brief as lines of text; ages are measured at `now`. */
export const briefLines = ({ me, intelligenceDashboard: board }: Brief, now: Date): readonly string[] => {
  const { lastPublishedAt, secondsSinceLastPublication: age, recency, backlog, sourceThreshold, asOf } = board;
  const digits = String(
    Math.max(board.reportCount, board.sourceCount, ...board.reportsByStatus.map(({ count }) => count)),
  ).length;
  const figure = (count: number): string => String(count).padStart(digits);
  const since = (instant: string): string => inWords(Math.max(0, (now.getTime() - Date.parse(instant)) / 1000));
  const drafts = board.draftCount + board.inReviewCount;
  return [
    `Shift brief · tenant ${me.tenantId} · ${me.organisationId} · cleared to ${me.clearance} · ${minuteOf(now.toISOString())}`,
    '',
    ...table([
      ['Reports', `${figure(board.reportCount)}  neither retracted nor archived`],
      ...board.reportsByStatus.map(({ key, count }) => [`  ${key.replace('_', ' ')}`, figure(count)] as const),
      ['Working versions', `${figure(drafts)}  ${board.draftCount} in draft, ${board.inReviewCount} in review`],
      [
        'Last published',
        lastPublishedAt === null || age === null ? 'never' : `${minuteOf(lastPublishedAt)}, ${inWords(age)} ago`,
      ],
      ['Recency', `${RECENCY[recency.state] ?? recency.state} (one every ${inWords(recency.expectedWithinSeconds)})`],
      [
        'Sources',
        `${board.activeSourceCount} of ${board.sourceCount} active; at least ${sourceThreshold.minimum} wanted: ${sourceThreshold.state}`,
      ],
      ...board.silentSources.map(
        (source) =>
          [`  silent: ${plain(source.name)}`, silentText(source, source.lastReportAt ? since(source.lastReportAt) : '')] as const,
      ),
      ['Feeds', ingestionText(board.ingestion)],
      ...board.ingestion.feeds
        .filter(({ red }) => red)
        .map(
          (feed) => [`  red: ${plain(feed.name)}`, redText(feed, feed.lastSuccessAt ? since(feed.lastSuccessAt) : '')] as const,
        ),
      ['Production', productionText(board.production)],
      [
        'Backlog',
        backlog.oldestSubmittedAt
          ? `${backlog.inReview} in review, the oldest submitted ${since(backlog.oldestSubmittedAt)} ago`
          : 'nothing waits for review',
      ],
      ['Last handover', handoverText(board)],
      [
        'As of',
        `${asOf.recordedAt ? minuteOf(asOf.recordedAt) : 'an empty ledger'}, ${asOf.fresh ? 'up to date' : `${asOf.lagMs} ms behind`}`,
      ],
    ]),
  ];
};
