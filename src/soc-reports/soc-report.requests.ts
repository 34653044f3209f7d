/** Asks for reports on behalf of callers: looks up what a report restates and how it is to be marked. */
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { withCreator } from '../access/marking.js';
import { type MarkingInput, markingFrom } from '../access/marking-input.js';
import { type CommandContext, Ledger, type Written } from '../ledger/ledger.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { RequestSocReport, type WantedReport } from './soc-report.commands.js';
import { SocReportQueries } from './soc-report.queries.js';
import type { SocReport } from './soc-report.record.js';

@Injectable()
export class SocReportRequests {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly queries: SocReportQueries,
  ) {}

  /**
   * @param marking what is left out is TLP:AMBER at the tenant's level for it, without caveats.
   * @param recordId of a report with a natural key; asking for it again changes nothing.
   * @throws LedgerError, RuleViolation
   */
  async request(
    wanted: Omit<WantedReport, 'restates'>,
    marking: MarkingInput,
    context: CommandContext,
    recordId?: string,
  ): Promise<Written<SocReport>> {
    const { subject } = context;
    const { tlpSecrecy } = await tenantSettingsOf(this.ledger, subject.tenantId);
    const whole = withCreator(markingFrom(marking, tlpSecrecy), subject.actorId);
    const restates = await this.queries.restated(subject, wanted, whole, {});
    return this.commands.execute(new RequestSocReport({ ...wanted, restates }, whole, context, recordId));
  }
}
