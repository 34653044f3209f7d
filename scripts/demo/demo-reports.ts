/** The reports of the demo tenant: what each says, who writes it, how far it has come. The same plan at every start. */
import type { Tlp } from '../../src/access/marking.js';
import type { ReportInput } from '../../src/intel-reports/intel-report.commands.js';
import type { PersonName } from './demo-people.js';
import { QUIET, type SourceName } from './demo-sources.js';
import { type Thread, threads } from './demo-threads.js';

/** How far a report has come. */
export type Outcome =
  | 'draft'
  | 'in_review'
  | 'approved'
  | 'published'
  | 'second version'
  | 'third version'
  | 'redrafted'
  | 'returned once'
  | 'retracted'
  | 'archived';

export interface ReportPlan {
  /** Never changes: the report's id follows from it. */
  readonly key: string;
  readonly input: Omit<ReportInput, 'sourceIds' | 'recipients'> & { readonly title: string };
  readonly sources: readonly SourceName[];
  /** Those who may read TLP:RED besides the author. */
  readonly recipients: readonly PersonName[];
  readonly author: PersonName;
  readonly editor: PersonName;
  readonly outcome: Outcome;
  /** When it was, or would be, published: minutes before the demo was loaded. */
  readonly minutesAgo: number;
}

/** When the second and the third version were published, as shares of the first one's age. */
export const LATER_VERSIONS = [0.7, 0.4] as const;
const lastShare = (outcome: Outcome): number =>
  outcome === 'third version' ? LATER_VERSIONS[1] : outcome === 'second version' ? LATER_VERSIONS[0] : 1;

const MINUTES_A_DAY = 1_440;
const SPAN_DAYS = 42;
const LATEST_MINUTES = 95;

type Telling = (thread: Thread) => {
  readonly title: string;
  readonly summary: string;
  readonly body: string;
  readonly confidence: number;
};

const TELLINGS: readonly Telling[] = [
  ({ name, sector, entry, effect }) => ({
    title: `${name} seen in ${sector}`,
    summary: `${name} is active in ${sector}. It gets in through ${entry} and ${effect}.`,
    body: `## What was seen\n\nTwo organisations in ${sector} reported the same sequence within a week: ${entry}. Once inside, it ${effect}.\n\n## What we do not know\n\nWhether the two were chosen or merely reachable.`,
    confidence: 55,
  }),
  ({ name, sector, entry, techniques }) => ({
    title: `How ${name} gets in: ${entry}`,
    summary: `The way in is ${entry}. ${techniques.length} techniques are confirmed in ${sector}, the first of them ${techniques[0]}.`,
    body: `## Way in\n\nIn every case so far it was ${entry}.\n\n## Techniques\n\n${techniques.map((id) => `- ${id}`).join('\n')}\n\nOrganisations in ${sector} should look for these first.`,
    confidence: 70,
  }),
  ({ name, sector, effect }) => ({
    title: `${name}: infrastructure and pattern of work`,
    summary: `Infrastructure of ${name} is rented by the week and used against ${sector} only. It ${effect}, mostly between 01:00 and 04:00 UTC.`,
    body: `## Infrastructure\n\nServers are rented for a week and dropped after use. Certificates are issued on the day before.\n\n## Pattern\n\nWork is done between 01:00 and 04:00 UTC. What follows is the same each time: it ${effect}.`,
    confidence: 65,
  }),
  ({ name, sector, next }) => ({
    title: `${name} moves on to ${next}`,
    summary: `After ${sector}, ${name} was seen at ${next}. The same tools were used, with fresh infrastructure.`,
    body: `## Change\n\nThe activity left ${sector} and appeared at ${next}. Tools are unchanged.\n\n## Assessment\n\nIt is likely that others of the same kind follow within weeks.`,
    confidence: 60,
  }),
  ({ name, remedy, sector }) => ({
    title: `What works against ${name}: ${remedy}`,
    summary: `Organisations that relied on ${remedy} were not affected. We recommend it to all of ${sector}.`,
    body: `## Recommendation\n\nThe one measure that made the difference was ${remedy}.\n\n## Effort\n\nDays rather than weeks, in the organisations that did it.`,
    confidence: 80,
  }),
];

const TEAMS: readonly { readonly author: PersonName; readonly editor: PersonName }[] = [
  { author: 'fusionAnalyst', editor: 'fusionEditor' },
  { author: 'financeAnalyst', editor: 'financeEditor' },
  { author: 'fusionAnalyst2', editor: 'watchOfficer' },
  { author: 'defenceAnalyst', editor: 'defenceEditor' },
  { author: 'fusionEditor', editor: 'watchOfficer' },
];

