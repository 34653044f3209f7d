/** An intelligence report as a STIX 2.1 `report` (§4.16), and a source as an `identity` (§4.5). */
import type { IntelReportRecord, ReportVersion } from '../../../intel-reports/intel-report.record.js';
import type { JsonObject, JsonValue } from '../../../json/json-value.js';
import type { Loaded } from '../../../ledger/ledger.js';
import type { SourceRecord } from '../../../sources/source.record.js';
import { derivedUuid, type ExternalReference, type Look, ownObject, phasesOf, referencesOf } from './own-object.stix.js';

/** What readers of a report see of it: the last published version, also when it was retracted; undefined for what was never published. */
export const shownVersion = ({ versions, archived }: IntelReportRecord): ReportVersion | undefined =>
  archived ? undefined : versions.at(-1);

/** Whether the STIX object that a report came as still says what the report says. */
export const isAsReceived = ({ stix, versions }: IntelReportRecord): boolean =>
  stix !== undefined && versions.at(-1)?.stixModified !== null;

/** A report that was revised here since it came is another object than the one of its creator (STIX 2.1 §3.6). */
export const reportIdOf = ({ id, tenantId, record }: Loaded<IntelReportRecord>, look: Look): string => {
  if (record.stix === undefined) return `report--${id}`;
  return isAsReceived(record) ? record.stix.id : `report--${derivedUuid(look, record.stix.id, 'derived report', tenantId, id)}`;
};

export const technique = (externalId: string): ExternalReference => ({
  sourceName: 'mitre-attack',
  externalId,
  url: techniqueUrl(externalId),
});
export const techniqueUrl = (id: string): string => `https://attack.mitre.org/techniques/${id.replace('.', '/')}`;

const descriptionOf = (summary: string, body: string): string => {
  if (body === '' || summary === '') return body || summary;
  return body.trimStart().startsWith(summary.replace(/…$/, '')) ? body : `${summary}\n\n${body}`;
};

export interface ReportParts {
  /** The whole body. */
  readonly body: string;
  /** STIX ids of the sources that are known. */
  readonly sourceRefs: readonly string[];
}

/** @returns undefined when it has no published version. Without objects it refers to its sources; without those to nothing. */
export const reportObject = (
  report: Loaded<IntelReportRecord>,
  { body, sourceRefs }: ReportParts,
  look: Look,
): JsonObject | undefined => {
  const version = shownVersion(report.record);
  if (version === undefined) return undefined;
  const { marking, stix } = report.record;
  const { title, summary, reportTypes, confidence, objectRefs, techniqueIds, killChainPhases, externalReferences, labels } =
    version.content;
  const known = new Set(externalReferences.map(({ externalId }) => externalId));
  const references = [...externalReferences, ...techniqueIds.filter((id) => !known.has(id)).map(technique)];
  return ownObject(
    reportIdOf(report, look),
    report,
    marking,
    {
      name: title,
      description: descriptionOf(summary, body),
      report_types: [...reportTypes],
      published: version.publishedAt,
      object_refs: [...(objectRefs.length === 0 ? sourceRefs : objectRefs)],
      ...(version.status === 'retracted' ? { revoked: true } : {}),
      labels: [...labels],
      confidence,
      external_references: referencesOf(references),
    },
    {
      version: version.number,
      source_refs: [...sourceRefs],
      kill_chain_phases: phasesOf(killChainPhases),
      ...(stix === undefined ? {} : { derived_from_ref: stix.id }),
    },
    look,
  );
};

export const sourceIdOf = ({ id, record }: Loaded<SourceRecord>): string => record.stix?.id ?? `identity--${id}`;

/** STIX 2.1 §10.10 identity-class-ov. */
const classOf = ({ identityClass, kind }: SourceRecord): JsonValue =>
  identityClass ?? (kind === 'humint' ? 'unknown' : 'organization');

export const sourceObject = (source: Loaded<SourceRecord>, look: Look): JsonObject => {
  const { record } = source;
  return ownObject(
    sourceIdOf(source),
    source,
    record.marking,
    {
      name: record.name,
      description: record.description,
      identity_class: classOf(record),
      sectors: [...record.sectors],
    },
    {
      source_kind: record.kind,
      reliability: record.reliability,
      credibility: record.credibility,
      expected_cadence_seconds: record.expectedCadenceSeconds,
      status: record.status,
    },
    look,
  );
};
