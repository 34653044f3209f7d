/** From an OCSF 1.x finding to what it says: Incident Finding (class 2005) and Detection Finding (class 2004). */
import { z } from 'zod';
import { TechniqueId } from '../../intel-reports/intel-report.events.js';
import {
  type DoneBy,
  IncidentDetails,
  IncidentOrigin,
  type Priority,
  SEVERITIES,
  type Severity,
  type Verdict,
  VERDICTS,
} from '../../incidents/incident.events.js';
import { MAX_SEQUENCE, type Observation, type ObservedState, type Report } from './observation.measure.js';
import { fitting, RowProblem } from './row-problem.js';

const DETECTION = 2004;
const INCIDENT = 2005;
const CREATE = 1;
const CLOSE = 3;
const OTHER = 99;

/** `timestamp_t`: milliseconds since the epoch, of the years 1970 to 9999. */
const Time = z
  .int()
  .min(0)
  .max(253_402_300_799_999, 'must be milliseconds since 1970')
  .transform((time) => new Date(time).toISOString());
const Id = z.int();
const Text = z.string();
const Technique = z.looseObject({ uid: Text.nullish() });
const Attack = z.looseObject({ technique: Technique.nullish(), sub_technique: Technique.nullish() });
const FindingInfo = z.looseObject({
  uid: Text.nullish(),
  title: Text.nullish(),
  desc: Text.nullish(),
  types: z.array(Text).nullish(),
  created_time: Time.nullish(),
  first_seen_time: Time.nullish(),
  attacks: z.array(Attack).nullish(),
  analytic: z.looseObject({ name: Text.nullish() }).nullish(),
});
const User = z.looseObject({ uid: Text.nullish(), email_addr: Text.nullish(), name: Text.nullish() });
const Resource = z.looseObject({ uid: Text.nullish(), name: Text.nullish() });

const Finding = z.looseObject({
  class_uid: z.literal([DETECTION, INCIDENT], 'must be 2005 (Incident Finding) or 2004 (Detection Finding)'),
  activity_id: z.literal([1, 2, 3], 'must be 1 (Create), 2 (Update) or 3 (Close)'),
  time: Time,
  severity_id: Id.nullish(),
  status_id: Id.nullish(),
  verdict_id: Id.nullish(),
  priority_id: Id.nullish(),
  is_suspected_breach: z.boolean().nullish(),
  assignee: User.nullish(),
  actor: z.looseObject({ user: User.nullish() }).nullish(),
  comment: Text.nullish(),
  desc: Text.nullish(),
  message: Text.nullish(),
  start_time: Time.nullish(),
  attacks: z.array(Attack).nullish(),
  resources: z.array(Resource).nullish(),
  finding_info: FindingInfo.nullish(),
  finding_info_list: z.array(FindingInfo).nullish(),
  metadata: z.looseObject({
    correlation_uid: Text.nullish(),
    sequence: z.int().min(0).max(MAX_SEQUENCE).nullish(),
    product: z.looseObject({ name: Text.nullish(), vendor_name: Text.nullish() }),
  }),
});
type Finding = z.infer<typeof Finding>;
type Info = z.infer<typeof FindingInfo>;

/** `priority_id` 1 (Low) to 4 (Critical). */
const PRIORITIES: readonly (Priority | undefined)[] = [undefined, 'P4', 'P3', 'P2', 'P1'];

const HELD = { is: 'hold', reason: 'other' } as const;
const STATES: Record<number, Readonly<Record<number, ObservedState>>> = {
  [INCIDENT]: { 1: { is: 'new' }, 2: { is: 'active' }, 3: HELD, 4: { is: 'resolved' }, 5: { is: 'closed' } },
  // Suppressed was reviewed and found to be of no concern; archived and deleted are out of sight.
  [DETECTION]: {
    1: { is: 'new' },
    2: { is: 'active' },
    3: { is: 'resolved' },
    4: { is: 'resolved' },
    5: { is: 'closed' },
    6: { is: 'closed' },
  },
};
const SUPPRESSED = 3;

const stateOf = ({ class_uid, activity_id, status_id }: Finding): ObservedState | null =>
  activity_id === CLOSE
    ? { is: 'closed' }
    : (STATES[class_uid][status_id ?? 0] ?? (activity_id === CREATE ? { is: 'new' } : null));

/** `severity_id` 1 to 6; Unknown and Other say nothing. */
const severityOf = ({ severity_id }: Finding): Severity | null => SEVERITIES[(severity_id ?? 0) - 1] ?? null;

const verdictOf = ({ class_uid, status_id, verdict_id }: Finding): Verdict => {
  if (verdict_id === OTHER) return 'other';
  const verdict = VERDICTS[verdict_id ?? 0] ?? 'unknown';
  return verdict === 'unknown' && class_uid === DETECTION && status_id === SUPPRESSED ? 'disregard' : verdict;
};

