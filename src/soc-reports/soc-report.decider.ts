/** The rules of a report run. Pure: no clock, no ids, no I/O. */
import { type Marking, withCreator } from '../access/marking.js';
import { isZone } from '../kpis/period.measure.js';
import { assertNever, type Decider, RuleViolation } from '../ledger/decider.js';
import type { EventData } from '../ledger/event-contract.js';
import { sameValue } from '../ledger/text.js';
import { isWhole, PERIOD_OF_TYPE, periodOf } from './report-period.measure.js';
import type { ReportRequest, SocReportEvent } from './soc-report.events.js';
import { absent, evolve, type SocReport, type SocReportRecord } from './soc-report.record.js';

type Data<Type extends SocReportEvent['type']> = EventData<SocReportEvent, Type>;

/** `requestedBy` is the acting actor, `now` the time of the command. */
export interface RequestSocReport extends Data<'SocReportRequested'> {
  readonly type: 'Request';
  readonly now: string;
}
/** `position` and `asOf`: where the log stands now; those of the first attempt go before. */
export interface StartGeneration extends Omit<Data<'SocReportGenerationStarted'>, 'attempt'> {
  readonly type: 'Start';
}
/** What is left out of the marking stays; `widens`: whether somebody would see the report who could not see all that it was made of. */
export interface MarkSocReport {
  readonly type: 'Mark';
  readonly marking: Partial<Marking>;
  readonly widens: boolean;
  readonly hasReason: boolean;
}
export type SocReportCommand =
  | RequestSocReport
  | StartGeneration
  | ({ readonly type: 'Complete' } & Data<'SocReportCompleted'>)
  | { readonly type: 'Fail'; readonly error: string }
  | { readonly type: 'Retry' }
  | ({ readonly type: 'Render' } & Data<'SocReportRendered'>)
  | ({ readonly type: 'FailRendering' } & Data<'SocReportRenderingFailed'>)
  | ({ readonly type: 'Restate' } & Data<'SocReportRestated'>)
  | MarkSocReport;

const YEAR_MS = 366 * 86_400_000;
const LONGEST_YEARS = 5;

const refuseImpossible = (request: ReportRequest, now: string): void => {
  const { reportType, periodType, periodStart, periodEnd, zone } = request;
  if (!isZone(zone))
    throw new RuleViolation('UNKNOWN_ZONE', `${zone} is not a known IANA time zone; try one such as Europe/London.`, 'zone');
  if (periodStart >= periodEnd)
    throw new RuleViolation('PERIOD_REVERSED', 'The period would end before it begins. Give a later periodEnd.', 'periodEnd');
  if (periodEnd > now)
    throw new RuleViolation('PERIOD_NOT_OVER', 'The period ends in the future. Give an end that has passed.', 'periodEnd');
  if (Date.parse(periodEnd) - Date.parse(periodStart) > LONGEST_YEARS * YEAR_MS)
    throw new RuleViolation(
      'PERIOD_TOO_LONG',
      `A report is of ${LONGEST_YEARS} years at most. Give a shorter period.`,
      'periodStart',
    );
  const named = PERIOD_OF_TYPE[reportType];
  if (named !== null && periodType !== 'on_demand' && periodType !== named)
    throw new RuleViolation(
      'PERIOD_MISMATCH',
      `A report of type ${reportType} is ${named}, or on_demand for any period.`,
      'periodType',
    );
  if (!isWhole(periodType, periodOf(request)))
    throw new RuleViolation(
      'PERIOD_MISMATCH',
      `A ${periodType} period is a whole calendar period of ${zone}, from its first instant to the first of the next. Ask on_demand for another.`,
      'periodStart',
    );
};

/** What makes two requests ask for the same report; what was looked up for the caller does not. */
const asked = ({ reportType, periodType, periodStart, periodEnd, zone, scheduleId }: ReportRequest) => ({
  reportType,
  periodType,
  periodStart,
  periodEnd,
  zone,
  scheduleId,
});

