/** Report schedules as profiled records: who may do what, and what callers may leave out. */
import type { Subject } from '../access/actor.js';
import type { Clock } from '../ledger/clock.js';
import type { Ledger } from '../ledger/ledger.js';
import { profileKind, type ProfileRequest } from '../profiles/profile.commands.js';
import { profileInput } from '../profiles/profile.input.js';
import type { ProfileList } from '../profiles/profile.queries.js';
import type { MarkingFilter } from '../read-side/board-query.queries.js';
import { tenantSettingsOf } from '../tenants/tenant-settings.facts.js';
import { BLANK_SCHEDULE, ReportScheduleProfile } from './report-schedule.events.js';
import type { ReportScheduleFilter } from './report-schedule.graphql.js';
import { reportScheduleType } from './report-schedule.type.js';
import { checkCron } from './schedule-periods.js';

export const reportScheduleKind = profileKind(reportScheduleType, {
  blank: BLANK_SCHEDULE,
  actions: {
    create: 'reportSchedule.create',
    revise: 'reportSchedule.revise',
    mark: 'reportSchedule.mark',
    moves: { pause: 'reportSchedule.pause', resume: 'reportSchedule.pause', delete: 'reportSchedule.delete' },
  },
});

export const reportScheduleList: ProfileList<ReportScheduleFilter & MarkingFilter> = {
  model: 'soc_reports',
  table: 'report_schedule_state',
  name: 'name',
  comparisons: [
    { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
    { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
    { key: 'reportType', sql: (p) => `s.record ->> 'reportType' = any(${p}::text[])` },
    { key: 'cadence', sql: (p) => `s.record ->> 'cadence' = any(${p}::text[])` },
  ],
};

const parse = profileInput(ReportScheduleProfile, { ...BLANK_SCHEDULE, zone: '', activeFrom: '' });

/**
 * What a caller gives for a schedule, with what follows from the tenant and the clock.
 * @param id of the one to revise; undefined: a new one.
 * @throws LedgerError INVALID_INPUT with the path of each wrong field.
 */
export const reportScheduleRequest = async (
  { ledger, clock }: { readonly ledger: Ledger; readonly clock: Clock },
  { tenantId }: Subject,
  id: string | undefined,
  input: object,
): Promise<ProfileRequest> => {
  const request = parse(id, input);
  if (request.kind === 'move') return request;
  const now = clock.now();
  const given = request.input as Partial<ReportScheduleProfile>;
  const zone = given.zone ?? (await tenantSettingsOf(ledger, tenantId)).zone;
  if (typeof given.cron === 'string') checkCron(given.cron, zone, now);
  if (request.kind === 'create')
    return { ...request, input: { ...request.input, zone, activeFrom: given.activeFrom ?? now.toISOString() } };
  // Another rhythm begins now: it does not make up for periods of the past unless it is asked to.
  const rhythm = given.cadence ?? given.cron ?? given.zone;
  return rhythm === undefined || given.activeFrom !== undefined
    ? request
    : { ...request, input: { ...request.input, activeFrom: now.toISOString() } };
};
