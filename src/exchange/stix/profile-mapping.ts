/** What campaigns, actors, cases, techniques, infrastructure and targets take from STIX objects: the reverse of `export/profiles.stix.ts`. */
import { AttackDomain, type AttackPatternProfile, BLANK_ATTACK_PATTERN } from '../../attack-patterns/attack-pattern.events.js';
import { BLANK_CAMPAIGN, type CampaignProfile, ThreatLevel } from '../../campaigns/campaign.events.js';
import { BLANK_INFRASTRUCTURE, type InfrastructureProfile } from '../../infrastructure/infrastructure.events.js';
import { BLANK_INVESTIGATION, type InvestigationProfile } from '../../investigations/investigation.events.js';
import type { JsonObject } from '../../json/json-value.js';
import type { LinkedType } from '../../links/link.events.js';
import { BLANK_TARGET, CountryCode, type TargetProfile, TargetKind } from '../../targets/target.events.js';
import { BLANK_THREAT_ACTOR, type ThreatActorProfile } from '../../threat-actors/threat-actor.events.js';
import type { ExaminedStixObject } from './examine.js';
import { linkedTypeOf } from './mapped-types.js';
import {
  distinct,
  distinctPhases,
  killChainPhasesOf,
  LIMIT,
  lineOf,
  originOf,
  strings,
  techniqueIdsOf,
  termOf,
  textOf,
} from './mapped-values.js';
import { Reader } from './property-reader.js';
import type { StixOrigin } from './stix-object.events.js';
import type { StixProblem } from './stix-problem.js';
import { toMilliseconds } from './stix-timestamp.js';

interface Profiles {
  readonly campaign: CampaignProfile;
  readonly threatActor: ThreatActorProfile;
  readonly investigation: InvestigationProfile;
  readonly attackPattern: AttackPatternProfile;
  readonly infrastructure: InfrastructureProfile;
  readonly target: TargetProfile;
}

export interface MappedProfile {
  readonly type: LinkedType;
  /** What the object says; the rest is the record's own. */
  readonly profile: object;
  /** What a new record has where the object says nothing. */
  readonly blank: object;
  readonly origin: StixOrigin;
  /** What becomes of the record when the object is revoked. */
  readonly ended: { readonly verb: string; readonly data?: object };
  /** What a record had to leave out or shorten, as warnings. */
  readonly notes: readonly StixProblem[];
}

const nameOf = (view: JsonObject): string => lineOf(textOf(view.name), LIMIT.line);

type Mapping<Type extends LinkedType> = (reader: Reader, stixType: string) => Partial<Profiles[Type]>;

const GOALS = { each: 2_000, most: 100 } as const;
const ALIASES = { each: 200, most: 200 } as const;

/** STIX 2.1 §4.2. Of its dates the record's own come with the extension. */
const campaign: Mapping<'campaign'> = (reader) => {
  const { view, extension } = reader;
  const stated = distinct(strings(extension.objectives).map((text) => lineOf(text, GOALS.each)));
  const threatLevel = ThreatLevel.safeParse(extension.threat_level);
  const startDate = reader.instant(extension.start_date, 'start_date');
  const endDate = reader.instant(extension.end_date, 'end_date');
  return {
    aliases: reader.lines('aliases', ALIASES),
    description: reader.description(),
    objectives: stated.length > 0 ? stated.slice(0, GOALS.most) : distinct([lineOf(textOf(view.objective), GOALS.each)]),
    confidence: reader.confidence(),
    externalReferences: reader.references(),
    ...reader.seen(),
    ...(threatLevel.success ? { threatLevel: threatLevel.data } : {}),
    ...(startDate === null ? {} : { startDate }),
    ...(endDate === null || (startDate !== null && endDate < startDate) ? {} : { endDate }),
  };
};

/** STIX 2.1 §4.17, and §4.9 for an intrusion set, which says less. */
const threatActor: Mapping<'threatActor'> = (reader, stixType) => ({
  aliases: reader.lines('aliases', ALIASES),
  description: reader.description(),
  goals: reader.lines('goals', GOALS),
  resourceLevel: reader.term('resource_level'),
  primaryMotivation: reader.term('primary_motivation'),
  confidence: reader.confidence(),
  externalReferences: reader.references(),
  ...reader.seen(),
  ...(stixType === 'threat-actor'
    ? {
        threatActorTypes: reader.terms('threat_actor_types'),
        roles: reader.terms('roles'),
        sophistication: reader.term('sophistication'),
      }
    : {}),
});

/** STIX 2.1 §4.4. */
const investigation: Mapping<'investigation'> = (reader) => {
  const { extension } = reader;
  const number = lineOf(textOf(extension.number), 100);
  const startDate = reader.instant(extension.start_date, 'start_date');
  const endDate = reader.instant(extension.end_date, 'end_date');
  return {
    description: reader.description(),
    confidence: reader.confidence(),
    ...(number === '' ? {} : { number }),
    ...(startDate === null ? {} : { startDate }),
    ...(endDate === null || (startDate !== null && endDate < startDate) ? {} : { endDate }),
  };
};

