/** A KPI as the APIs show it. */
import { definitionOf } from './kpi.definitions.measure.js';
import type { Kpi } from './kpi-table.measure.js';

const trendOf = ({ value, previous }: Kpi): 'up' | 'down' | 'level' | null =>
  value === null || previous === null ? null : value > previous ? 'up' : value < previous ? 'down' : 'level';

export const kpiView = (kpi: Kpi) => ({ ...kpi, title: definitionOf(kpi.name).title, trend: trendOf(kpi) });
