/** What the OASIS Incident Core Extension for STIX 2.1 (version 2.0 §2.1, and 1.0 with its events inside) tells that incidents can hold. */
import { RsitClass, Severity, Verdict, WorkStatus } from '../../incidents/incident.events.js';
import { isJsonObject, type JsonObject, type JsonValue } from '../../json/json-value.js';
import { Instant } from '../../ledger/text.js';
import type { Said, Statements } from './incident-statements.js';
import { distinct, lineOf, objects, strings, termOf, textOf } from './mapped-values.js';
import { toMilliseconds } from './stix-timestamp.js';
import { comparableId, typeOfId } from './stix-types.js';

export const INCIDENT_CORE = 'extension-definition--ef765651-680c-498d-9894-99799f2fa126';

const MOST = { category: 200, source: 500, impact: 5_000 } as const;

/** §4.6 incident-investigation-ov. */
const STATUSES: Readonly<Record<string, WorkStatus>> = { new: 'new', open: 'active', closed: 'closed' };

/** §5.5 incident-determination-enum, with the words of version 1.0. */
const VERDICTS: Readonly<Record<string, Verdict>> = {
  blocked: 'true_positive',
  confirmed: 'true_positive',
  'successful-attempt': 'true_positive',
  'failed-attempt': 'true_positive',
  'false-positive': 'false_positive',
  'low-value': 'disregard',
  suspected: 'suspicious',
};

/** Appendix B, five qualitative values: the least criticality of each. */
const CRITICALITIES: readonly (readonly [number, Severity])[] = [
  [90, 'critical'],
  [50, 'high'],
  [30, 'medium'],
  [1, 'low'],
  [0, 'informational'],
];

/** §4.4 event-type-ov: values of which the class in the taxonomy is plain. */
const CLASSES: Readonly<Partial<Record<RsitClass, readonly string[]>>> = {
  'abusive-content': ['spam', 'email-flooding'],
  'malicious-code': [
    'dissemination-malware-email',
    'hosting-malware-webpage',
    'infected-by-known-malware',
    'known-malware',
    'ransomware',
    'worm-spreading',
  ],
  'information-gathering': ['network-scanning', 'scan-probe', 'system-probe', 'wiretapping'],
  'intrusion-attempts': [
    'exploit-attempt',
    'file-inclusion-attempt',
    'password-cracking-attempt',
    'sql-injection-attempt',
    'xss-attempt',
  ],
  intrusions: ['exploit', 'file-inclusion', 'sql-injection', 'theft-access-credentials', 'unauthorized-access-system', 'xss'],
  availability: ['exploit-framework-exhausting-resources', 'exploit-tool-exhausting-resources', 'packet-flood'],
  'information-content-security': [
    'modification-information',
    'unauthorized-access-information',
    'unauthorized-release',
    'unauthorized-use',
  ],
  fraud: ['dissemination-phishing-emails', 'hosting-phishing-sites', 'illegitimate-use-name', 'illegitimate-use-resources'],
};

const wordIn =
  (words: Readonly<Record<string, string>>) =>
  (value: JsonValue): string | undefined =>
    typeof value === 'string' && Object.hasOwn(words, value) ? words[value] : undefined;

const severityOf = (value: JsonValue): Severity | undefined =>
  typeof value === 'number' && value >= 0 && value <= 100 ? CRITICALITIES.find(([least]) => value >= least)?.[1] : undefined;

const classOf = (types: readonly string[]): RsitClass | undefined =>
  RsitClass.options.find((name) => types.some((type) => CLASSES[name]?.includes(type)));

const listed = (texts: readonly string[], most: number): string | undefined =>
  lineOf(distinct(texts).join(', '), most) || undefined;

/** §3.1 and §3.4: what has no scale is told in words. */
const impactOf = (said: JsonObject): string | undefined => {
  const counts = isJsonObject(said.impacted_entity_counts) ? Object.entries(said.impacted_entity_counts) : [];
  return listed(
    [
      ...counts.map(([entity, count]) => `${entity}: ${JSON.stringify(count)}`),
      ...objects(said.scores).map(({ name, value }) => `${textOf(name)}: ${JSON.stringify(value)}`),
      ...(typeof said.recoverability === 'string' ? [`recoverability: ${said.recoverability}`] : []),
    ],
    MOST.impact,
  );
};

/** §3.2 and §3.6: entries that name an object, or in version 1.0 tell of it themselves, and plain lists of ids in drafts between. */
const toldOf = (said: JsonObject, one: 'event' | 'task', find: (id: string) => JsonObject | undefined): readonly JsonObject[] => [
  ...objects(said[`${one}s`]).map((entry) => find(comparableId(textOf(entry[`${one}_ref`]))) ?? entry),
  ...strings(said[`${one}_refs`])
    .map((id) => find(comparableId(id)))
    .filter((object) => object !== undefined),
];

const earliest = (told: readonly JsonObject[]): string | undefined =>
  told
    .map(({ start_time: begin }) => toMilliseconds(textOf(begin)))
    .filter((begin) => Instant.safeParse(begin).success)
    .toSorted()
    .at(0);

/** The impacts from which its severity follows; none where it states a criticality itself. */
export const impactRefsOf = ({ extensions }: JsonObject): readonly string[] => {
  const said = isJsonObject(extensions) ? extensions[INCIDENT_CORE] : undefined;
  if (!isJsonObject(said) || said.criticality != null) return [];
  return distinct(strings(said.impact_refs).map(comparableId)).filter((id) => typeOfId(id) === 'impact');
};

/** §2.3: as bad as the worst of those that stand; one that was superseded says how bad it was. */
const worstOf = (impacts: readonly (JsonObject | undefined)[]): Severity | undefined => {
  const standing = impacts.filter((impact) => impact && impact.revoked !== true && typeof impact.superseded_by_ref !== 'string');
  const found = new Set(standing.map((impact) => severityOf(impact?.criticality ?? null)));
  return CRITICALITIES.map(([, severity]) => severity).find((severity) => found.has(severity));
};

/** @param find the events, tasks and impacts that it names, as far as they are known. */
export const coreIncident = (says: Statements, find: (id: string) => JsonObject | undefined): Said => {
  const { said, reader } = says;
  const types = strings(said.incident_types).map(termOf);
  const tasks = toldOf(said, 'task', find);
  const during = (kind: string) => earliest(tasks.filter(({ task_types: kinds }) => strings(kinds).includes(kind)));
  return {
    status: says.as('investigation_status', WorkStatus, wordIn(STATUSES)),
    verdict: says.as('determination', Verdict, wordIn(VERDICTS)),
    severity: says.as('criticality', Severity, severityOf) ?? worstOf(impactRefsOf(reader.view).map(find)),
    category: listed(types, MOST.category),
    rsit: classOf(types),
    source: listed(strings(said.detection_methods), MOST.source),
    impact: impactOf(said),
    occurredAt: earliest(toldOf(said, 'event', find)),
    detectedAt: during('detected'),
    containedAt: during('containment'),
  };
};