const markingOf = (
  rank: number,
  editor: PersonName,
): Pick<ReportInput, 'tlp' | 'secrecyLevel' | 'releasableTo'> & { recipients: PersonName[] } => {
  const tlps: readonly Tlp[] = ['AMBER', 'GREEN', 'AMBER', 'CLEAR', 'AMBER', 'GREEN', 'AMBER+STRICT', 'AMBER'];
  if (rank % 29 === 5) return { tlp: 'RED', secrecyLevel: 'SECRET', recipients: [...new Set([editor, 'watchOfficer' as const])] };
  const tlp = tlps[rank % tlps.length];
  if (rank % 37 === 9 && editor === 'defenceEditor') return { tlp, secrecyLevel: 'TOP_SECRET', recipients: [] };
  return { tlp, ...(rank % 9 === 4 ? { secrecyLevel: 'CONFIDENTIAL', releasableTo: ['GB', 'NO', 'NL'] } : {}), recipients: [] };
};

/** @param rank how many reports are newer. */
const outcomeOf = (rank: number): Outcome => {
  if (rank < 44) return (['published', 'in_review', 'draft', rank % 8 === 3 ? 'approved' : 'published'] as const)[rank % 4];
  if (rank % 31 === 0) return 'retracted';
  if (rank % 23 === 0) return 'archived';
  if (rank % 19 === 0) return 'third version';
  if (rank % 17 === 0) return 'redrafted';
  if (rank % 13 === 0) return 'returned once';
  return rank % 7 === 0 ? 'second version' : 'published';
};

const planned = (thread: Thread, telling: Telling, rank: number, count: number): ReportPlan => {
  const { title, summary, body, confidence } = telling(thread);
  const minutesAgo = LATEST_MINUTES + Math.round((rank / count) * SPAN_DAYS * MINUTES_A_DAY) + ((rank * 37) % 50);
  const { author, editor } = TEAMS[rank % TEAMS.length];
  const { recipients, ...marking } = markingOf(rank, editor);
  const outcome = outcomeOf(rank);
  const lastMinutesAgo = minutesAgo * lastShare(outcome);
  const isQuiet = (source: SourceName): boolean => source === QUIET.source && lastMinutesAgo < QUIET.days * MINUTES_A_DAY;
  return {
    key: `${thread.name.toLowerCase().replaceAll(' ', '-')}/${TELLINGS.indexOf(telling) + 1}`,
    input: {
      title: title.charAt(0).toUpperCase() + title.slice(1),
      summary,
      body,
      confidence,
      reportTypes: [...thread.types],
      techniqueIds: [...thread.techniques],
      killChainPhases: thread.phases.map((phaseName) => ({
        killChainName: thread.techniques.some((id) => id.startsWith('T08')) ? 'mitre-ics-attack' : 'mitre-attack',
        phaseName,
      })),
      externalReferences: thread.techniques.slice(0, 1).map((id) => ({
        sourceName: 'mitre-attack',
        externalId: id,
        url: `https://attack.mitre.org/techniques/${id.replace('.', '/')}`,
      })),
      labels: [thread.sector],
      ...marking,
    },
    sources: thread.sources.filter((source) => !isQuiet(source)),
    recipients,
    author,
    editor,
    outcome,
    minutesAgo,
  };
};

/** How many threads are told side by side. */
const SIDE_BY_SIDE = 9;
const groups = Array.from({ length: Math.ceil(threads.length / SIDE_BY_SIDE) }, (_, group) =>
  threads.slice(group * SIDE_BY_SIDE, (group + 1) * SIDE_BY_SIDE),
);

/** Newest last; a thread's reports come one after the other. */
const inOrder: readonly (readonly [Thread, Telling])[] = groups.flatMap((group) =>
  TELLINGS.flatMap((telling) => group.map((thread) => [thread, telling] as const)),
);

export const demoReports: readonly ReportPlan[] = inOrder.map(([thread, telling], index) =>
  planned(thread, telling, inOrder.length - 1 - index, inOrder.length),
);

/** Published last of all: once it is there, the demo is complete. */
export const READING_GUIDE = {
  key: 'reading-guide',
  input: {
    title: 'Reading guide to this demo tenant',
    summary: 'Fourteen sources, six weeks of reports in every state, three organisations. Names and events are invented.',
    body: 'Try the dashboard as of a past position, the history of a report with several versions, and a reader with a lower clearance.',
    reportTypes: ['threat-report'],
    confidence: 100,
    tlp: 'GREEN',
    labels: ['orientation'],
  },
  minutesAgo: LATEST_MINUTES - 5,
} as const satisfies { key: string; input: ReportPlan['input']; minutesAgo: number };