const filled = (values: readonly (string | null | undefined)[]): string[] => values.flatMap((value) => value?.trim() || []);
const listed = <T>(values: readonly T[]): readonly T[] | undefined => (values.length > 0 ? values : undefined);
const nameOf = (user: z.infer<typeof User> | null | undefined): string | undefined =>
  filled([user?.uid, user?.email_addr, user?.name])[0];

const infosOf = ({ finding_info, finding_info_list }: Finding): readonly Info[] => [
  ...(finding_info ? [finding_info] : []),
  ...(finding_info_list ?? []),
];

/** Sub-techniques are the closer word; what is no ATT&CK technique is left out. */
const techniquesOf = (finding: Finding) => {
  const attacks = [...(finding.attacks ?? []), ...infosOf(finding).flatMap((info) => info.attacks ?? [])];
  const named = [
    ...new Set(attacks.flatMap(({ sub_technique, technique }) => filled([sub_technique?.uid, technique?.uid]).slice(0, 1))),
  ];
  const known = named.filter((uid) => TechniqueId.safeParse(uid).success);
  return { known, unknown: named.filter((uid) => !known.includes(uid)) };
};

const FIELDS: Readonly<Record<string, string>> = {
  title: 'finding_info.title',
  description: 'desc',
  category: 'finding_info.types',
  source: 'finding_info.analytic.name',
  assetRefs: 'resources',
  techniqueIds: 'attacks',
  occurredAt: 'start_time',
};

const detailsOf = (finding: Finding, techniqueIds: readonly string[]): Partial<IncidentDetails> => {
  const infos = infosOf(finding);
  const first = <T>(of: (info: Info) => T | null | undefined): T | undefined =>
    infos.map(of).find((value) => value != null) ?? undefined;
  const priority = PRIORITIES[finding.priority_id ?? 0];
  const said = {
    title: filled([first(({ title }) => title), finding.message])[0]?.slice(0, 500),
    description: filled([finding.desc, first(({ desc }) => desc)])[0],
    priority,
    category: filled(infos.flatMap(({ types }) => types ?? []))[0],
    source: filled(infos.map(({ analytic }) => analytic?.name))[0],
    occurredAt: finding.start_time ?? first(({ first_seen_time }) => first_seen_time),
    assetRefs: listed(filled((finding.resources ?? []).map(({ uid, name }) => uid ?? name))),
    techniqueIds: listed(techniqueIds),
    isTest: finding.verdict_id === VERDICTS.indexOf('test') ? true : undefined,
    impact: finding.is_suspected_breach ? 'Suspected breach.' : undefined,
  };
  return fitting(SaidDetails, said, (field) => FIELDS[field] ?? field);
};
const SaidDetails = IncidentDetails.partial();

const originOf = (finding: Finding): IncidentOrigin => {
  const { product, correlation_uid } = finding.metadata;
  const system = filled([product.vendor_name, product.name]).join(' ');
  if (system === '') throw new RowProblem('it is empty, and is needed', 'metadata.product.name');
  const [id] = filled([finding.finding_info?.uid, correlation_uid, finding.finding_info_list?.[0]?.uid]);
  if (id === undefined) throw new RowProblem('there is none, and it says which incident is meant', 'finding_info.uid');
  return fitting(IncidentOrigin, { system, id }, (field) => (field === 'id' ? 'finding_info.uid' : 'metadata.product'));
};

/** A finding is created by its rule; whoever is named in it works on it. */
const doneBy = ({ class_uid, activity_id, actor, assignee }: Finding): DoneBy => {
  if (nameOf(actor?.user) !== undefined) return 'human';
  if (activity_id === CREATE) return class_uid === DETECTION ? 'rule' : 'service';
  return nameOf(assignee) === undefined ? 'service' : 'human';
};

/**
 * @param message parsed JSON. @param pseudonymOf whom a name of a system stands for.
 * @throws RowProblem naming the field.
 */
export const findingReport = (message: unknown, line: number, pseudonymOf: (system: string, name: string) => string): Report => {
  const parsed = Finding.safeParse(message);
  if (!parsed.success) {
    const [{ path, message: problem }] = parsed.error.issues;
    throw new RowProblem(problem, path.join('.') || undefined);
  }
  const finding = parsed.data;
  const origin = originOf(finding);
  const techniques = techniquesOf(finding);
  const assignee = nameOf(finding.assignee);
  const observation: Observation = {
    line,
    at: finding.time,
    sequence: finding.metadata.sequence ?? 0,
    openedAt: infosOf(finding)[0]?.created_time ?? finding.time,
    state: stateOf(finding),
    details: detailsOf(finding, techniques.known),
    severity: severityOf(finding),
    assignee: assignee === undefined ? null : pseudonymOf(origin.system, assignee),
    tier: null,
    resolution: { at: null, text: finding.comment ?? '', verdict: verdictOf(finding), automated: doneBy(finding) !== 'human' },
    by: doneBy(finding),
  };
  return {
    origin,
    observation,
    warnings: techniques.unknown.map((uid) => `${uid} is no ATT&CK technique id; it is left out`),
  };
};
