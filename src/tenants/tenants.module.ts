/** The slice of tenants. */
import { Module } from '@nestjs/common';
import { CqrsModule } from '@nestjs/cqrs';
import { ChangeTenantSettingsHandler } from './tenant-settings.commands.js';
import { TenantSettingsResolver } from './tenant-settings.resolver.js';

@Module({ imports: [CqrsModule], providers: [ChangeTenantSettingsHandler, TenantSettingsResolver] })
export class TenantsModule {}
