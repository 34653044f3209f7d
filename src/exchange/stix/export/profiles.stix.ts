/** Profiled records as STIX 2.1 domain objects, and their links as relationships. */
import { raisedTo } from '../../../access/marking.js';
import type { AttackPatternRecord } from '../../../attack-patterns/attack-pattern.record.js';
import type { CampaignRecord } from '../../../campaigns/campaign.record.js';
import type { InfrastructureRecord } from '../../../infrastructure/infrastructure.record.js';
import type { Observable, ObservableType } from '../../../infrastructure/infrastructure.events.js';
import type { InvestigationRecord } from '../../../investigations/investigation.record.js';
import { canonicalJson } from '../../../json/canonical-json.js';
import type { JsonObject } from '../../../json/json-value.js';
import { namedId } from '../../../ledger/identity.js';
import type { Loaded } from '../../../ledger/ledger.js';
import type { Link, LinkedType } from '../../../links/link.events.js';
import type { AnyProfile } from '../../../profiles/profile.record.js';
import type { TargetRecord } from '../../../targets/target.record.js';
import type { ThreatActorRecord } from '../../../threat-actors/threat-actor.record.js';
import { type Look, ownObject, ownPart, phasesOf, referencesOf, type Said, saying, seen } from './own-object.stix.js';
import { techniqueUrl } from './report.stix.js';

/** STIX 2.1 §4.2: one objective; the extension has all of them. */
const campaignObject = (campaign: Loaded<CampaignRecord>, look: Look): JsonObject => {
  const { record } = campaign;
  return ownObject(
    stixIdOf('campaign', campaign),
    campaign,
    record.marking,
    {
      name: record.name,
      description: record.description,
      aliases: [...record.aliases],
      ...seen(record.firstSeen ?? record.startDate, record.lastSeen ?? record.endDate),
      objective: record.objectives.at(0),
      confidence: record.confidence,
      external_references: referencesOf(record.externalReferences),
    },
    {
      status: record.status,
      objectives: [...record.objectives],
      threat_level: record.threatLevel,
      start_date: record.startDate,
      end_date: record.endDate,
    },
    look,
  );
};

/** STIX 2.1 §4.17. */
const threatActorObject = (actor: Loaded<ThreatActorRecord>, look: Look): JsonObject => {
  const { record } = actor;
  return ownObject(
    stixIdOf('threatActor', actor),
    actor,
    record.marking,
    {
      name: record.name,
      description: record.description,
      threat_actor_types: [...record.threatActorTypes],
      aliases: [...record.aliases],
      ...seen(record.firstSeen, record.lastSeen),
      roles: [...record.roles],
      goals: [...record.goals],
      sophistication: record.sophistication,
      resource_level: record.resourceLevel,
      primary_motivation: record.primaryMotivation,
      confidence: record.confidence,
      external_references: referencesOf(record.externalReferences),
    },
    { status: record.status },
    look,
  );
};

/** The names that MITRE uses for its matrices, as sources of references and as kill chains. */
const ATTACK = { enterprise: 'mitre-attack', ics: 'mitre-ics-attack', mobile: 'mitre-mobile-attack' } as const;

/** STIX 2.1 §4.1, as ATT&CK itself writes them: the technique is the first external reference, a tactic is a phase of its kill chain. */
const attackPatternObject = (pattern: Loaded<AttackPatternRecord>, look: Look): JsonObject => {
  const { record } = pattern;
  const { attackId, externalReferences, killChainPhases, tactics } = record;
  const matrix = ATTACK[record.domain ?? 'enterprise'];
  const others = externalReferences.filter(({ externalId }) => attackId === null || externalId !== attackId);
  const own = attackId === null ? [] : [{ sourceName: matrix, externalId: attackId, url: techniqueUrl(attackId) }];
  const missing = tactics.filter(
    (tactic) => !killChainPhases.some(({ killChainName, phaseName }) => killChainName === matrix && phaseName === tactic),
  );
  return ownObject(
    stixIdOf('attackPattern', pattern),
    pattern,
    record.marking,
    {
      name: record.name,
      description: record.description,
      kill_chain_phases: phasesOf([...killChainPhases, ...missing.map((phaseName) => ({ killChainName: matrix, phaseName }))]),
      external_references: referencesOf([...own, ...others]),
    },
    { status: record.status, attack_domain: record.domain, attack_release: record.release },
    look,
  );
};

/** STIX 2.1 §4.4: a grouping names at least one object; a case that is linked with none names the organisation that keeps it. */
const investigationObject = (
  investigation: Loaded<InvestigationRecord>,
  look: Look,
  { linkedRefs }: { readonly linkedRefs: readonly string[] },
): JsonObject => {
  const { record } = investigation;
  return ownObject(
    stixIdOf('investigation', investigation),
    investigation,
    record.marking,
    {
      name: record.title,
      description: record.description,
      context: 'suspicious-activity',
      object_refs: [...linkedRefs],
      confidence: record.confidence,
    },
    {
      status: record.status,
      number: record.number,
      start_date: record.startDate,
      end_date: record.endDate,
      member_organisations: [...record.memberOrganisations],
    },
    look,
  );
};

