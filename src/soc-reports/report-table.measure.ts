/** Looks things up in a table of KPIs. */
import { definitionOf } from '../kpis/kpi.definitions.measure.js';
import type { Kpi, KpiName, KpiTable } from '../kpis/kpi-table.measure.js';

/** @throws when the table lacks a KPI that it has to have. */
export const kpiOf = (table: KpiTable, name: KpiName): Kpi => {
  const found = table.kpis.find((kpi) => kpi.name === name);
  if (!found) throw new Error(`the table of KPIs has no ${name}`);
  return found;
};

export const titleOfKpi = (name: KpiName): string => definitionOf(name).title;
