/** Folds report runs and schedules into boards. */
import { reportScheduleEvents } from '../../src/report-schedules/report-schedule.events.js';
import * as schedule from '../../src/report-schedules/report-schedule.record.js';
import { type ReportFormat, socReportEvents } from '../../src/soc-reports/soc-report.events.js';
import { nextStep } from '../../src/soc-reports/soc-report.measure.js';
import { absent, evolve, type SocReport, type SocReportRecord } from '../../src/soc-reports/soc-report.record.js';
import { board, type Projection } from '../runtime/projection.js';
import { foldRow, recordColumns } from '../runtime/record-row.entity.js';
import { ReportScheduleStateRow, SocReportsRemarkRow, SocReportStateRow } from './soc-reports.entity.js';

const sizeOf = ({ renderings }: SocReportRecord, format: ReportFormat): number | null =>
  renderings[format]?.content?.length ?? null;

const socReportBoard = board<typeof socReportEvents, SocReportStateRow>({
  from: socReportEvents,
  table: SocReportStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, SocReport>({ initial: absent, evolve }, row, event, at);
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const { reportType, periodType, periodStart, periodEnd, zone, generatedAt, status, data } = record;
    const { position, definitionsVersion, templateVersion, error, scheduleId, restates, restatedBy, marking } = record;
    return {
      protection: { tenantId, ownerOrganisation, marking },
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
      ...recordColumns(loaded, record),
    };
  },
});

const reportScheduleBoard = board<typeof reportScheduleEvents, ReportScheduleStateRow>({
  from: reportScheduleEvents,
  table: ReportScheduleStateRow,
  evolve(row, event, at) {
    const loaded = foldRow<typeof event, schedule.ReportSchedule>(
      { initial: schedule.absent, evolve: schedule.evolve },
      row,
      event,
      at,
    );
    const { tenantId, ownerOrganisation, record } = loaded;
    if (record.status === 'absent') return undefined;
    const { name, status, marking } = record;
    return { protection: { tenantId, ownerOrganisation, marking }, name, status, ...recordColumns(loaded, record) };
  },
});

export const socReports: Projection = {
  name: 'soc_reports',
  version: 1,
  boards: [socReportBoard, reportScheduleBoard],
  remarks: SocReportsRemarkRow,
};
