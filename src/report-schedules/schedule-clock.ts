/** Asks for the report of every period that is over, once; periods that were missed are caught up. */
import { randomUUID } from 'node:crypto';
import type { CommandBus } from '@nestjs/cqrs';
import type { Clock } from '../ledger/clock.js';
import { naturalId } from '../ledger/identity.js';
import type { CommandContext, Ledger } from '../ledger/ledger.js';
import { ChangeProfile } from '../profiles/profile.commands.js';
import type { SocReportRequests } from '../soc-reports/soc-report.requests.js';
import { REPORT_SERVICE, servingFor } from '../soc-reports/soc-report.service.js';
import { recommendationsOf } from '../recommendations/recommendation.facts.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { builtInMarking, builtInSchedules } from './built-in-schedules.js';
import { reportScheduleKind } from './report-schedule.kind.js';
import type { ActiveSchedule, AllReportSchedules, TenantWithIncidents } from './report-schedules.queries.js';
import { dueRuns, type Run } from './schedule-periods.js';

export interface ScheduleClockOptions {
  readonly everyMs: number;
  /** Whether tenants with incidents begin with the built-in schedules. */
  readonly builtIn: boolean;
  readonly warn: (message: string) => void;
}

/** Of a schedule at one look; the rest comes at the next. */
const CAUGHT_UP_AT_ONCE = 50;

/** The same for a schedule's period whichever process asks, however often, and whenever one of them stops: the log takes it once. */
export const scheduledReportId = (tenantId: string, scheduleId: string, { period }: Pick<Run, 'period'>): string =>
  naturalId('scheduled report', tenantId, scheduleId, period.start, period.end);

export class ScheduleClock {
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> | undefined;
  private stopped = false;

  constructor(
    private readonly parts: {
      readonly schedules: AllReportSchedules;
      readonly requests: SocReportRequests;
      readonly commands: CommandBus;
      readonly ledger: Ledger;
      readonly clock: Clock;
    },
    private readonly options: ScheduleClockOptions,
  ) {}

  start(): void {
    this.timer = setInterval(() => void this.look(), this.options.everyMs);
    void this.look();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.looking;
  }

  /** Asks for what is due now; a look that is under way is waited for. */
  look(): Promise<void> {
    this.looking ??= this.ask()
      .catch((error: unknown) => this.options.warn(`Report schedules cannot be looked at: ${messageOf(error)}`))
      .finally(() => {
        this.looking = undefined;
      });
    return this.looking;
  }

  private async ask(): Promise<void> {
    for (const tenant of this.options.builtIn ? await this.parts.schedules.tenantsToBegin(REPORT_SERVICE) : [])
      await this.guarded(`The schedules of tenant ${tenant.tenantId}`, () => this.begin(tenant));
    const now = this.parts.clock.now().toISOString();
    for (const schedule of await this.parts.schedules.active())
      await this.guarded(`Report schedule ${schedule.id}`, () => this.askFor(schedule, now));
  }

  private async guarded(what: string, work: () => Promise<void>): Promise<void> {
    if (this.stopped) return;
    await work().catch((error: unknown) => this.options.warn(`${what} has to wait: ${messageOf(error)}`));
  }

  private async askFor({ id, protection, record, madeUntil }: ActiveSchedule, now: string): Promise<void> {
    const { tenantId } = protection;
    for (const run of dueRuns(record, madeUntil ?? record.activeFrom, now, CAUGHT_UP_AT_ONCE)) {
      if (this.stopped) return;
      const { period, periodType } = run;
      const wanted = {
        reportType: record.reportType,
        periodType,
        periodStart: period.start,
        periodEnd: period.end,
        zone: period.zone,
        scheduleId: id,
        recommendations: await this.recommended(tenantId, record.recommendationIds),
      };
      const reportId = scheduledReportId(tenantId, id, run);
      await this.parts.requests.request(wanted, record.marking, this.contextFor(protection, reportId), reportId);
    }
  }

  /** Those that are still in the library: a schedule outlives them. */
  private async recommended(tenantId: string, ids: readonly string[]): Promise<{ id: string }[]> {
    if (ids.length === 0) return [];
    const library = await recommendationsOf(this.parts.ledger, tenantId);
    return ids.filter((id) => library.get(id)?.retired === false).map((id) => ({ id }));
  }

  private async begin({ tenantId, organisation }: TenantWithIncidents): Promise<void> {
    const { zone, tlpSecrecy } = await tenantSettingsOf(this.parts.ledger, tenantId);
    const marking = builtInMarking(tlpSecrecy.AMBER);
    for (const { activeFrom, ...profile } of builtInSchedules(zone, this.parts.clock.now())) {
      const key = `built-in ${profile.reportType}`;
      const context = this.contextFor({ tenantId, ownerOrganisation: organisation, marking }, key);
      const request = { kind: 'create', input: { ...profile, ...marking, activeFrom } } as const;
      await this.parts.commands.execute(new ChangeProfile(reportScheduleKind, request, context)).catch((error: unknown) => {
        // Another process has made it at another moment.
        if ((error as { code?: unknown }).code !== 'IDEMPOTENCY_KEY_REUSED') throw error;
      });
    }
  }

  private contextFor(protection: ActiveSchedule['protection'], key: string): CommandContext {
    return { subject: servingFor(protection), commandId: key, idempotencyKey: key, correlationId: randomUUID() };
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
