/** What every STIX object of our own has in common: its id, times and marking, and the extension for what STIX has no property for. */
import { createHash } from 'node:crypto';
import type { Marking, Protection, Tlp } from '../../../access/marking.js';
import type { z } from 'zod';
import type {
  ExternalReference as ReferenceSchema,
  KillChainPhase as PhaseSchema,
} from '../../../intel-reports/intel-report.events.js';
import type { JsonObject, JsonValue } from '../../../json/json-value.js';
import type { Loaded } from '../../../ledger/ledger.js';
import { tlpId } from '../tlp.js';

/** The TLP that a receiver knows: FIRST TLP 1.0 or 2.0. */
export type TlpVersion = 1 | 2;

export type ExternalReference = z.output<typeof ReferenceSchema>;
export type KillChainPhase = z.output<typeof PhaseSchema>;

/** For whom objects are written. */
export interface Look {
  readonly tlpVersion: TlpVersion;
  /** A UUID that follows from a natural key of this instance. */
  readonly idFrom: (...key: readonly string[]) => string;
}

/** Hexadecimal digits of a UUID before its version (RFC 9562 §4). */
const HINT_DIGITS = 12;
const hintOf = (stixId: string): string => createHash('sha256').update(stixId).digest('hex').slice(0, HINT_DIGITS);

/**
 * The UUID of what we derive from an object of somebody else. It begins with a digest of what it is derived from, which it names anyway,
 * so that it is found by its id.
 */
export const derivedUuid = ({ idFrom }: Look, stixId: string, ...key: readonly string[]): string => {
  const hint = hintOf(stixId);
  return `${hint.slice(0, 8)}-${hint.slice(8)}${idFrom(...key).slice(13)}`;
};

/** What the UUIDs begin with of what is derived from an object: compare with `left(encode(sha256(…), 'hex'), 12)` of its id. */
export const hintIn = (stixId: string): string =>
  stixId
    .slice(stixId.indexOf('--') + 2)
    .replaceAll('-', '')
    .slice(0, HINT_DIGITS);

/** What an object of our own says besides what all have; null, empty text and empty lists say nothing (STIX 2.1 §3.1). */
export type Said = Readonly<Record<string, JsonValue | undefined>>;

/** STIX 2.1 §7.3: what the ledger knows and STIX has no property for. */
export const LEDGER_EXTENSION = 'extension-definition--8f7a2e1c-6d0b-4c35-9a1e-2b7d54f0c6a3';
const LEDGER_IDENTITY = 'identity--3d1c9f6a-52b8-4e07-8c4d-a90e7b16f2d5';
/** Of objects that stand for no record, and so have no times of their own. */
const ALWAYS = '2026-01-01T00:00:00.000Z';
/** Of the version of the extension below: a later one has a later time. */
const EXTENDED = '2026-11-01T00:00:00.000Z';

/** Without what says nothing, in the given order. */
export const saying = (said: Said): JsonObject =>
  Object.fromEntries(
    Object.entries(said).filter(
      (entry): entry is [string, JsonValue] =>
        entry[1] !== undefined && entry[1] !== null && entry[1] !== '' && !(Array.isArray(entry[1]) && entry[1].length === 0),
    ),
  );

/**
 * The registered marking definition of a TLP. WHITE leaves as WHITE; CLEAR is told to those who know TLP 1.0 as WHITE, its equal.
 * @returns undefined for AMBER+STRICT in TLP 1.0, which has nothing as strict that is not stricter.
 */
export const markingRefOf = (tlp: Tlp, version: TlpVersion): string | undefined => {
  if (tlp === 'WHITE') return tlpId('WHITE', '1.0');
  if (tlp === 'CLEAR' && version === 1) return tlpId('WHITE', '1.0');
  return tlpId(tlp, version === 1 ? '1.0' : '2.0');
};

const markingRefs = (tlp: Tlp, { tlpVersion }: Look): Said => {
  const ref = markingRefOf(tlp, tlpVersion);
  return { object_marking_refs: ref === undefined ? [] : [ref] };
};

/** Who made an object: the organisation that owns its record. */
export const organisationRef = (tenantId: string, organisation: string, { idFrom }: Look): string =>
  `identity--${idFrom('organisation', tenantId, organisation)}`;

