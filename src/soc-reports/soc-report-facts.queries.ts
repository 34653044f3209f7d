/** Gathers what a report is composed of: everything of its position, and only what its audience may see. */
import type { Subject } from '../access/actor.js';
import type { Visible } from '../access/compartment-registry.js';
import { covers } from '../access/audience.js';
import { type Release, releaseWords, techniqueUse } from '../exchange/attack/attack-index.measure.js';
import type { AttackReleases } from '../exchange/attack/attack-releases.js';
import { incidentEvents } from '../incidents/incident.events.js';
import type { IncidentRecord } from '../incidents/incident.record.js';
import type { KpiQueries } from '../kpis/kpi.queries.js';
import type { KpiTable, Period } from '../kpis/kpi-table.measure.js';
import type { Blobs } from '../ledger/blobs.js';
import { unavailable } from '../ledger/errors.js';
import type { Ledger, Loaded } from '../ledger/ledger.js';
import { seenToday } from '../read-side/board-query.queries.js';
import type { Moment } from '../read-side/moment.queries.js';
import { type ReadModels, type Statement, validAt } from '../read-side/read-model.queries.js';
import { recommendationsOf } from '../recommendations/recommendation.facts.js';
import type { ReportData } from './compose-report.measure.js';
import type {
  AttackFacts,
  Cause,
  Highlight,
  Original,
  Pauses,
  ReportFacts,
  RuleChanges,
  RuleFact,
  TechniqueName,
} from './report-facts.measure.js';
import { periodOf } from './report-period.measure.js';
import { changedFigures } from './restatement.measure.js';
import type { ReportRequest } from './soc-report.events.js';
import type { SocReportRecord } from './soc-report.record.js';
import { socReportType } from './soc-report.type.js';

const HIGHLIGHTS = 10;
/** Incidents that a restatement names. */
const CAUSES = 200;

/** What a report is of: the question is the same for every figure. */
interface Scope {
  readonly subject: Subject;
  readonly period: Period;
  readonly moment: Moment;
}

const INCIDENTS = 'rm_incidents.incident_state';
const RULES = 'rm_incidents.detection_rule_state';
const PATTERNS = 'rm_profiles.attack_pattern_state';
/** Visible at the position, which is `$3`, and today. */
const seen = (table: string, alias: string): string =>
  `${alias}.acl_id = any($2) and ${validAt(alias, '$3')} and ${seenToday(table, alias, '$3')}`;
/** Counted: neither of another organisation, nor an exercise, nor a merged duplicate. */
const COUNTS = `not s.received and s.record ->> 'isTest' = 'false' and s.record ->> 'mergedInto' is null`;

export class SocReportFacts {
  constructor(
    private readonly models: ReadModels,
    private readonly kpis: KpiQueries,
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
    private readonly attack: AttackReleases,
  ) {}

  /**
   * @param subject the service that makes the report, for its audience.
   * @throws LedgerError UNAVAILABLE while a read model is behind the report's position.
   */
  async gather(subject: Subject, { id, tenantId, record }: Loaded<SocReportRecord>): Promise<ReportFacts> {
    const { position, asOf, templateVersion, marking } = record;
    const period = periodOf(record);
    const moment: Moment = { position: BigInt(position!), now: asOf!, complete: true };
    const scope: Scope = { subject, period, moment };
    const tables = await this.tables(scope);
    const request = requestOf(record);
    const releases = await this.attack.chosen(tenantId, moment.position);
    return {
      id,
      tenant: tenantId,
      request,
      marking,
      position: position!,
      asOf: asOf!,
      templateVersion: templateVersion!,
      tables,
      highlights: await this.highlights(scope),
      breaches: request.reportType === 'sla_performance' ? await this.kpis.breaches(subject, period, { moment }) : [],
      pauses: await this.pauses(scope),
      rules: await this.rules(scope),
      techniques: named(await this.techniques(scope), tables[0], releases),
      attack: attackFactsOf(releases),
      recommendations: await this.recommendations(tenantId, request, moment),
      original: await this.original(scope, tenantId, record),
    };
  }

  private async highlights(scope: Scope): Promise<readonly Highlight[]> {
    const { start, end } = scope.period;
    const rows = await this.rows<{ id: string; record: IncidentRecord }>('incidents', scope, () => ({
      text: `select s.id, s.record from ${INCIDENTS} s
        where s.tenant_id = $1 and ${seen(INCIDENTS, 's')} and ${COUNTS} and ${REAL} and s.detected_at >= $4 and s.detected_at < $5
        order by s.severity_rank desc, s.priority, s.detected_at, s.id limit ${HIGHLIGHTS}`,
      values: [scope.moment.position, start, end],
    }));
    return rows.map(({ id, record }) => highlightOf(id, record));
  }

