/** The slice of tenants. */
import { type DynamicModule, Module, type OnModuleDestroy, type OnModuleInit } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { TokenVerifier } from '../auth/token-verifier.js';
import type { Config } from '../config/config.js';
import { Ledger } from '../ledger/ledger.js';
import { EventLog } from '../ledger/subscription.js';
import { followSystemLog } from '../ledger/system-log.js';
import { ReadModels } from '../read-side/read-model.queries.js';
import { ChangeSocSettingsHandler } from './soc-settings.commands.js';
import { SocSettingsResolver } from './soc-settings.resolver.js';
import { ChangeReportingExpectationHandler } from './reporting-expectation.commands.js';
import { ReportingExpectationResolver } from './reporting-expectation.resolver.js';
import { TenantDirectory } from './tenant-directory.js';
import { ChangeTenantHandler } from './tenant-registration.commands.js';
import { tenantRegistrationEvents } from './tenant-registration.events.js';
import { TenantQueries } from './tenant-registration.queries.js';
import { TenantRegistrationResolver } from './tenant-registration.resolver.js';
import { ChangeTenantSettingsHandler } from './tenant-settings.commands.js';
import { TenantSettingsResolver } from './tenant-settings.resolver.js';

@Module({})
export class TenantsModule implements OnModuleInit, OnModuleDestroy {
  private readonly abort = new AbortController();

  constructor(
    private readonly directory: TenantDirectory,
    private readonly verifier: TokenVerifier,
    private readonly ledger: Ledger,
    private readonly log: EventLog,
  ) {}

  static register({ tenants }: Config): DynamicModule {
    return {
      module: TenantsModule,
      global: true,
      imports: [CqrsModule],
      providers: [
        ChangeTenantSettingsHandler,
        ChangeReportingExpectationHandler,
        ChangeSocSettingsHandler,
        ChangeTenantHandler,
        TenantSettingsResolver,
        ReportingExpectationResolver,
        SocSettingsResolver,
        TenantRegistrationResolver,
        { provide: TenantQueries, useFactory: (models: ReadModels) => new TenantQueries(models), inject: [ReadModels] },
        { provide: TenantDirectory, useFactory: (ledger: Ledger) => new TenantDirectory(ledger, tenants), inject: [Ledger] },
      ],
      exports: [TenantDirectory],
    };
  }

  async onModuleInit(): Promise<void> {
    const { category } = tenantRegistrationEvents;
    await followSystemLog(this.log, category, () => this.directory.forget(), this.abort.signal);
    this.verifier.admit = (subject) => this.directory.admit(subject);
    this.ledger.introduce = (context) => this.directory.introduce(context);
  }

  onModuleDestroy(): void {
    this.abort.abort();
  }
}
