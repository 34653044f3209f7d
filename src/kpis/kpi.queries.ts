/** The KPIs of a tenant over what the reader may see, as of now or of a past moment, and the incidents behind each. */
import { setImmediate } from 'node:timers/promises';
import type { Subject } from '../access/actor.js';
import { LedgerError } from '../ledger/errors.js';
import { leftOutSql, seenToday } from '../read-side/board-query.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import { type AsOf, type ReadModels, type ReadOptions, type Statement, validAt } from '../read-side/read-model.queries.js';
import { defaultSettings, type TenantSettingsRecord } from '../tenants/tenant-settings.record.js';
import type { Span } from './contribution.measure.js';
import { doneAt, factsOf, type IncidentFact } from './incident-fact.measure.js';
import { type ControlFact, type Figures, KpiSums, type RuleFact, tableOf } from './kpi.measure.js';
import type { KpiTable, Period, SlaBreach } from './kpi-table.measure.js';
import { type Contribution, Lineage, type LineageFilter, lineageKey } from './lineage.measure.js';
import { periodProblem, previousPeriod } from './period.measure.js';
import { DEFAULT_SLA_POLICY, slaReach, type SlaRule, slaRules } from './sla.measure.js';

const MINUTE = 60_000;
/** Facts that are summed before other requests are answered; of the past, as many come in one text. */
const FACTS_AT_ONCE = 100;
/** Texts that facts of now come in: few enough to ask for quickly, many enough that other requests are answered between them. */
const TEXTS = 600;
const TABLES = 300;
const LINEAGES = 8;
const FACT = 'rm_incidents.incident_fact';
const STATE = 'rm_incidents.incident_state';

const invalid = (field: string, message: string) =>
  new LedgerError('INVALID_INPUT', `The input is not valid: ${field} ${message}.`, { fields: [{ path: field, message }] });

/** A contribution with how its incident is known. */
export type LineageEntry = Contribution & { readonly number: string | null; readonly title: string };

type Policies = Pick<TenantSettingsRecord, 'zone' | 'slaPolicies' | 'kpiTargets' | 'detectionScope'>;

/** Everything a figure depends on, and a key that is equal when all of it is. */
interface Question {
  readonly subject: Subject;
  readonly moment: Moment | undefined;
  readonly period: Period;
  readonly span: Span;
  readonly policies: Policies;
  readonly slaPolicies: KpiTable['slaPolicies'];
  readonly rules: readonly SlaRule[];
  readonly key: string;
  readonly asOf: AsOf;
}

/** What figures are made of beside incidents. */
interface Known {
  readonly rules: readonly RuleFact[];
  readonly controls: readonly ControlFact[];
}

interface Row {
  readonly kind: 'facts' | 'rules' | 'controls';
  readonly content: string | null;
}

const spanOf = ({ start, end }: Period, now: string): Span => {
  const [from, to] = [Date.parse(start), Date.parse(end)];
  return { start: from, end: to, until: Math.min(to, Math.floor(Date.parse(now) / MINUTE) * MINUTE + MINUTE) };
};

/** Remembers the newest answers; a question that is asked again while it is being answered waits for that answer. */
class Remembered<Value> {
  private readonly answers = new Map<string, Promise<Value>>();

  constructor(private readonly most: number) {}

  async ask(key: string, answer: () => Promise<Value>): Promise<Value> {
    const known = this.answers.get(key);
    const value = known ?? answer();
    this.answers.delete(key);
    this.answers.set(key, value);
    if (this.answers.size > this.most) this.answers.delete(this.answers.keys().next().value!);
    try {
      return await value;
    } catch (error) {
      this.answers.delete(key);
      throw error;
    }
  }
}

export class KpiQueries {
  private readonly tables = new Remembered<readonly KpiTable[]>(TABLES);
  private readonly lineages = new Remembered<readonly Contribution[]>(LINEAGES);

  constructor(private readonly models: ReadModels) {}

