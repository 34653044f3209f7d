/** The slice of tenants. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ChangeReportingExpectationHandler } from './reporting-expectation.commands.js';
import { ReportingExpectationResolver } from './reporting-expectation.resolver.js';
import { ChangeTenantSettingsHandler } from './tenant-settings.commands.js';
import { TenantSettingsResolver } from './tenant-settings.resolver.js';

@Module({
  imports: [CqrsModule],
  providers: [
    ChangeTenantSettingsHandler,
    ChangeReportingExpectationHandler,
    TenantSettingsResolver,
    ReportingExpectationResolver,
  ],
})
export class TenantsModule {}
