/** The sources of the demo tenant; one of them has gone quiet. */
import type { SourceProfile } from '../../src/sources/source.events.js';

interface DemoSource extends Pick<
  SourceProfile,
  'name' | 'kind' | 'description' | 'reliability' | 'credibility' | 'expectedCadenceSeconds' | 'sectors'
> {
  /** What became of it after it was registered. */
  readonly became?: 'pause' | 'retire';
}

const DAY = 86_400;

const source = (
  name: string,
  kind: SourceProfile['kind'],
  reliability: SourceProfile['reliability'],
  credibility: number,
  cadence: number | null,
  sectors: readonly string[],
  description: string,
): DemoSource => ({ name, kind, reliability, credibility, expectedCadenceSeconds: cadence, sectors: [...sectors], description });

export const demoSources = {
  harbour: source(
    'Harbour watch',
    'humint',
    'B',
    2,
    4 * DAY,
    ['transportation'],
    'Contacts of the harbour police at three terminals.',
  ),
  mailtrap: source(
    'Mail trap network',
    'techint',
    'A',
    1,
    DAY,
    ['technology'],
    'Addresses that nobody uses, and whatever is sent to them.',
  ),
  council: source(
    'Council incident desk',
    'government',
    'B',
    2,
    7 * DAY,
    ['government-local'],
    'Incidents that municipalities report to their region.',
  ),
  police: source(
    'Regional cyber police',
    'government',
    'A',
    2,
    4 * DAY,
    ['government-regional'],
    'Case summaries cleared for sharing.',
  ),
  rail: source('Rail operations forum', 'partner', 'C', 3, 7 * DAY, ['transportation'], 'A closed forum of operators.'),
  partner: source('Northern partner exchange', 'partner', 'B', 2, DAY, ['government-national'], 'Reports of allied centres.'),
  grid: source(
    'Grid operators circle',
    'partner',
    'B',
    3,
    3 * DAY,
    ['energy', 'utilities'],
    'Energy and water operators under a sharing agreement.',
  ),
  signals: source('Signals desk', 'sigint', 'A', 2, DAY, ['defense'], 'Cleared extracts.'),
  banks: source('Bank fraud round', 'commercial', 'B', 2, DAY, ['financial-services'], 'Weekday calls of fraud teams.'),
  vendor: source(
    'Vendor telemetry',
    'commercial',
    'C',
    3,
    2 * DAY,
    ['technology'],
    'Statistics of an endpoint product, every other day.',
  ),
  forum: source(
    'Criminal forum reading',
    'osint',
    'D',
    4,
    DAY,
    [],
    'What is offered for sale. Expected daily, and quiet for more than two weeks.',
  ),
  exchange: source(
    'Internet exchange sensors',
    'techint',
    'B',
    1,
    DAY,
    ['telecommunications'],
    'Flow statistics of an exchange point.',
  ),
  health: {
    ...source('Hospital alerts', 'government', 'C', 3, 7 * DAY, ['healthcare'], 'Paused while its agreement is renewed.'),
    became: 'pause' as const,
  },
  blog: {
    ...source('Collected security blogs', 'osint', 'E', 5, null, [], 'Replaced by direct feeds.'),
    became: 'retire' as const,
  },
} satisfies Record<string, DemoSource>;

export type SourceName = keyof typeof demoSources;

/** The source that has gone quiet, and for how many days. */
export const QUIET: { readonly source: SourceName; readonly days: number } = { source: 'forum', days: 17 };
