/** Creates and changes report schedules for callers of any door. */
import { Injectable } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import type { FastifyRequest } from 'fastify';
import type { Subject } from '../access/actor.js';
import { type ChangeArguments, type CommandArguments, commandContext } from '../graphql/arguments.js';
import { Clock } from '../ledger/clock.js';
import { Ledger } from '../ledger/ledger.js';
import { ChangeProfile, type ProfileRequest } from '../profiles/profile.commands.js';
import { profileView } from '../profiles/profile.graphql.js';
import { reportScheduleKind, reportScheduleRequest } from './report-schedule.kind.js';

type Changing = Pick<ChangeArguments, 'id'> & CommandArguments & { readonly expectedRevision?: bigint };

@Injectable()
export class ReportSchedules {
  constructor(
    private readonly commands: CommandBus,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
  ) {}

  private get facts() {
    return { ledger: this.ledger, clock: this.clock };
  }

  /** @throws LedgerError, RuleViolation */
  async create(subject: Subject, request: FastifyRequest, input: object, args: CommandArguments) {
    return this.change(subject, request, await reportScheduleRequest(this.facts, subject, undefined, input), args);
  }

  /** @throws LedgerError, RuleViolation */
  async revise(subject: Subject, request: FastifyRequest, input: object, args: Changing) {
    return this.change(subject, request, await reportScheduleRequest(this.facts, subject, args.id, input), args);
  }

  /** @throws LedgerError, RuleViolation */
  move(subject: Subject, request: FastifyRequest, verb: 'pause' | 'resume' | 'delete', args: Changing) {
    const data = verb === 'resume' ? { data: { activeFrom: this.clock.now().toISOString() } } : {};
    return this.change(subject, request, { kind: 'move', verb, id: args.id, ...data }, args);
  }

  private async change(subject: Subject, request: FastifyRequest, wanted: ProfileRequest, args: CommandArguments) {
    const context = commandContext(subject, request, args);
    const { loaded, receipt } = await this.commands.execute(new ChangeProfile(reportScheduleKind, wanted, context));
    return { loaded, record: profileView(loaded, { atLeast: receipt.position }), receipt };
  }
}