const request = ({ request: wanted, marking, requestedBy, now }: RequestSocReport, report: SocReport): SocReportEvent[] => {
  if (report.status !== 'absent') {
    if (sameValue(asked(report), asked(wanted))) return [];
    throw new RuleViolation('ALREADY_EXISTS', 'There is a report of another period under this id. Request one without an id.');
  }
  refuseImpossible(wanted, now);
  return [{ type: 'SocReportRequested', data: { request: wanted, marking: withCreator(marking, requestedBy), requestedBy } }];
};

const start = ({ type: _, position, asOf, ...versions }: StartGeneration, report: SocReportRecord): SocReportEvent[] => {
  if (report.status !== 'pending') return [];
  const data = {
    attempt: report.attempt + 1,
    position: report.position ?? position,
    asOf: report.asOf ?? asOf,
    ...versions,
  };
  return [{ type: 'SocReportGenerationStarted', data }];
};

const complete = ({ generatedAt, data, dataHash }: Data<'SocReportCompleted'>, report: SocReportRecord): SocReportEvent[] => {
  if (report.status === 'generating') return [{ type: 'SocReportCompleted', data: { generatedAt, data, dataHash } }];
  if (report.dataHash === dataHash) return [];
  throw new RuleViolation('NOT_GENERATING', 'The report is not being generated.');
};

const retry = ({ status, renderings }: SocReportRecord): SocReportEvent[] => {
  if (status === 'failed') return [{ type: 'SocReportRetried', data: {} }];
  if (status === 'completed' && Object.values(renderings).some(({ content }) => content === null))
    return [{ type: 'SocReportRetried', data: {} }];
  throw new RuleViolation(
    'NOTHING_TO_RETRY',
    status === 'completed' ? 'Every format of the report is there.' : 'The report is under way; wait until it is completed.',
  );
};

const requireCompleted = ({ status }: SocReportRecord): void => {
  if (status !== 'completed') throw new RuleViolation('NOT_COMPLETED', `The report is ${status}; it has no formats yet.`);
};

const mark = ({ marking: wanted, widens, hasReason }: MarkSocReport, report: SocReportRecord): SocReportEvent[] => {
  const marking = withCreator({ ...report.marking, ...wanted }, report.creator);
  if (sameValue(marking, report.marking)) return [];
  if (!hasReason) throw new RuleViolation('REASON_REQUIRED', 'Say why the marking changes: give a reason.', 'reason');
  if (widens && report.position !== null)
    throw new RuleViolation(
      'MARKING_TOO_WIDE',
      'Its figures were made for those who may see it now. Request a new report under the wider marking.',
    );
  return [{ type: 'SocReportMarked', data: { marking } }];
};

const change = (command: Exclude<SocReportCommand, RequestSocReport>, report: SocReportRecord): SocReportEvent[] => {
  switch (command.type) {
    case 'Start':
      return start(command, report);
    case 'Complete':
      return complete(command, report);
    case 'Fail':
      if (report.status !== 'generating') return [];
      return [{ type: 'SocReportGenerationFailed', data: { attempt: report.attempt, error: command.error } }];
    case 'Retry':
      return retry(report);
    case 'Render': {
      requireCompleted(report);
      const { type: _, ...data } = command;
      return report.renderings[data.format] ? [] : [{ type: 'SocReportRendered', data }];
    }
    case 'FailRendering': {
      requireCompleted(report);
      const { type: _, ...data } = command;
      return report.renderings[data.format] ? [] : [{ type: 'SocReportRenderingFailed', data }];
    }
    case 'Restate': {
      requireCompleted(report);
      const { by, summary } = command;
      return report.restatedBy === by ? [] : [{ type: 'SocReportRestated', data: { by, summary } }];
    }
    case 'Mark':
      return mark(command, report);
    default:
      return assertNever(command);
  }
};

export const socReport: Decider<SocReportCommand, SocReportEvent, SocReport> = {
  initial: absent,
  evolve,

  decide(command, state) {
    if (command.type === 'Request') return request(command, state);
    if (state.status === 'absent') throw new RuleViolation('NOT_FOUND', 'There is no such report. Request it first.');
    return change(command, state);
  },
};
