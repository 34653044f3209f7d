/** A layer of the ATT&CK Navigator, layer file format 4.5. */
import type { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { type Release, releaseWords } from './attack-index.measure.js';

export const LAYER_SUBJECTS = ['reports', 'campaigns', 'coverage'] as const;
export type LayerSubject = (typeof LAYER_SUBJECTS)[number];

/** A technique, and of how many records it is told. */
export interface TechniqueScore {
  readonly techniqueId: string;
  /** Records that the reader may see; 0: in the scope of detection, and covered by nothing. */
  readonly records: number;
  /** Of coverage: rules whose last test passed. */
  readonly passed: number;
  /** Revoked ids that records name in its place. */
  readonly formerly: readonly string[];
}

export interface NavigatorLayer {
  readonly name: string;
  readonly versions: { readonly attack?: string; readonly navigator: '5.0.0'; readonly layer: '4.5' };
  readonly domain: `${AttackDomain}-attack`;
  readonly description: string;
  /** By score, the highest first. */
  readonly sorting: 3;
  readonly layout: {
    readonly layout: 'side';
    readonly showID: true;
    readonly showName: true;
    readonly expandedSubtechniques: 'annotated';
  };
  readonly hideDisabled: false;
  readonly techniques: readonly {
    readonly techniqueID: string;
    readonly score: number;
    readonly comment: string;
    readonly enabled: true;
  }[];
  readonly gradient: { readonly colors: readonly string[]; readonly minValue: 0; readonly maxValue: number };
  readonly metadata: readonly { readonly name: string; readonly value: string }[];
}

const TITLES: Readonly<Record<LayerSubject, string>> = {
  reports: 'Intelligence reports',
  campaigns: 'Campaigns',
  coverage: 'Detection coverage',
};
const WORDS: Readonly<Record<LayerSubject, readonly [one: string, many: string]>> = {
  reports: ['report', 'reports'],
  campaigns: ['campaign', 'campaigns'],
  coverage: ['enabled rule', 'enabled rules'],
};
const COUNTED: Readonly<Record<LayerSubject, string>> = {
  reports: 'reports that name the technique; archived and retracted ones are left out',
  campaigns: 'campaigns that are linked with an attack pattern of the technique; merged ones count once',
  coverage: 'enabled detection rules that name the technique; 0: it is in the scope of detection, and no rule covers it',
};
/** Of counts, light to dark; of coverage, from a gap to covered. */
const COLOURS: Readonly<Record<LayerSubject, readonly string[]>> = {
  reports: ['#fee8c8', '#e34a33'],
  campaigns: ['#fee8c8', '#e34a33'],
  coverage: ['#ff6666', '#ffe766', '#8ec843'],
};

const commentOf = (of: LayerSubject, { records, passed, formerly }: TechniqueScore): string => {
  const [one, many] = WORDS[of];
  const tested = of === 'coverage' && records > 0 ? `, ${passed} whose last test passed` : '';
  const former = formerly.length > 0 ? `; also named by the revoked ${formerly.join(', ')}` : '';
  return `${records} ${records === 1 ? one : many}${tested}${former}`;
};

/**
 * @param release the chosen one of the domain; without one, ids are taken as they are.
 * @param position of the log, that the counts are of; null: it is empty.
 */
export const navigatorLayer = (
  of: LayerSubject,
  domain: AttackDomain,
  scores: readonly TechniqueScore[],
  release: Release | undefined,
  position: bigint | null,
): NavigatorLayer => {
  const unchecked = 'No release of ATT&CK is chosen for this domain, so the ids were checked by their syntax only.';
  return {
    name: `${TITLES[of]} (${domain})`,
    versions: {
      ...(release ? { attack: release.index.version.split('.')[0] } : {}),
      navigator: '5.0.0',
      layer: '4.5',
    },
    domain: `${domain}-attack`,
    description: `The score is the number of ${COUNTED[of]}. Only what its reader may see is counted.${release ? '' : ` ${unchecked}`}`,
    sorting: 3,
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    techniques: scores.map((score) => ({
      techniqueID: score.techniqueId,
      score: score.records,
      comment: commentOf(of, score),
      enabled: true,
    })),
    gradient: { colors: COLOURS[of], minValue: 0, maxValue: Math.max(1, ...scores.map(({ records }) => records)) },
    metadata: [
      { name: 'Position of the ledger', value: String(position ?? 'none') },
      ...(release ? [{ name: 'Release', value: releaseWords(release.index) }] : []),
      ...(release?.index.notice ?? []).map((value) => ({ name: 'Notice', value })),
    ],
  };
};
