/** A report schedule as its events leave it. The one fold: decider, history, projections and answers all use it. */
import { type Absent, type Life, profileFold, type ProfileRecord } from '../profiles/profile.record.js';
import type { ReportScheduleEvent, ReportScheduleProfile } from './report-schedule.events.js';

export type ReportScheduleStatus = 'active' | 'paused' | 'deleted';
export type ReportScheduleRecord = ProfileRecord<ReportScheduleProfile, ReportScheduleStatus>;
export type ReportSchedule = Absent | ReportScheduleRecord;

export const REPORT_SCHEDULE_LIFE: Life<ReportScheduleStatus> = {
  begins: 'active',
  moves: {
    pause: { fact: 'Paused', from: ['active'], to: 'paused' },
    resume: { fact: 'Resumed', from: ['paused'], to: 'active' },
    delete: { fact: 'Deleted', from: ['active', 'paused'], to: 'deleted' },
  },
  settled: { deleted: { code: 'DELETED', message: 'The schedule is deleted. Create another; its reports stay.' } },
};

export const { absent, evolve } = profileFold<ReportScheduleRecord, ReportScheduleEvent>('ReportSchedule', REPORT_SCHEDULE_LIFE);
