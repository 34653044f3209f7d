/** The tables of a document as one CSV text (RFC 4180): a line with its caption before each, an empty line after it. */
import { printable } from './document.look.js';
import type { Block, Document } from './document.measure.js';

type Row = readonly (string | number | null)[];

/** What a spreadsheet would take for a formula; figures with a sign are none. */
const FORMULA = /^\s*[=+\-@\t\r＝＋－＠]/;
const FIGURE = /^\s*[+-]?\d[\d,.\s]*%?$/;

const cell = (value: string | number | null): string => {
  const text = value === null ? '' : printable(String(value));
  const safe = FORMULA.test(text) && !FIGURE.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const tableOf = (block: Block, title: string): { readonly caption: string; readonly rows: readonly Row[] } | undefined => {
  switch (block.kind) {
    case 'facts':
      return { caption: title, rows: block.items.map(({ label, value }) => [label, value]) };
    case 'kpis':
      return {
        caption: title,
        rows: [
          ['Indicator', 'Actual', 'n', 'Target', 'Previous', 'Trend', 'Status', 'Note'],
          ...block.lines.map(({ name, value, n, target, previous, trend, word, note }) => [
            name,
            value,
            n,
            target,
            previous,
            trend,
            word,
            note ?? null,
          ]),
        ],
      };
    case 'table':
      return {
        caption: block.caption,
        rows: [block.columns.map(({ label }) => label), ...block.rows.map((row) => row.map(({ text }) => text))],
      };
    case 'chart':
      return {
        caption: block.caption,
        rows: [
          ['', ...block.series.map(({ name }) => `${name} (${block.unit})`)],
          ...block.labels.map((label, place) => [label, ...block.series.map(({ values }) => values[place] ?? null)]),
        ],
      };
    case 'heatmap':
      return {
        caption: block.caption,
        rows: [
          ['Column', 'Id', 'Name', 'Status'],
          ...block.columns.flatMap((column) => column.cells.map(({ id, label, word }) => [column.label, id, label, word])),
        ],
      };
    default:
      return undefined;
  }
};

/** @returns UTF-8 text with CRLF line ends; a cell that a spreadsheet would take for a formula begins with an apostrophe. */
export const renderCsv = ({ sections }: Document): string =>
  sections
    .flatMap(({ title, blocks }) => blocks.map((block) => tableOf(block, title)).filter((table) => table !== undefined))
    .map(({ caption, rows }) => [[caption], ...rows].map((row) => `${row.map(cell).join(',')}\r\n`).join(''))
    .join('\r\n');
