/** Values of STIX objects as records can hold them. */
import type { z } from 'zod';
import {
  type ExternalReference,
  type IntelReportContent,
  TechniqueId,
  WebAddress,
} from '../../intel-reports/intel-report.events.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import type { ExaminedStixObject } from './examine.js';
import type { StixOrigin } from './stix-object.events.js';
import { comparableId } from './stix-types.js';

/** What a record holds at most; the verbatim object holds the rest. UTF-16 units and entries. */
export const LIMIT = {
  line: 500,
  label: 200,
  phase: 200,
  term: 100,
  summary: 1_000,
  referenceDescription: 5_000,
  description: 20_000,
  objectRefs: 1_000,
  techniqueIds: 1_000,
  list: 200,
} as const;

const ATTACK_SOURCES: ReadonlySet<JsonValue> = new Set(['mitre-attack', 'mitre-mobile-attack', 'mitre-ics-attack']);

const items = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);
export const objects = (value: JsonValue | undefined): JsonObject[] => items(value).filter(isJsonObject);
export const strings = (value: JsonValue | undefined): string[] => items(value).filter((item) => typeof item === 'string');
export const textOf = (value: JsonValue | undefined): string => (typeof value === 'string' ? value : '');

/** PostgreSQL stores no NUL. */
export const storable = (text: string): string => text.replaceAll('\0', '\uFFFD');

/** At most `max` units, an ellipsis at the end of what was cut, no half of a surrogate pair. */
export const cut = (text: string, max: number): string => {
  if (text.length <= max) return text;
  const end = /[\uD800-\uDBFF]/.test(text.charAt(max - 2)) ? max - 2 : max - 1;
  return `${text.slice(0, end)}…`;
};
export const lineOf = (text: string, max: number): string => cut(storable(text).replace(/\s+/g, ' ').trim(), max);
/** A term of an open vocabulary as records spell it. */
export const termOf = (text: string): string =>
  text
    .toLowerCase()
    .slice(0, LIMIT.term)
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
export const distinct = (texts: readonly string[]): string[] => [...new Set(texts.filter((text) => text !== ''))];

export const techniqueIdsOf = (object: JsonObject): string[] =>
  objects(object.external_references)
    .filter(({ source_name: source }) => source !== undefined && ATTACK_SOURCES.has(source))
    .map(({ external_id: id }) => textOf(id).toUpperCase())
    .filter((id) => TechniqueId.safeParse(id).success);

export const externalReferenceOf = (reference: JsonObject): z.output<typeof ExternalReference> => {
  const { source_name: source, url, external_id: id, description } = reference;
  return {
    sourceName: lineOf(textOf(source), LIMIT.line) || 'unnamed',
    ...(WebAddress.safeParse(url).success && { url: textOf(url) }),
    ...(lineOf(textOf(id), LIMIT.line) && { externalId: lineOf(textOf(id), LIMIT.line) }),
    ...(typeof description === 'string' && { description: cut(storable(description), LIMIT.referenceDescription) }),
  };
};

export const killChainPhasesOf = (object: JsonObject): IntelReportContent['killChainPhases'] =>
  objects(object.kill_chain_phases).map((phase) => ({
    killChainName: lineOf(textOf(phase.kill_chain_name), LIMIT.phase),
    phaseName: lineOf(textOf(phase.phase_name), LIMIT.phase),
  }));

export const distinctPhases = (phases: IntelReportContent['killChainPhases']): IntelReportContent['killChainPhases'] => [
  ...new Map(
    phases
      .filter(({ killChainName, phaseName }) => killChainName !== '' && phaseName !== '')
      .map((phase) => [JSON.stringify([phase.killChainName, phase.phaseName]), phase]),
  ).values(),
];

export const originOf = ({ received, view }: ExaminedStixObject): StixOrigin => ({
  id: received.id,
  created: textOf(view.created),
  modified: textOf(view.modified),
  specVersion: received.specVersion,
  ...(typeof view.created_by_ref === 'string' && { createdByRef: comparableId(view.created_by_ref) }),
  revoked: view.revoked === true,
});
