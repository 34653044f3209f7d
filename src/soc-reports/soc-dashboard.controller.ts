/** `GET /api/v1/reports/dashboard`: KPIs, compliance and the newest reports at one glance. */
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { readOptions } from '../http/common.schemas.js';
import { Describe, Given } from '../http/operation.js';
import { kpiPeriod, KpiQuery } from '../kpis/kpi.controller.js';
import { Compliance, KpiAnswer, kpiAnswer, SlaAttainment } from '../kpis/kpi.json.js';
import { KpiQueries } from '../kpis/kpi.queries.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { ReportRow, reportRow } from './soc-report.json.js';
import { SocReportQueries } from './soc-report.queries.js';

const NEWEST = 5;

const Dashboard = KpiAnswer.extend({
  compliance: Compliance.describe('Controls by framework and status.'),
  coverage: z.object({
    scopeVersion: z.string().nullable().describe('Null: no scope was declared.'),
    techniques: z.int().describe('Of the declared scope.'),
    covered: z.int().describe('An enabled rule passed its last test.'),
    untested: z.int(),
    failed: z.int(),
    gap: z.int().describe('No enabled rule.'),
  }),
  sla: z.array(SlaAttainment).describe('The most severe first.'),
  newestReports: z.array(ReportRow).describe('Completed ones.'),
});

@Controller('api/v1/reports')
export class SocDashboardController {
  constructor(
    private readonly kpis: KpiQueries,
    private readonly reports: SocReportQueries,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  @Get('dashboard')
  @Describe({
    tag: 'KPIs',
    summary: 'KPIs, compliance and the newest reports',
    description: 'Of the last 30 days, today included, where no period is given.',
    query: KpiQuery,
    answers: { 200: { description: 'Over what you may see.', schema: Dashboard } },
  })
  async board(
    @CurrentSubject() subject: Subject,
    @Given('query') { zone, atLeast, ...given }: KpiQuery,
  ): Promise<z.input<typeof Dashboard>> {
    const inZone = zone ?? (await tenantSettingsOf(this.ledger, subject.tenantId)).zone;
    const options = readOptions({ atLeast });
    const [{ table, asOf }, newest] = await Promise.all([
      this.kpis.table(subject, kpiPeriod(given, inZone, this.clock.now()), options),
      this.reports.list(subject, { status: ['completed'] }, { first: NEWEST }, options),
    ]);
    const { techniques, scopeVersion } = table.coverage;
    const inState = (state: string): number => techniques.filter((technique) => technique.state === state).length;
    return {
      ...kpiAnswer(table, asOf),
      compliance: table.posture.map((posture) => ({ ...posture, byStatus: [...posture.byStatus] })),
      coverage: {
        scopeVersion,
        techniques: techniques.length,
        covered: inState('covered'),
        untested: inState('untested'),
        failed: inState('failed'),
        gap: inState('gap'),
      },
      sla: [...table.sla],
      newestReports: newest.edges.map(({ node }) => reportRow(node)),
    };
  }
}
