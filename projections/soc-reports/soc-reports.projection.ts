/** Folds report runs and schedules into boards. */
import { reportScheduleEvents } from '../../src/report-schedules/report-schedule.events.js';
import * as schedule from '../../src/report-schedules/report-schedule.record.js';
import { type ReportFormat, socReportEvents } from '../../src/soc-reports/soc-report.events.js';
import { nextStep } from '../../src/soc-reports/soc-report.measure.js';
import * as report from '../../src/soc-reports/soc-report.record.js';
import type { Projection } from '../runtime/projection.js';
import { ownMarking, recordBoard } from '../runtime/record-board.js';
import { ReportScheduleStateRow, SocReportsRemarkRow, SocReportStateRow } from './soc-reports.entity.js';

const sizeOf = ({ renderings }: report.SocReportRecord, format: ReportFormat): number | null =>
  renderings[format]?.content?.length ?? null;

const socReportBoard = recordBoard<typeof socReportEvents, report.SocReportRecord, SocReportStateRow>({
  from: socReportEvents,
  table: SocReportStateRow,
  fold: report,
  markingOf: ownMarking,
  columns(record) {
    const { reportType, periodType, periodStart, periodEnd, zone, generatedAt, status, data } = record;
    const { position, definitionsVersion, templateVersion, error, scheduleId, restates, restatedBy } = record;
    return {
      reportType,
      periodType,
      periodStart,
      periodEnd,
      zone,
      generatedAt,
      status,
      data,
      jsonSize: sizeOf(record, 'json'),
      htmlSize: sizeOf(record, 'html'),
      pdfSize: sizeOf(record, 'pdf'),
      csvSize: sizeOf(record, 'csv'),
      figuresPosition: position === null ? null : BigInt(position),
      definitionsVersion,
      templateVersion,
      error,
      scheduleId,
      restates,
      restatedBy,
      nextStep: nextStep(record)?.kind ?? null,
    };
  },
});

const reportScheduleBoard = recordBoard<typeof reportScheduleEvents, schedule.ReportScheduleRecord, ReportScheduleStateRow>({
  from: reportScheduleEvents,
  table: ReportScheduleStateRow,
  fold: schedule,
  markingOf: ownMarking,
  columns: ({ name, status }) => ({ name, status }),
});

export const socReports: Projection = {
  name: 'soc_reports',
  version: 2,
  boards: [socReportBoard, reportScheduleBoard],
  remarks: SocReportsRemarkRow,
};
