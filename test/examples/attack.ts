/** A small release of ATT&CK as MITRE lays it out in STIX, shared by specs and golden files. */
import type { AttackReleaseEvent } from '../../src/exchange/attack/attack-release.events.js';

type Domain = 'enterprise' | 'ics' | 'mobile';
const CHAINS: Readonly<Record<Domain, string>> = {
  enterprise: 'mitre-attack',
  ics: 'mitre-ics-attack',
  mobile: 'mitre-mobile-attack',
};
const TITLES: Readonly<Record<Domain, string>> = { enterprise: 'Enterprise', ics: 'ICS', mobile: 'Mobile' };

export interface PlannedTechnique {
  readonly id: string;
  readonly name: string;
  readonly tactics?: readonly string[];
  readonly revoked?: boolean;
  /** Id of the technique that took its place. */
  readonly revokedBy?: string;
  readonly deprecated?: boolean;
  readonly stixId?: string;
}
export interface PlannedTactic {
  readonly id: string;
  readonly name: string;
  readonly shortname: string;
}
export interface PlannedRelease {
  readonly domain: Domain;
  /** Null: no collection says it. */
  readonly version: string | null;
  readonly techniques: readonly PlannedTechnique[];
  readonly tactics?: readonly PlannedTactic[];
  readonly notice?: string;
}

export const COPYRIGHT = 'Copyright of the example, reproduced with permission.';
export const TACTICS: readonly PlannedTactic[] = [
  { id: 'TA0001', name: 'Initial Access', shortname: 'initial-access' },
  { id: 'TA0006', name: 'Credential Access', shortname: 'credential-access' },
];
/** One of each status, a chain of revocations among them. */
export const TECHNIQUES: readonly PlannedTechnique[] = [
  { id: 'T1566', name: 'Phishing', tactics: ['initial-access'] },
  { id: 'T1566.002', name: 'Spearphishing Link', tactics: ['initial-access'] },
  { id: 'T1003', name: 'OS Credential Dumping', tactics: ['credential-access'] },
  { id: 'T1192', name: 'Spearphishing Link', tactics: ['initial-access'], revoked: true, revokedBy: 'T1193' },
  { id: 'T1193', name: 'Spearphishing', tactics: ['initial-access'], revoked: true, revokedBy: 'T1566.002' },
  { id: 'T1051', name: 'Shared Webroot', tactics: ['initial-access'], deprecated: true },
];

const uuidOf = (name: string): string =>
  `00000000-0000-4000-8000-${Buffer.from(name).toString('hex').padStart(12, '0').slice(-12)}`;
const reference = (domain: Domain, id: string) => [{ source_name: CHAINS[domain], external_id: id }];

/** The objects of a release, the collection first. */
export const objectsOf = ({
  domain,
  version,
  techniques,
  tactics = TACTICS,
  notice = COPYRIGHT,
}: PlannedRelease): readonly object[] => {
  const ids = new Map(techniques.toReversed().map(({ id, stixId }) => [id, stixId ?? `attack-pattern--${uuidOf(id)}`]));
  const tacticId = (id: string): string => `x-mitre-tactic--${uuidOf(id)}`;
  const revocations = techniques.filter(({ revokedBy }) => revokedBy !== undefined);
  return [
    ...(version === null
      ? []
      : [
          {
            type: 'x-mitre-collection',
            id: `x-mitre-collection--${uuidOf(domain)}`,
            name: `${TITLES[domain]} ATT&CK`,
            x_mitre_version: version,
            x_mitre_attack_spec_version: '3.3.0',
          },
        ]),
    {
      type: 'marking-definition',
      id: `marking-definition--${uuidOf('m')}`,
      definition_type: 'statement',
      definition: { statement: notice },
    },
    {
      type: 'x-mitre-matrix',
      id: `x-mitre-matrix--${uuidOf('x')}`,
      name: TITLES[domain],
      tactic_refs: tactics.map(({ id }) => tacticId(id)),
    },
    ...tactics.toReversed().map(({ id, name, shortname }) => ({
      type: 'x-mitre-tactic',
      id: tacticId(id),
      name,
      x_mitre_shortname: shortname,
      external_references: reference(domain, id),
    })),
    ...techniques.map(({ id, name, stixId, tactics: phases = [], revoked, deprecated }) => ({
      type: 'attack-pattern',
      spec_version: '2.1',
      id: stixId ?? ids.get(id),
      name,
      description: 'Of no interest here.',
      modified: '2025-10-24T17:49:13.380Z',
      ...(revoked ? { revoked } : {}),
      ...(deprecated ? { x_mitre_deprecated: true } : {}),
      x_mitre_domains: [`${domain}-attack`],
      x_mitre_platforms: ['Windows'],
      kill_chain_phases: phases.map((phase) => ({ kill_chain_name: CHAINS[domain], phase_name: phase })),
      external_references: [{ source_name: 'capec', external_id: 'CAPEC-98' }, ...reference(domain, id)],
    })),
    ...revocations.map(({ id, revokedBy }) => ({
      type: 'relationship',
      id: `relationship--${uuidOf(id)}`,
      relationship_type: 'revoked-by',
      source_ref: ids.get(id),
      target_ref: ids.get(revokedBy!),
    })),
    { type: 'malware', id: `malware--${uuidOf('w')}`, name: 'Not kept' },
  ];
};

export const attackBundle = (plan: PlannedRelease): string => JSON.stringify({ type: 'bundle', objects: objectsOf(plan) });

export const loaded = {
  type: 'AttackReleaseLoaded',
  data: {
    domain: 'enterprise',
    version: '18.1',
    spec: '3.3.0',
    techniques: { sha256: 'c3'.repeat(32), length: 210_000, mediaType: 'application/json' },
    sha256: 'd4'.repeat(32),
    counts: { tactics: 14, techniques: 212, subtechniques: 479, revoked: 132, deprecated: 12 },
  },
} satisfies AttackReleaseEvent;
export const chosen = {
  type: 'AttackReleaseChosen',
  data: { domain: 'enterprise', version: '18.1' },
} satisfies AttackReleaseEvent;
export const retired = {
  type: 'AttackReleaseRetired',
  data: { domain: 'enterprise', version: '18.1' },
} satisfies AttackReleaseEvent;