const DOMAINS: Readonly<Record<string, AttackDomain>> = {
  'mitre-attack': 'enterprise',
  'mitre-ics-attack': 'ics',
  'mitre-mobile-attack': 'mobile',
};

/** STIX 2.1 §4.1, as ATT&CK writes them: its id is an external reference, its tactics are phases of its kill chain. */
const attackPattern: Mapping<'attackPattern'> = (reader) => {
  const { view, extension } = reader;
  const references = reader.references();
  const attackId = techniqueIdsOf(view).at(0) ?? null;
  const source = references.find(({ externalId }) => externalId?.toUpperCase() === attackId)?.sourceName ?? '';
  const domain = AttackDomain.safeParse(extension.attack_domain);
  const killChainPhases = distinctPhases(killChainPhasesOf(view));
  const release = textOf(extension.attack_release);
  return {
    attackId,
    domain: domain.success ? domain.data : attackId === null ? null : (DOMAINS[source] ?? null),
    tactics: reader.atMost(
      'kill_chain_phases',
      distinct(
        killChainPhases
          .filter(({ killChainName }) => Object.hasOwn(DOMAINS, killChainName))
          .map(({ phaseName }) => termOf(phaseName)),
      ),
      50,
    ),
    killChainPhases: reader.atMost('kill_chain_phases', [...killChainPhases], LIMIT.list),
    description: reader.description(),
    externalReferences: references,
    ...(/^\d{1,3}(?:\.\d{1,3})?$/.test(release) ? { release } : {}),
  };
};

/** STIX 2.1 §4.8; what it consists of is said by relationships. */
const infrastructure: Mapping<'infrastructure'> = (reader) => ({
  infrastructureTypes: reader.terms('infrastructure_types', 50),
  description: reader.description(),
  ...reader.seen(),
});

/** STIX 2.1 §10.10 identity-class-ov. */
const KINDS: Readonly<Record<string, TargetKind>> = {
  class: 'sector',
  organization: 'organisation',
  group: 'group',
  system: 'system',
  individual: 'person_role',
};

/** STIX 2.1 §4.5, §4.12 and §4.20. Contact details stay in the stored object. */
const target: Mapping<'target'> = (reader, stixType) => {
  const { view, extension } = reader;
  const stated = TargetKind.safeParse(extension.target_kind);
  const country = CountryCode.safeParse(textOf(view.country ?? extension.country).toUpperCase());
  const kind = stixType === 'location' ? 'location' : (KINDS[textOf(view.identity_class)] ?? 'other');
  return {
    kind: stated.success ? stated.data : kind,
    sectors: reader.terms('sectors'),
    country: country.success ? country.data : null,
    description: reader.description(),
    externalReferences: reader.references(),
  };
};

const MAPPINGS: { readonly [Type in LinkedType]: { readonly map: Mapping<Type>; readonly blank: object } } = {
  campaign: { map: campaign, blank: BLANK_CAMPAIGN },
  threatActor: { map: threatActor, blank: BLANK_THREAT_ACTOR },
  investigation: { map: investigation, blank: BLANK_INVESTIGATION },
  attackPattern: { map: attackPattern, blank: BLANK_ATTACK_PATTERN },
  infrastructure: { map: infrastructure, blank: BLANK_INFRASTRUCTURE },
  target: { map: target, blank: BLANK_TARGET },
};

/** STIX 2.1 §4.12: a location needs no name. */
const placeOf = ({ country, region, city, administrative_area: area, latitude, longitude }: JsonObject): string =>
  lineOf([city, area, country, region].map(textOf).filter(Boolean).join(', '), LIMIT.line) ||
  (typeof latitude === 'number' && typeof longitude === 'number' ? `${latitude}, ${longitude}` : '');

const endOf = (type: LinkedType, profile: object, { modified }: StixOrigin): MappedProfile['ended'] => {
  if (type === 'threatActor') return { verb: 'close' };
  if (type !== 'campaign' && type !== 'investigation') return { verb: 'retire' };
  const { startDate = null, endDate = null } = profile as Partial<CampaignProfile>;
  const at = endDate ?? toMilliseconds(modified);
  return { verb: 'close', data: { endDate: startDate !== null && at < startDate ? startDate : at } };
};

/**
 * A valid object of a type that records are made of; an `identity` as a target.
 * @returns undefined for any other type.
 */
export const mapProfile = (object: ExaminedStixObject): MappedProfile | undefined => {
  const { received, view } = object;
  const type = linkedTypeOf(received.type);
  if (type === undefined) return undefined;
  const reader = new Reader(object);
  const { map, blank } = MAPPINGS[type];
  const name = nameOf(view) || (received.type === 'location' ? placeOf(view) : '') || received.id;
  const named = type === 'investigation' ? { title: name } : { name };
  const profile = { ...named, ...map(reader, received.type) };
  const origin = originOf(object);
  return { type, profile, blank: { ...named, ...blank }, origin, ended: endOf(type, profile, origin), notes: reader.notes };
};