  /**
   * The figures of a period, by definitions version 1.
   * @throws LedgerError INVALID_INPUT for a period that is none.
   */
  async table(subject: Subject, period: Period, options: ReadOptions): Promise<{ table: KpiTable; asOf: AsOf }> {
    const { tables, asOf } = await this.course(subject, period, 1, options);
    return { table: tables[0], asOf };
  }

  /**
   * The figures of a period and of those before it, the newest first.
   * @throws LedgerError INVALID_INPUT for a period that is none.
   */
  async course(
    subject: Subject,
    period: Period,
    periods: number,
    options: ReadOptions,
  ): Promise<{ tables: readonly KpiTable[]; asOf: AsOf }> {
    const question = await this.question(subject, period, options);
    const tables = await this.tables.ask(`${question.key} ${periods}`, () => this.measure(question, periods));
    return { tables, asOf: question.asOf };
  }

  /**
   * What each incident added to a figure.
   * @throws LedgerError INVALID_INPUT for a period or cursor that is none, and for figures that are not made of incidents.
   */
  async lineage(
    subject: Subject,
    period: Period,
    filter: LineageFilter,
    options: ReadOptions & PageInput,
  ): Promise<Page<LineageEntry> & { readonly totalCount: number; readonly asOf: AsOf }> {
    if (filter.kpi === 'detection_coverage' || filter.kpi === 'compliance_posture')
      throw invalid(
        'kpi',
        `is not made of incidents; see the ${filter.kpi === 'detection_coverage' ? 'coverage' : 'posture'} of socKpis`,
      );
    const cursor = readCursor(options, 'text');
    const size = pageSize(options);
    const question = await this.question(subject, period, options);
    const all = await this.contributions(question, filter);
    const first = cursor ? all.findIndex((one) => lineageKey(one) > `${cursor.value} ${cursor.id}`) : 0;
    const page = first < 0 ? [] : all.slice(first, first + size + 1);
    const told = await this.told(question, page);
    const found = told.map((node) => ({
      cursor: { value: lineageKey(node).slice(0, -node.incidentId.length - 1), id: node.incidentId },
      node,
    }));
    return { ...pageOf(found, options), totalCount: all.length, asOf: question.asOf };
  }

  /** Every clock that was missed in the period, in the order in which they began. */
  async breaches(subject: Subject, period: Period, options: ReadOptions): Promise<readonly SlaBreach[]> {
    const question = await this.question(subject, period, options);
    const missed = await this.contributions(question, { kpi: 'sla_attainment', outcome: 'in_denominator' });
    return (await this.told(question, missed)).map(({ incidentId, number, title, severity, value, to, sla, rootCause }) => ({
      incidentId,
      number,
      title,
      severity,
      clock: sla!.clock,
      dueAt: sla!.dueAt,
      stoppedAt: to,
      taken: value!,
      paused: sla!.paused,
      cause: rootCause,
    }));
  }

  private contributions(question: Question, filter: LineageFilter): Promise<readonly Contribution[]> {
    const { key, span, rules } = question;
    return this.lineages.ask(JSON.stringify([key, filter]), async () => {
      const { sums } = await this.read(
        question,
        span.start,
        () => new Lineage(span, rules, filter),
        (lineage, fact) => lineage.add(fact),
      );
      return sums.contributions();
    });
  }

  /** A period is compared with the one before it, so that one more than are told of is summed; incidents are read once for all. */
  private async measure(question: Question, count: number): Promise<readonly KpiTable[]> {
    const { period, span, policies, rules, slaPolicies } = question;
    const periods = [period];
    for (let i = 0; i < count; i += 1) periods.push(previousPeriod(periods[i]));
    const spans = periods.map(({ start, end }): Span => {
      const last = Date.parse(end);
      return { start: Date.parse(start), end: last, until: Math.min(last, span.until) };
    });
    const reaches = spans.map(({ start }) => slaReach(rules, start));
    const { sums, ...rest } = await this.read(
      question,
      spans[count].start,
      () => spans.map((one) => new KpiSums(one, rules)),
      (all, fact) => {
        const done = doneAt(fact.moves);
        for (const [i, one] of all.entries()) if (done === null || done >= reaches[i]) one.add(fact);
      },
    );
    const figures: Figures[] = [];
    for (const one of sums) {
      figures.push(one.kpis());
      await setImmediate();
    }
    return periods.slice(0, count).map((one, i) =>
      tableOf({
        period: one,
        previousPeriod: periods[i + 1],
        span: spans[i],
        sums: sums[i],
        figures: figures[i],
        before: figures[i + 1],
        targets: policies.kpiTargets,
        slaPolicies,
        scope: policies.detectionScope,
        ...rest,
      }),
    );
  }

