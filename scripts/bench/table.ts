/** The closing table: figure, measured, limit, ratio, target, met. */
import { type Figure, isMet, ratioOf } from './bench.js';
import { shown } from './statistics.js';

const HEADINGS = ['figure', 'measured', 'limit', 'ratio', 'target', 'met'];

export const tableOf = (figures: readonly Figure[]): string => {
  const rows = [HEADINGS, ...figures.map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join(' | ')
        .trimEnd(),
    )
    .join('\n');
};

const cells = (figure: Figure): string[] => {
  const { name, unit, measured, limit, limitOf, target } = figure;
  const bound = `${target.bound === 'at least' ? '≥' : '≤'} ${shown(target.value)}`;
  return [
    name,
    `${shown(measured)} ${unit}`,
    `${shown(limit)} (${limitOf})`,
    ratioOf(figure).toFixed(2),
    target.of === 'ratio' ? bound : `${bound} ${unit}`,
    isMet(figure) ? 'yes' : 'NO',
  ];
};