  private async pauses({ subject, moment, period }: Scope): Promise<readonly Pauses[]> {
    const [from, to] = [`(h ->> 'from')::timestamptz`, `coalesce((h ->> 'to')::timestamptz, $5::timestamptz)`];
    const rows = await this.rows<{ reason: Pauses['reason']; holds: bigint; seconds: string }>(
      'incidents',
      { subject, moment, period },
      () => ({
        text: `select h ->> 'reason' as reason, count(*) as holds,
            round(sum(greatest(0, extract(epoch from least(${to}, $5::timestamptz) - greatest(${from}, $4::timestamptz)))))::text as seconds
          from ${INCIDENTS} s, jsonb_array_elements(s.record -> 'holds') h
          where s.tenant_id = $1 and ${seen(INCIDENTS, 's')} and ${COUNTS} and ${from} < $5::timestamptz and ${to} > $4::timestamptz
          group by 1 order by 1`,
        values: [moment.position, period.start, period.end],
      }),
    );
    return rows.map(({ reason, holds, seconds }) => ({ reason, holds: Number(holds), seconds: Number(seconds) }));
  }

  /** Rules by when it was recorded that they were enabled, disabled or retired. What is known of coverage is of the position, and so are they. */
  private async rules(scope: Scope): Promise<RuleChanges> {
    const rows = await this.rows<{
      id: string;
      name: string;
      techniques: readonly string[];
      before: boolean;
      since: boolean;
      after: boolean;
      tested: boolean;
    }>('incidents', scope, () => ({
      text: `select n.id, n.name, n.record -> 'techniqueIds' as techniques, coalesce(b.status = 'enabled', false) as before,
          exists (select 1 from ${RULES} r where ${ruleUntilPosition} and r.updated_at >= $4 and r.status = 'enabled') as since,
          n.status = 'enabled' as after, n.record -> 'lastTest' <> 'null'::jsonb as tested
        from ${RULES} n
        left join lateral (select r.status from ${RULES} r where ${ruleUntilPosition} and r.updated_at < $4
          order by r.from_position desc limit 1) b on true
        where n.tenant_id = $1 and ${seen(RULES, 'n')} order by n.name, n.id`,
      values: [scope.moment.position, scope.period.start],
    }));
    const of = (keep: (row: (typeof rows)[number]) => boolean): readonly RuleFact[] =>
      rows.filter(keep).map(({ id, name, techniques }) => ({ id, name, techniqueIds: techniques }));
    return {
      enabled: of(({ after }) => after).length,
      added: of(({ before, after }) => after && !before),
      retired: of(({ before, since, after }) => (before || since) && !after),
      untested: of(({ after, tested }) => after && !tested),
    };
  }

  private async techniques(scope: Scope): Promise<readonly TechniqueName[]> {
    const rows = await this.rows<{ technique_id: string; name: string; tactics: readonly string[] }>('profiles', scope, () => ({
      text: `select distinct on (technique_id) s.record ->> 'attackId' as technique_id, s.name, s.record -> 'tactics' as tactics
        from ${PATTERNS} s
        where s.tenant_id = $1 and ${seen(PATTERNS, 's')} and s.record ->> 'attackId' is not null
        order by technique_id, s.status, s.name, s.id`,
      values: [scope.moment.position],
    }));
    return rows.map(({ technique_id, name, tactics }) => ({ techniqueId: technique_id, name, tactics }));
  }

  private async recommendations(tenantId: string, { recommendations }: ReportRequest, { position }: Moment) {
    if (recommendations.length === 0) return [];
    const library = await recommendationsOf(this.ledger, tenantId, position);
    return recommendations.map(({ id, text }) => ({ title: library.get(id)?.title ?? 'Recommendation', text }));
  }

  /** Undone where some reader of this report could not see the original. */
  private async original(scope: Scope, tenantId: string, { restates }: SocReportRecord): Promise<Original | null> {
    const { subject, period, moment } = scope;
    const loaded = restates === null ? undefined : await this.ledger.load(socReportType, tenantId, restates);
    const record = loaded?.record;
    if (!loaded || !record || record.status !== 'completed') return null;
    if (!covers(subject.audience!, { tenantId, ownerOrganisation: loaded.ownerOrganisation, marking: record.marking }))
      return null;
    const { kpis } = JSON.parse(await this.blobs.textOf(tenantId, record.data!)) as ReportData;
    const position = BigInt(record.position!);
    return {
      id: loaded.id,
      position: record.position!,
      asOf: record.asOf!,
      definitionsVersion: record.definitionsVersion!,
      table: kpis[0],
      causes: await this.causes({ subject, period, moment }, position),
    };
  }

