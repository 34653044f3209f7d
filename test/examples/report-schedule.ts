/** A monthly schedule, shared by specs and golden files. */
import type { ReportScheduleEvent, ReportScheduleProfile } from '../../src/report-schedules/report-schedule.events.js';
import { ana } from './actors.js';
import { amber } from './marking.js';

export const monthly: ReportScheduleProfile = {
  name: 'Monthly executive report',
  reportType: 'executive_monthly',
  cadence: 'monthly',
  cron: null,
  at: '06:00',
  zone: 'Europe/London',
  recommendationIds: [],
  activeFrom: '2026-03-01T00:00:00.000Z',
};
export const created: ReportScheduleEvent = {
  type: 'ReportScheduleCreated',
  data: { profile: monthly, marking: amber, createdBy: ana },
};
export const resumed: ReportScheduleEvent = {
  type: 'ReportScheduleResumed',
  data: { activeFrom: '2026-05-10T09:00:00.000Z' },
};