  private async question(subject: Subject, period: Period, options: ReadOptions): Promise<Question> {
    const problem = periodProblem(period);
    if (problem) throw invalid(`period.${problem.field}`, problem.message);
    const moment = await this.models.momentOf(options);
    const settings = await this.models.query<{ readonly record: Policies; readonly from_position: bigint }>(
      'intelligence',
      subject,
      { ...options, moment },
      () => ({
        text: `select t.record, t.from_position from rm_intelligence.tenant_settings_state t
          where t.tenant_id = $1 and t.acl_id = any($2) and ${validAt('t', moment && '$3')}`,
        values: moment ? [moment.position] : [],
      }),
    );
    const span = spanOf(period, moment?.now ?? this.models.now().toISOString());
    const { rows, asOf } = await this.models.query<{ readonly stamp: bigint | null }>(
      'incidents',
      subject,
      { ...options, moment },
      () => stampSql(moment, span.end),
    );
    const [known] = settings.rows;
    const policies = known?.record ?? defaultSettings;
    const set = Object.entries(policies.slaPolicies);
    const slaPolicies = set.length > 0 ? set.map(([id, policy]) => ({ id, ...policy })) : [{ id: null, ...DEFAULT_SLA_POLICY }];
    const key = [
      this.models.compartmentsKey(subject),
      period,
      span.until,
      moment && [`${moment.position}`, moment.complete],
      `${rows[0]?.stamp}`,
      `${known?.from_position}`,
    ];
    return {
      subject,
      moment,
      period,
      span,
      policies,
      slaPolicies,
      rules: slaRules(slaPolicies, policies.zone),
      key: JSON.stringify(key),
      asOf,
    };
  }

  /**
   * Adds every incident that may count since `start`, while PostgreSQL goes on with those that follow.
   * @param begin makes the sums, anew where the reading begins again.
   */
  private async read<Sums>(
    { subject, moment, span, rules }: Question,
    start: number,
    begin: () => Sums,
    add: (sums: Sums, fact: IncidentFact) => void,
  ): Promise<Known & { readonly sums: Sums }> {
    const none = (): { -readonly [Kind in keyof Known]: Known[Kind] } & { sums: Sums } => ({
      sums: begin(),
      rules: [],
      controls: [],
    });
    let read = none();
    let seen = 0;
    await this.models.query<Row>(
      'incidents',
      subject,
      { moment },
      () => {
        read = none();
        return factsSql(moment, slaReach(rules, start), span.until);
      },
      async ({ kind, content }) => {
        if (content === null) return;
        if (kind !== 'facts') read[kind] = JSON.parse(content) as never;
        else
          for (const fact of factsOf(content)) {
            if (seen++ % FACTS_AT_ONCE === 0) await setImmediate();
            add(read.sums, fact);
          }
      },
    );
    return read;
  }

  private async told(
    { subject, moment }: Question,
    contributions: readonly Contribution[],
  ): Promise<readonly (LineageEntry & { readonly rootCause: string })[]> {
    const ids = [...new Set(contributions.map(({ incidentId }) => incidentId))];
    const { rows } = await this.models.query<{ id: string; number: string | null; title: string; root_cause: string }>(
      'incidents',
      subject,
      { moment },
      () => ({
        text: `select s.id, s.number, s.title, s.record->>'rootCause' as root_cause from ${STATE} s
          where s.tenant_id = $1 and s.acl_id = any($2) and s.id = any($3::uuid[]) and ${validAt('s', moment && '$4')}
            ${moment ? `and ${seenToday(STATE, 's', '$4')}` : ''}`,
        values: moment ? [ids, moment.position] : [ids],
      }),
    );
    const known = new Map(rows.map((row) => [row.id, row]));
    // One that was re-marked since the figure was made is not told of.
    return contributions.flatMap((contribution) => {
      const row = known.get(contribution.incidentId);
      return row ? [{ ...contribution, number: row.number, title: row.title, rootCause: row.root_cause }] : [];
    });
  }
}

