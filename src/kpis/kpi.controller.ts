/** `GET /api/v1/reports/kpis`. */
import { Controller, Get } from '@nestjs/common';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { CurrentSubject } from '../access/guards/current-subject.decorator.js';
import { AtLeastQuery, readOptions } from '../http/common.schemas.js';
import { Describe, Given } from '../http/operation.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { KpiAnswer, kpiAnswer } from './kpi.json.js';
import { KpiQueries } from './kpi.queries.js';
import { type GivenPeriod, periodFrom, PeriodFields } from './period.input.js';
import { lastDays } from './period.measure.js';
import type { Period } from './kpi-table.measure.js';

const DAYS = 30;

export const KpiQuery = z.strictObject({ ...PeriodFields, ...AtLeastQuery });
export type KpiQuery = z.output<typeof KpiQuery>;

/** The last thirty days where nothing is asked for. */
export const kpiPeriod = (given: GivenPeriod, zone: string, now: Date): Period =>
  periodFrom(given, zone) ?? lastDays(DAYS, now.toISOString(), zone);

@Controller('api/v1/reports')
export class KpiController {
  constructor(
    private readonly kpis: KpiQueries,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  @Get('kpis')
  @Describe({
    tag: 'KPIs',
    summary: 'The KPIs of a period, over the incidents that you may see',
    description: 'Of the last 30 days, today included, where no period is given. Durations are seconds, rates are from 0 to 1.',
    query: KpiQuery,
    answers: { 200: { description: 'Each KPI, by the definitions of the version named.', schema: KpiAnswer } },
  })
  async figures(
    @CurrentSubject() subject: Subject,
    @Given('query') { zone, atLeast, ...given }: KpiQuery,
  ): Promise<z.input<typeof KpiAnswer>> {
    const inZone = zone ?? (await tenantSettingsOf(this.ledger, subject.tenantId)).zone;
    const { table, asOf } = await this.kpis.table(subject, kpiPeriod(given, inZone, this.clock.now()), readOptions({ atLeast }));
    return kpiAnswer(table, asOf);
  }
}
