/** The report schedules of all tenants that are active, what of them was asked for already, and the tenants that have incidents. */
import type { Pool } from 'pg';
import { atStandstill } from '../postgres/standstill.js';
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
  /** Report types that it has schedules of, deleted ones included. */
  readonly scheduled: ReadonlySet<string>;
}

export class AllReportSchedules {
  /** @param pool as the role that projects: this is of all tenants. */
  constructor(private readonly pool: Pool) {}

  async active(): Promise<readonly ActiveSchedule[]> {
    if (await atStandstill(this.pool)) return [];
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

  async tenantsWithIncidents(): Promise<readonly TenantWithIncidents[]> {
    if (await atStandstill(this.pool)) return [];
    const { rows } = await this.pool.query({
      name: 'tenants with incidents',
      // From tenant to tenant by the index: there may be many incidents, and this is asked every few seconds.
      text: `with recursive tenant as (
          (select tenant_id from rm_incidents.incident_state order by tenant_id limit 1)
          union all
          select (select i.tenant_id from rm_incidents.incident_state i where i.tenant_id > t.tenant_id order by i.tenant_id limit 1)
          from tenant t where t.tenant_id is not null
        )
        select t.tenant_id,
          (select i.organisation_id from rm_incidents.incident_state i where i.tenant_id = t.tenant_id order by i.from_position limit 1) as organisation_id,
          array(select distinct s.record ->> 'reportType' from rm_soc_reports.report_schedule_state s
            where s.tenant_id = t.tenant_id and s.to_position is null) as scheduled
        from tenant t where t.tenant_id is not null`,
    });
    return rows.map(({ tenant_id, organisation_id, scheduled }) => ({
      tenantId: tenant_id,
      organisation: organisation_id,
      scheduled: new Set(scheduled),
    }));
  }
}
