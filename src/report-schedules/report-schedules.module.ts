/** The slice of report schedules, and the clock that asks for their reports. */
import { type DynamicModule, Logger, Module, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import type { Config } from '../config/config.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { ProfileQueries } from '../profiles/profile.queries.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SocReportRequests } from '../soc-reports/soc-report.requests.js';
import { SocReportsModule } from '../soc-reports/soc-reports.module.js';
import { ReportScheduleController } from './report-schedule.controller.js';
import { ReportScheduleConnectionResolver, ReportScheduleResolver } from './report-schedule.resolver.js';
import { ReportSchedules } from './report-schedules.js';
import { AllReportSchedules } from './report-schedules.queries.js';
import { ScheduleClock } from './schedule-clock.js';
import { UpcomingRuns } from './upcoming-runs.queries.js';

const LOOK_EVERY_MS = 10_000;
const logger = new Logger('ReportSchedules');

const clockWith = ({ builtInReports }: Config) => ({
  provide: ScheduleClock,
  useFactory: (schedules: AllReportSchedules, requests: SocReportRequests, commands: CommandBus, ledger: Ledger, now: Clock) =>
    new ScheduleClock(
      { schedules, requests, commands, ledger, clock: now },
      { everyMs: LOOK_EVERY_MS, builtIn: builtInReports, warn: (message) => logger.warn(message) },
    ),
  inject: [AllReportSchedules, SocReportRequests, CommandBus, Ledger, Clock],
});
const upcoming = {
  provide: UpcomingRuns,
  useFactory: (queries: ProfileQueries) => new UpcomingRuns(queries),
  inject: [ProfileQueries],
};

@Module({})
export class ReportSchedulesModule implements OnApplicationBootstrap, OnModuleDestroy {
  constructor(private readonly clock: ScheduleClock) {}

  static register(config: Config): DynamicModule {
    return {
      module: ReportSchedulesModule,
      imports: [CqrsModule, ProfilesModule, SocReportsModule],
      controllers: [ReportScheduleController],
      providers: [clockWith(config), upcoming, ReportSchedules, ReportScheduleResolver, ReportScheduleConnectionResolver],
      exports: [upcoming, ReportSchedules, ScheduleClock],
    };
  }

  onApplicationBootstrap(): void {
    this.clock.start();
  }

  onModuleDestroy(): Promise<void> {
    return this.clock.stop();
  }
}
