/** The report schedules of all tenants that are active, what of them was asked for already, and the tenants that have incidents. */
import type { Pool } from 'pg';
import type { Protection } from '../access/marking.js';
import type { ReportScheduleRecord } from './report-schedule.record.js';

export interface ActiveSchedule {
  readonly id: string;
  readonly protection: Protection;
  readonly record: ReportScheduleRecord;
  /** The end of the last period that a report was asked for of; null: of none. */
  readonly madeUntil: string | null;
}

export interface TenantWithIncidents {
  readonly tenantId: string;
  /** The organisation of its first incident. */
  readonly organisation: string;
}

export class AllReportSchedules {
  /** @param pool as the role that projects: this is of all tenants. */
  constructor(private readonly pool: Pool) {}

  async active(): Promise<readonly ActiveSchedule[]> {
    const { rows } = await this.pool.query({
      name: 'active report schedules',
      text: `select s.id, s.tenant_id, s.organisation_id, s.record,
          (select to_char(max(r.period_end) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') from rm_soc_reports.soc_report_state r
            where r.schedule_id = s.id and r.to_position is null) as made_until
        from rm_soc_reports.report_schedule_state s where s.to_position is null and s.status = 'active' order by s.from_position`,
    });
    return rows.map(({ id, tenant_id, organisation_id, record, made_until }) => ({
      id,
      protection: { tenantId: tenant_id, ownerOrganisation: organisation_id, marking: record.marking },
      record,
      madeUntil: made_until,
    }));
  }

  /** Those for whom an actor has made no schedule yet, deleted ones included. */
  async tenantsToBegin(actorId: string): Promise<readonly TenantWithIncidents[]> {
    const { rows } = await this.pool.query({
      name: 'tenants to begin report schedules for',
      text: `select distinct on (i.tenant_id) i.tenant_id, i.organisation_id from rm_incidents.incident_state i
        where not exists (select 1 from rm_soc_reports.report_schedule_state s where s.tenant_id = i.tenant_id and s.created_by = $1)
        order by i.tenant_id, i.from_position`,
      values: [actorId],
    });
    return rows.map(({ tenant_id, organisation_id }) => ({ tenantId: tenant_id, organisation: organisation_id }));
  }
}
