/** The KPIs there are. */

export const KPI_NAMES = [
  'time_to_detect',
  'time_to_acknowledge',
  'time_to_acknowledge_automatic',
  'time_to_resolve',
  'time_to_resolve_without_holds',
  'time_to_contain',
  'open_aware_time_to_acknowledge',
  'open_aware_time_to_resolve',
  'auto_resolution_rate',
  'false_positive_rate',
  'escalation_rate',
  'reopen_rate',
  'sla_attainment',
  'backlog',
  'opened',
  'resolved',
  'closed',
  'detection_coverage',
  'compliance_posture',
] as const;
export type KpiName = (typeof KPI_NAMES)[number];