export const organisationIdentity = (tenantId: string, organisation: string, look: Look): JsonObject =>
  saying({
    type: 'identity',
    spec_version: '2.1',
    id: organisationRef(tenantId, organisation, look),
    created: ALWAYS,
    modified: ALWAYS,
    name: organisation,
    identity_class: 'organization',
    ...markingRefs('CLEAR', look),
  });

/** Whether an id is one of {@link extensionObjects}. */
export const isExtensionId = (stixId: string): boolean => stixId === LEDGER_EXTENSION || stixId === LEDGER_IDENTITY;

/** What a bundle with objects of our own needs besides them (STIX 2.1 §7.3: whoever uses an extension may send its definition along). */
export const extensionObjects = (look: Look): readonly JsonObject[] => [
  saying({
    type: 'identity',
    spec_version: '2.1',
    id: LEDGER_IDENTITY,
    created: ALWAYS,
    modified: ALWAYS,
    name: 'Intelligence ledger',
    identity_class: 'system',
    ...markingRefs('CLEAR', look),
  }),
  saying({
    type: 'extension-definition',
    spec_version: '2.1',
    id: LEDGER_EXTENSION,
    created_by_ref: LEDGER_IDENTITY,
    created: ALWAYS,
    modified: EXTENDED,
    name: 'Intelligence ledger record',
    description: 'Status, secrecy level, caveats and judgements of a record that STIX has no property for.',
    schema:
      'Properties by the names of the record, in snake_case: status, secrecy_level, reliability, credibility, objectives; of incidents ' +
      'severity, priority, category, rsit, occurred_at, detected_at, acknowledged_at, contained_at, resolved_at, closed_at, resolution, ' +
      'verdict, is_test, impact, root_cause and lesson as well.',
    version: '1.1.0',
    extension_types: ['property-extension'],
    ...markingRefs('CLEAR', look),
  }),
];

const caveats = ({ secrecyLevel, releasableTo, notReleasableTo }: Marking): Said => ({
  secrecy_level: secrecyLevel,
  releasable_to: [...releasableTo],
  not_releasable_to: [...notReleasableTo],
});

/** Written by us about a record: who made it, its times, what it says, its marking and its extension. */
export const ownObject = (
  id: string,
  { tenantId, ownerOrganisation, createdAt, updatedAt }: Omit<Loaded<unknown>, 'record'>,
  marking: Marking,
  said: Said,
  extension: Said,
  look: Look,
): JsonObject =>
  saying({
    type: id.slice(0, id.indexOf('--')),
    spec_version: '2.1',
    id,
    created_by_ref: organisationRef(tenantId, ownerOrganisation, look),
    created: createdAt,
    modified: updatedAt,
    ...said,
    ...markingRefs(marking.tlp, look),
    extensions: {
      [LEDGER_EXTENSION]: { extension_type: 'property-extension', ...saying({ ...caveats(marking), ...extension }) },
    },
  });

/** A part of a record that is an object of its own without times, such as an observable. */
export const ownPart = (id: string, tlp: Tlp, said: Said, look: Look): JsonObject =>
  saying({ type: id.slice(0, id.indexOf('--')), spec_version: '2.1', id, ...said, ...markingRefs(tlp, look) });

export const protectionOf = (
  { tenantId, ownerOrganisation }: Pick<Loaded<unknown>, 'tenantId' | 'ownerOrganisation'>,
  marking: Marking,
): Protection => ({ tenantId, ownerOrganisation, marking });

/** STIX 2.1 §2.5: beside the source's name at least one of the others is required. */
export const referencesOf = (references: readonly ExternalReference[]): JsonValue[] =>
  references.map(({ sourceName, url, externalId, description }) =>
    saying({
      source_name: sourceName,
      description: url === undefined && externalId === undefined ? (description ?? sourceName) : description,
      url,
      external_id: externalId,
    }),
  );

export const phasesOf = (phases: readonly KillChainPhase[]): JsonValue[] =>
  phases.map(({ killChainName, phaseName }) => ({ kill_chain_name: killChainName, phase_name: phaseName }));

/** STIX 2.1 §4.2: what was last seen before it was first seen says nothing. */
export const seen = (first: string | null, last: string | null): Said => ({
  first_seen: first,
  last_seen: first !== null && last !== null && last < first ? null : last,
});