  private async causes(scope: Scope, since: bigint): Promise<readonly Cause[]> {
    const rows = await this.rows<{ id: string; before: IncidentRecord | null; record: IncidentRecord; types: readonly string[] }>(
      'incidents',
      scope,
      () => ({
        text: `select s.id, b.record as before, s.record, c.types
          from (select e.id, array_agg(e.event_type order by e.from_position) as types from ${INCIDENTS} e
            where e.tenant_id = $1 and e.acl_id = any($2) and e.from_position > $4 and e.from_position <= $3 group by e.id) c
          join ${INCIDENTS} s on s.id = c.id and ${seen(INCIDENTS, 's')}
          left join ${INCIDENTS} b on b.id = c.id and ${validAt('b', '$4')} and b.acl_id = any($2)
          where s.tenant_id = $1 and not s.received order by s.detected_at, s.id`,
        values: [scope.moment.position, since],
      }),
    );
    return rows
      .filter(({ before, record }) => changedFigures(before ?? undefined, record, scope.period.end))
      .slice(0, CAUSES)
      .map(({ id, record: { number, title }, types }) => ({ incidentId: id, number, title, events: types.map(labelOf) }));
  }

  /** Of the period and of the two before it. */
  private async tables({ subject, moment, period }: Scope): Promise<ReportFacts['tables']> {
    const { tables, asOf } = await this.kpis.course(subject, period, 3, { moment });
    if (!asOf.fresh) throw unavailable('The read model incidents');
    return [tables[0], tables[1], tables[2]];
  }

  private async rows<Row>(
    model: string,
    { subject, moment }: Scope,
    build: (visible: Visible) => Statement,
  ): Promise<readonly Row[]> {
    const { rows, asOf } = await this.models.query<Row>(model, subject, { moment }, build);
    if (!asOf.fresh) throw unavailable(`The read model ${model}`);
    return rows;
  }
}

const ruleUntilPosition = `r.id = n.id and r.acl_id = any($2) and r.from_position <= $3`;
/** What turned out to be no attack is not told of. */
const REAL = `coalesce(s.record #>> '{resolutions,-1,verdict}', '') not in ('false_positive', 'benign', 'duplicate', 'test')`;

/** A chosen release names the techniques in scope; what it does not have keeps the name of the tenant's library. */
const named = (
  library: readonly TechniqueName[],
  { coverage }: KpiTable,
  releases: readonly Release[],
): readonly TechniqueName[] => {
  const byId = new Map(library.map((technique) => [technique.techniqueId, technique]));
  for (const { techniqueId } of coverage.techniques) {
    const { name, tactics } = techniqueUse(techniqueId, releases);
    if (name !== null) byId.set(techniqueId, { techniqueId, name, tactics });
  }
  return [...byId.values()];
};

const attackFactsOf = (releases: readonly Release[]): AttackFacts => ({
  releases: releases.map(({ index }) => releaseWords(index)),
  tactics: releases.flatMap(({ index }) => index.tactics.map(({ shortName, name }) => ({ shortName, name }))),
  notices: [...new Set(releases.flatMap(({ index }) => index.notice))],
});

const labelOf = (type: string): string =>
  (incidentEvents.spec as Readonly<Record<string, { readonly label: string }>>)[type]?.label ?? type;

const requestOf = (record: SocReportRecord): ReportRequest => {
  const { title, reportType, periodType, periodStart, periodEnd, zone, scheduleId, restates, recommendations } = record;
  return { title, reportType, periodType, periodStart, periodEnd, zone, scheduleId, restates, recommendations };
};

const highlightOf = (id: string, record: IncidentRecord): Highlight => {
  const { number, title, severity, status, detectedAt, impact, techniqueIds, rootCause, lesson, resolutions } = record;
  const last = resolutions.at(-1);
  return {
    id,
    number,
    title,
    severity,
    status,
    detectedAt,
    impact,
    techniqueIds,
    rootCause,
    resolution: last?.resolution ?? '',
    resolvedAt: last?.at ?? null,
    verdict: last?.verdict ?? null,
    lesson,
  };
};