/** The last position that changed what a reader's figures are made of; of a past state, that changed who may see it. */
const stampSql = (moment: Moment | undefined, end: number): Statement => {
  const remarked = `(select max(r.position) from rm_incidents.remark r where r.tenant_id = $1)`;
  if (moment)
    return {
      text: `select ${remarked} as stamp`,
      values: [new Date(end).toISOString(), moment.position],
      leftOut: leftOutSql(
        STATE,
        's',
        `s.tenant_id = $1 and s.acl_id = any($2) and not s.received and s.detected_at < $3::timestamptz and ${validAt('s', '$4')}`,
        '$4',
      ),
    };
  const last = ['incident_fact', 'detection_rule_state', 'control_state'].map(
    (table) => `(select max(t.from_position) from rm_incidents.${table} t where t.tenant_id = $1 and t.acl_id = any($2))`,
  );
  return { text: `select greatest(${remarked}, ${last.join(', ')}) as stamp`, values: [] };
};

/** Facts of incidents that were detected by `until` and are open or were moved since `from`, and the rules and controls there are. */
const factsSql = (moment: Moment | undefined, from: number, until: number): Statement => {
  const p = moment && '$5';
  const holds = (alias: string, table: string): string =>
    `${alias}.tenant_id = $1 and ${alias}.acl_id = any($2) and ${validAt(alias, p)} ${p ? `and ${seenToday(table, alias, p)}` : ''}`;
  const [rule, control] = ['rm_incidents.detection_rule_state', 'rm_incidents.control_state'];
  const fact = `'[' || case when f.merged_into is not null and exists (select 1 from ${FACT} t where t.id = f.merged_into and ${holds('t', STATE)})
    then '1,' else '0,' end || f.fact || ']'`;
  const known = `from ${FACT} f where ${holds('f', STATE)} and f.detected_at < $4::timestamptz`;
  const open = 'f.done_at is null';
  // Only what holds now is found by when it was done; of the past everything is gone through, once.
  const facts = p
    ? `select 'facts' as kind, string_agg(k.fact, ',') as content from (
         select ${fact} as fact, row_number() over () / ${FACTS_AT_ONCE} as part ${known} and (${open} or f.done_at >= $3::timestamptz)
       ) k group by k.part`
    : `select 'facts' as kind, string_agg(${fact}, ',') as content ${known} and ${open}
       union all
       select 'facts', (select string_agg(${fact}, ',') ${known}
         and f.done_at >= $3::timestamptz + i * s.width and f.done_at < case when i = ${TEXTS - 1} then 'infinity' else $3::timestamptz + (i + 1) * s.width end)
       from (select greatest($4::timestamptz - $3::timestamptz, interval '0') / ${TEXTS} as width) s, generate_series(0, ${TEXTS - 1}) i`;
  return {
    text: `${facts}
      union all
      select 'rules', json_agg(json_build_object('enabled', r.status = 'enabled', 'techniqueIds', r.record->'techniqueIds',
        'lastTest', r.record->'lastTest'->>'result'))::text from ${rule} r where ${holds('r', rule)} and r.status <> 'retired'
      union all
      select 'controls', json_agg(json_build_object('framework', c.record->>'framework', 'implementationStatus', c.record->>'implementationStatus',
        'evidenceAt', c.record->>'evidenceAt'))::text from ${control} c where ${holds('c', control)} and c.status <> 'retired'`,
    values: [new Date(from).toISOString(), new Date(until).toISOString(), ...(moment ? [moment.position] : [])],
  };
};