/** STIX 2.1 §4.8; its observables are {@link observablesOf}. */
const infrastructureObject = (infrastructure: Loaded<InfrastructureRecord>, look: Look): JsonObject => {
  const { record } = infrastructure;
  return ownObject(
    stixIdOf('infrastructure', infrastructure),
    infrastructure,
    record.marking,
    {
      name: record.name,
      description: record.description,
      infrastructure_types: [...record.infrastructureTypes],
      ...seen(record.firstSeen, record.lastSeen),
    },
    { status: record.status },
    look,
  );
};

const HASH_NAMES: Readonly<Partial<Record<ObservableType, string>>> = {
  'file-md5': 'MD5',
  'file-sha1': 'SHA-1',
  'file-sha256': 'SHA-256',
  'file-sha512': 'SHA-512',
};

/** STIX 2.1 §6: the type of a cyber-observable, and what tells it from others. */
const observed = ({ type, value }: Observable): { readonly type: string; readonly said: JsonObject } => {
  const hash = HASH_NAMES[type];
  if (hash !== undefined) return { type: 'file', said: { hashes: { [hash]: value } } };
  if (type === 'autonomous-system') return { type, said: { number: Number(value.slice(2)) } };
  return { type, said: { value } };
};

/** STIX 2.1 §2.9: the namespace of the ids of cyber-observables, which follow from what tells them from others. */
const OBSERVABLES = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/** What infrastructure consists of: cyber-observables, and the relationships that say so. @param source the id that it goes out under. */
export const observablesOf = (
  infrastructure: Loaded<InfrastructureRecord>,
  source: string,
  look: Look,
): readonly JsonObject[] => {
  const { record } = infrastructure;
  return record.values.flatMap((value) => {
    const { type, said } = observed(value);
    const id = `${type}--${namedId(OBSERVABLES, canonicalJson(said))}`;
    const relationship = `relationship--${look.idFrom('consists of', source, canonicalJson(said))}`;
    return [
      ownPart(id, record.marking.tlp, said, look),
      ownObject(
        relationship,
        infrastructure,
        record.marking,
        { relationship_type: 'consists-of', source_ref: source, target_ref: id },
        {},
        look,
      ),
    ];
  });
};

/** STIX 2.1 §10.10 identity-class-ov. */
const CLASSES: Readonly<Record<TargetRecord['kind'], string>> = {
  sector: 'class',
  organisation: 'organization',
  group: 'group',
  system: 'system',
  person_role: 'class',
  location: 'unknown',
  other: 'unknown',
};

/** STIX 2.1 §4.12: a location says at least its country, region or coordinates. */
const isLocation = ({ kind, country }: TargetRecord): boolean => kind === 'location' && country !== null;

const targetObject = (target: Loaded<TargetRecord>, look: Look): JsonObject => {
  const { record } = target;
  const { name, description, kind, country, sectors, externalReferences, status, marking } = record;
  const said: Said = isLocation(record)
    ? { name, description, country }
    : { name, description, identity_class: CLASSES[kind], sectors: [...sectors] };
  return ownObject(
    stixIdOf('target', target),
    target,
    marking,
    { ...said, external_references: referencesOf(externalReferences) },
    { status, target_kind: kind, country },
    look,
  );
};

const TYPES: Readonly<Record<Exclude<LinkedType, 'target'>, string>> = {
  campaign: 'campaign',
  threatActor: 'threat-actor',
  investigation: 'grouping',
  attackPattern: 'attack-pattern',
  infrastructure: 'infrastructure',
};

/** Where a record came from, if it came as a STIX object. */
export const originOf = (record: object): { readonly id: string } | undefined =>
  (record as { readonly stix?: { readonly id: string } }).stix;

/** The STIX id of a profiled record: the one it came under, else its own UUID under its type. */
export const stixIdOf = (type: LinkedType, { id, record }: Pick<Loaded<object>, 'id' | 'record'>): string => {
  const origin = originOf(record);
  if (origin !== undefined) return origin.id;
  if (type !== 'target') return `${TYPES[type]}--${id}`;
  return `${isLocation(record as TargetRecord) ? 'location' : 'identity'}--${id}`;
};

export interface ProfileParts {
  /** STIX ids of what it is linked with. */
  readonly linkedRefs: readonly string[];
}

/** A profiled record of ours as the domain object of its type. */
export const profileObject = (type: LinkedType, profile: Loaded<AnyProfile>, parts: ProfileParts, look: Look): JsonObject => {
  const write = WRITERS[type] as (profile: Loaded<AnyProfile>, look: Look, parts: ProfileParts) => JsonObject;
  return write(profile, look, parts);
};

const WRITERS = {
  campaign: campaignObject,
  threatActor: threatActorObject,
  investigation: investigationObject,
  attackPattern: attackPatternObject,
  target: targetObject,
  infrastructure: infrastructureObject,
} as const;

/** STIX 2.1 §5.1: a link, under its own id. It is as strict as the stricter of the records it connects. */
export const linkObject = (
  link: Link,
  [owner, ownerRef]: readonly [Loaded<AnyProfile>, string],
  [other, otherRef]: readonly [Loaded<AnyProfile>, string],
  look: Look,
): JsonObject => {
  const { linkId, role, confidence, since, until, note } = link;
  return ownObject(
    `relationship--${linkId}`,
    owner,
    raisedTo(owner.record.marking, other.record.marking),
    {
      relationship_type: role,
      description: note,
      source_ref: ownerRef,
      target_ref: otherRef,
      ...saying({ start_time: since, stop_time: since !== null && until !== null && until <= since ? null : until }),
      confidence,
    },
    {},
    look,
  );
};
