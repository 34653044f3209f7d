/** What is kept of a release of ATT&CK, and what it says of a technique id. */
import type { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import type { ReleaseCounts, ReleaseName } from './attack-release.events.js';

export interface AttackTechnique {
  /** T1003.001 */
  readonly id: string;
  readonly name: string;
  /** Short names: credential-access. */
  readonly tactics: readonly string[];
  readonly platforms: readonly string[];
  readonly revoked: boolean;
  /** The id of what took its place; null: not revoked, or not stated. */
  readonly revokedBy: string | null;
  readonly deprecated: boolean;
  readonly subtechniqueOf: string | null;
}
export interface AttackTactic {
  readonly id: string;
  readonly name: string;
  /** As techniques name it. */
  readonly shortName: string;
}
export interface AttackIndex extends ReleaseName {
  readonly spec: string | null;
  /** What MITRE asks to be shown with its work. */
  readonly notice: readonly string[];
  /** In the order of the matrix. */
  readonly tactics: readonly AttackTactic[];
  /** By id. */
  readonly techniques: readonly AttackTechnique[];
}
/** An index, ready to be looked into. */
export interface Release {
  readonly index: AttackIndex;
  readonly byId: ReadonlyMap<string, AttackTechnique>;
}

export const releaseOf = (index: AttackIndex): Release => ({
  index,
  byId: new Map(index.techniques.map((technique) => [technique.id, technique])),
});

export const countsOf = ({ tactics, techniques }: AttackIndex): ReleaseCounts => {
  const active = techniques.filter(({ revoked, deprecated }) => !revoked && !deprecated);
  const subtechniques = active.filter(({ subtechniqueOf }) => subtechniqueOf !== null).length;
  return {
    tactics: tactics.length,
    techniques: active.length - subtechniques,
    subtechniques,
    revoked: techniques.filter(({ revoked }) => revoked).length,
    deprecated: techniques.filter(({ revoked, deprecated }) => deprecated && !revoked).length,
  };
};

const DOMAIN_WORDS: Readonly<Record<AttackDomain, string>> = { enterprise: 'Enterprise', ics: 'ICS', mobile: 'Mobile' };

/** `ATT&CK Enterprise 18.1` */
export const releaseWords = ({ domain, version }: ReleaseName): string => `ATT&CK ${DOMAIN_WORDS[domain]} ${version}`;

/** MITRE numbers the techniques of ICS from T0800; Enterprise and Mobile share the numbers from T1000. */
export const domainsOf = (id: string): readonly AttackDomain[] => (id.startsWith('T0') ? ['ics'] : ['enterprise', 'mobile']);

/** The technique that stands for a revoked one in the end; undefined: none is named. */
export const successorOf = ({ byId }: Release, id: string): AttackTechnique | undefined => {
  const seen = new Set<string>();
  let technique = byId.get(id);
  while (technique?.revoked) {
    if (technique.revokedBy === null || seen.has(technique.id)) return undefined;
    seen.add(technique.id);
    technique = byId.get(technique.revokedBy);
  }
  return technique;
};

export const TECHNIQUE_STATUSES = ['current', 'revoked', 'deprecated', 'unknown', 'unchecked'] as const;
export type TechniqueStatus = (typeof TECHNIQUE_STATUSES)[number];

/** A technique id that a record names, and what a release says of it. */
export interface TechniqueUse {
  readonly id: string;
  readonly name: string | null;
  readonly tactics: readonly string[];
  /** The release that has it. */
  readonly release: ReleaseName | null;
  readonly status: TechniqueStatus;
  /** Of a revoked one: the id to name in its place. */
  readonly successor: string | null;
  /** What to know or do about it; null: nothing. */
  readonly note: string | null;
}

const listed = (words: readonly string[]): string => words.join(' or ');

const foundIn = (release: Release, technique: AttackTechnique): TechniqueUse => {
  const { id, name, tactics, revoked, deprecated } = technique;
  const { domain, version } = release.index;
  const found = { id, name, tactics, release: { domain, version } };
  const words = releaseWords(release.index);
  if (revoked) {
    const successor = successorOf(release, id);
    const advice = successor ? `use ${successor.id} (${successor.name})` : 'it names no successor';
    return { ...found, status: 'revoked', successor: successor?.id ?? null, note: `is revoked in ${words}; ${advice}` };
  }
  if (deprecated)
    return { ...found, status: 'deprecated', successor: null, note: `is deprecated in ${words} and has no successor` };
  return { ...found, status: 'current', successor: null, note: null };
};

/**
 * What releases say of a technique id.
 * @param chosen at most one of each domain; without one of the id's domain, only its syntax is known to be right.
 */
export const techniqueUse = (id: string, chosen: readonly Release[]): TechniqueUse => {
  const domains = domainsOf(id);
  const asked = chosen.filter(({ index }) => domains.includes(index.domain));
  const blank = { id, name: null, tactics: [], release: null, successor: null };
  if (asked.length === 0) {
    const missing = listed(domains.map((domain) => DOMAIN_WORDS[domain]));
    return { ...blank, status: 'unchecked', note: `was checked by its syntax only: no release of ATT&CK ${missing} is chosen` };
  }
  for (const release of asked) {
    const technique = release.byId.get(id);
    if (technique) return foundIn(release, technique);
  }
  return { ...blank, status: 'unknown', note: `is not a technique of ${listed(asked.map(({ index }) => releaseWords(index)))}` };
};

/** A technique id as an input names it. */
export interface NamedTechnique {
  /** `techniqueIds.0` */
  readonly path: string;
  readonly id: string;
}

/** The technique ids that a profile, or an input of one, names: as `techniqueIds`, or as `attackId`. */
export const techniquesIn = (given: object): readonly NamedTechnique[] => {
  const { techniqueIds = [], attackId } = given as {
    readonly techniqueIds?: readonly string[];
    readonly attackId?: string | null;
  };
  return [
    ...techniqueIds.map((id, index) => ({ path: `techniqueIds.${index}`, id })),
    ...(typeof attackId === 'string' ? [{ path: 'attackId', id: attackId }] : []),
  ];
};
