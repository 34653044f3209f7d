/** What the ledger's own records take from STIX objects. Everything else stays in the verbatim object. */
import type { IntelReportContent } from '../../intel-reports/intel-report.events.js';
import type { SourceKind } from '../../sources/source.events.js';
import type { JsonObject } from '../../json/json-value.js';
import type { ExaminedStixObject } from './examine.js';
import {
  cut,
  distinct,
  distinctPhases,
  externalReferenceOf,
  killChainPhasesOf,
  LIMIT,
  lineOf,
  objects,
  originOf,
  storable,
  strings,
  techniqueIdsOf,
  termOf,
  textOf,
} from './mapped-values.js';
import type { StixOrigin } from './stix-object.events.js';
import type { StixProblem } from './stix-problem.js';
import { toMilliseconds } from './stix-timestamp.js';
import { comparableId } from './stix-types.js';

/** Content that a record can hold, from a valid `report`. */
export interface MappedReport {
  /** `body` is the whole description; `sourceIds` are the importer's to know. */
  readonly content: Omit<IntelReportContent, 'sourceIds' | 'body'> & { readonly body: string };
  /** UTC ISO 8601 with milliseconds. */
  readonly publishedAt: string;
  /** RFC 5646. */
  readonly lang: string | undefined;
  readonly origin: StixOrigin;
  /** What a record had to leave out or shorten, as warnings. */
  readonly notes: readonly StixProblem[];
}

/** From a valid `identity`. Contact details are nobody's business but the verbatim object's: they may be a person's. */
export interface MappedIdentity {
  readonly name: string;
  readonly kind: SourceKind;
  readonly description: string;
  readonly sectors: readonly string[];
  readonly identityClass: string | null;
  readonly origin: StixOrigin;
}

/** The first paragraph, cut at a word where it is long. */
const summaryOf = (description: string): string => {
  const paragraph = storable(description)
    .trimStart()
    .split(/\n\s*\n/, 1)[0]
    .trim();
  if (paragraph.length <= LIMIT.summary) return paragraph;
  const short = cut(paragraph, LIMIT.summary);
  const lastSpace = short.lastIndexOf(' ');
  return lastSpace > LIMIT.summary / 2 ? `${short.slice(0, lastSpace)}…` : short;
};

/**
 * STIX 2.1 §4.16. Techniques and kill chain phases are those of the report itself and of the attack patterns it refers to, as far as
 * `find` knows them; references that arrive later are the importer's to resolve.
 * @param report a valid object of type `report`.
 */
export const mapReport = (report: ExaminedStixObject, find: (id: string) => JsonObject | undefined): MappedReport => {
  const { view, received } = report;
  const notes: StixProblem[] = [];
  const atMost = <T>(list: readonly T[], max: number, property: string): T[] => {
    if (list.length > max)
      notes.push({
        severity: 'warning',
        path: `${received.path}.${property}`,
        code: 'SHORTENED',
        message: `the record names ${max} of ${list.length}; the stored STIX object has them all`,
      });
    return list.slice(0, max);
  };
  const description = textOf(view.description);
  const objectRefs = distinct(strings(view.object_refs).map(comparableId));
  const attackPatterns = objectRefs
    .filter((ref) => ref.startsWith('attack-pattern--'))
    .map(find)
    .filter((pattern) => pattern !== undefined);
  const described = [view, ...attackPatterns];
  const { confidence, lang } = view;
  return {
    content: {
      title: lineOf(textOf(view.name), LIMIT.line) || received.id,
      summary: summaryOf(description),
      body: storable(description),
      reportTypes: atMost(distinct(strings(view.report_types).map(termOf)), LIMIT.list, 'report_types'),
      confidence: typeof confidence === 'number' ? confidence : null,
      objectRefs: atMost(objectRefs, LIMIT.objectRefs, 'object_refs'),
      techniqueIds: atMost(distinct(described.flatMap(techniqueIdsOf)), LIMIT.techniqueIds, 'object_refs'),
      killChainPhases: atMost(distinctPhases(described.flatMap(killChainPhasesOf)), LIMIT.list, 'object_refs'),
      externalReferences: atMost(objects(view.external_references).map(externalReferenceOf), LIMIT.list, 'external_references'),
      labels: atMost(distinct(strings(view.labels).map((label) => lineOf(label, LIMIT.label))), LIMIT.list, 'labels'),
    },
    publishedAt: toMilliseconds(textOf(view.published)),
    lang: typeof lang === 'string' ? lang : undefined,
    origin: originOf(report),
    notes,
  };
};

/**
 * STIX 2.1 §4.5. How a source collects is not said in STIX: a government sector makes it `government`, everything else `other`.
 * @param identity a valid object of type `identity`.
 */
export const mapIdentity = (identity: ExaminedStixObject): MappedIdentity => {
  const { view, received } = identity;
  const sectors = distinct(strings(view.sectors).map(termOf)).slice(0, LIMIT.list);
  return {
    name: lineOf(textOf(view.name), LIMIT.line) || received.id,
    kind: sectors.some((sector) => sector.startsWith('government')) ? 'government' : 'other',
    description: cut(storable(textOf(view.description)), LIMIT.description),
    sectors,
    identityClass: termOf(textOf(view.identity_class)) || null,
    origin: originOf(identity),
  };
};
