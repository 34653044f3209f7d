/** A handover brief in words, as plain lines for a terminal. */
import { minuteOf, plain } from './shift-brief.js';

const ITEM = 'title time';
const FIELDS = `from { position at } until { position at } handoverId note
  published { ${ITEM} id version } superseded { ${ITEM} id version } retracted { ${ITEM} id version } archived { ${ITEM} id } restored { ${ITEM} id }
  draftedCount inReviewCount overdueReviews { ${ITEM} id dueAt }
  sourcesRegistered { ${ITEM} id } sourcesPaused { ${ITEM} id } sourcesResumed { ${ITEM} id } sourcesRetired { ${ITEM} id }
  sourcesSilent { id name lastReportAt expectedWithinSeconds } sourcesBack { id name lastReportAt }
  feedsUnhealthy { id name health lastSuccessAt fault } feedsRecovered { id name health lastSuccessAt fault }
  productionMissed { name start end expected published }
  markingChanges { ${ITEM} id from { secrecyLevel tlp } to { secrecyLevel tlp } } disclosed { ${ITEM} id status }
  handovers { id status note time } hash verified asOf { position fresh reducedToTodaysAccess }`;

/** What changed since a handover or a position. */
export const BRIEF_SINCE_QUERY = `query ($since: ID, $until: ID) { handoverBrief(since: $since, until: $until) { ${FIELDS} } }`;
/** What one handover covers. */
export const BRIEF_OF_QUERY = `query ($id: UUID!) { handover(id: $id) { brief { ${FIELDS} } } }`;

interface Item {
  readonly id: string;
  readonly title: string;
  readonly time: string;
}
interface Version extends Item {
  readonly version: number;
}
interface Shown {
  readonly secrecyLevel: string;
  readonly tlp: string;
}
interface Source {
  readonly id: string;
  readonly name: string;
  readonly lastReportAt: string | null;
}

interface Feed {
  readonly id: string;
  readonly name: string;
  readonly health: string;
  readonly lastSuccessAt: string | null;
  readonly fault: string | null;
}

/** What the queries answer. */
export interface HandoverBrief {
  readonly from: { readonly at: string };
  readonly until: { readonly at: string };
  readonly handoverId: string | null;
  readonly note: string | null;
  readonly published: readonly Version[];
  readonly superseded: readonly Version[];
  readonly retracted: readonly Version[];
  readonly archived: readonly Item[];
  readonly restored: readonly Item[];
  readonly draftedCount: number;
  readonly inReviewCount: number;
  readonly overdueReviews: readonly (Item & { readonly dueAt: string })[];
  readonly sourcesRegistered: readonly Item[];
  readonly sourcesPaused: readonly Item[];
  readonly sourcesResumed: readonly Item[];
  readonly sourcesRetired: readonly Item[];
  readonly sourcesSilent: readonly Source[];
  readonly sourcesBack: readonly Source[];
  readonly feedsUnhealthy: readonly Feed[];
  readonly feedsRecovered: readonly Feed[];
  readonly productionMissed: readonly { name: string; start: string; end: string; expected: number; published: number }[];
  readonly markingChanges: readonly (Item & { readonly from: Shown; readonly to: Shown })[];
  readonly disclosed: readonly (Item & { readonly status: string })[];
  readonly handovers: readonly { readonly time: string; readonly status: string; readonly note: string }[];
  readonly hash: string;
  readonly verified: boolean | null;
}

const fitted = (text: string, width: number): string => {
  const letters = Array.from(text);
  return letters.length <= width ? text : `${letters.slice(0, Math.max(0, width - 1)).join('')}…`;
};

const wrapped = (text: string, width: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const word of plain(text).split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = '';
    }
    line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((each) => fitted(each, width));
};

const marked = ({ secrecyLevel, tlp }: Shown): string => `${secrecyLevel} TLP:${tlp}`;
const versioned = ({ title, version }: Version): string => `${title} (version ${version})`;
const titled = ({ title }: Item): string => title;
const lastHeard = ({ name, lastReportAt }: Source): string =>
  `${name}, last report ${lastReportAt === null ? 'never' : minuteOf(lastReportAt)}`;
const atWork = ({ name, health, fault, lastSuccessAt }: Feed): string =>
  `${name}: ${health}${fault === null ? '' : ` (${fault})`}, last success ${lastSuccessAt === null ? 'never' : minuteOf(lastSuccessAt)}`;

/**
 * The brief as lines of text, none longer than `width`; sections in which nothing happened are left out.
 * @param width in characters.
 */
export const handoverLines = (brief: HandoverBrief, width: number): readonly string[] => {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', `${title} (${lines.length})`, ...lines.map((line) => `  ${line}`)];
  const dated = <T extends { readonly time: string }>(items: readonly T[], words: (item: T) => string): readonly string[] =>
    items.map((item) => `${minuteOf(item.time)}  ${plain(words(item))}`);
  const sections = [
    ...section('Published', dated(brief.published, versioned)),
    ...section('Superseded', dated(brief.superseded, versioned)),
    ...section('Retracted', dated(brief.retracted, versioned)),
    ...section('Archived', dated(brief.archived, titled)),
    ...section('Restored', dated(brief.restored, titled)),
    ...section(
      'Reviews overdue',
      brief.overdueReviews.map(({ title, dueAt }) => `${minuteOf(dueAt)}  ${plain(title)}`),
    ),
    ...section('Sources fallen silent', brief.sourcesSilent.map(lastHeard).map(plain)),
    ...section('Sources back', brief.sourcesBack.map(lastHeard).map(plain)),
    ...section('Feeds that need attention', brief.feedsUnhealthy.map(atWork).map(plain)),
    ...section('Feeds that work again', brief.feedsRecovered.map(atWork).map(plain)),
    ...section('Sources registered', dated(brief.sourcesRegistered, titled)),
    ...section('Sources paused', dated(brief.sourcesPaused, titled)),
    ...section('Sources resumed', dated(brief.sourcesResumed, titled)),
    ...section('Sources retired', dated(brief.sourcesRetired, titled)),
    ...section(
      'Production missed',
      brief.productionMissed.map(
        ({ name, end, expected, published }) => `${minuteOf(end)}  ${plain(name)}: ${published} of ${expected}`,
      ),
    ),
    ...section(
      'Marking changed',
      dated(brief.markingChanges, ({ title, from, to }) => `${title}: ${marked(from)} → ${marked(to)}`),
    ),
    ...section(
      'Now visible to you',
      dated(brief.disclosed, ({ title, status }) => `${title} (${status.replace('_', ' ')})`),
    ),
    ...section(
      'Handovers',
      dated(brief.handovers, ({ status, note }) => `${status}: ${note}`),
    ),
  ];
  const { from, until, handoverId, note, hash, verified } = brief;
  return [
    ...(handoverId === null ? [] : [`Handover ${handoverId}`]),
    `Changes · ${minuteOf(from.at)} to ${minuteOf(until.at)}`,
    ...(note === null ? [] : ['', ...wrapped(note, width - 2).map((line) => `  ${line}`)]),
    '',
    `${brief.draftedCount} drafted, ${brief.inReviewCount} gone to review`,
    ...(sections.length > 0 ? sections : ['', 'Nothing else changed.']),
    ...(handoverId === null ? [] : ['', 'Countersign this hash:', `  ${hash}`]),
    ...(verified === null ? [] : ['', verified ? 'This is what you countersigned.' : 'This is NOT what you countersigned.']),
  ].map((line) => (line === `  ${hash}` ? line : fitted(line, width)));
};
