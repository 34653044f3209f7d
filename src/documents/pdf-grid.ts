/** Tables of a PDF: rows stay whole where a page can hold them, heads come again on every page. */
import { COLOURS, STATES, TRENDS } from './document.look.js';
import type { State } from './document.measure.js';
import type { Element, Flow } from './pdf-flow.js';
import { LEADING, type Style } from './typesetter.js';

export interface GridColumn {
  readonly label: string;
  readonly align?: 'start' | 'end';
  readonly weight?: number;
}
export interface GridCell {
  readonly text: string;
  readonly state?: State;
  readonly trend?: keyof typeof TRENDS;
  /** In small letters under it. */
  readonly note?: string;
  /** Names its row. */
  readonly heads?: boolean;
}
export interface Grid {
  readonly caption?: string;
  readonly columns: readonly GridColumn[];
  readonly rows: readonly (readonly GridCell[])[];
  readonly empty?: string;
}

const BODY: Style = { size: 8.5, colour: COLOURS.ink };
const ROW_HEAD: Style = { ...BODY, weight: 600 };
const HEAD: Style = { size: 8, weight: 600, colour: COLOURS.ink };
const NOTE: Style = { size: 7.2, colour: COLOURS.quiet };
const CAPTION: Style = { size: 9.5, weight: 600, colour: COLOURS.ink };
const PAD_X = 5;
const PAD_Y = 3.6;
const ICON = 8;
const NARROWEST = 34;

interface Line {
  readonly text: string;
  readonly style: Style;
}
interface Laid {
  readonly lines: readonly Line[];
  readonly cell: GridCell;
}

export const drawCaption = (flow: Flow, parent: Element, caption: string): void =>
  flow.text(parent, 'Caption', caption, CAPTION, { after: 4 });
export const captionHeight = (flow: Flow, caption: string): number =>
  flow.type.lines(caption, flow.width, CAPTION).length * CAPTION.size * LEADING + 4;

const styleOf = ({ heads, state }: GridCell, align: GridColumn['align']): Style => {
  const style = heads ? ROW_HEAD : { ...BODY, tabular: align === 'end' };
  return state ? { ...style, colour: STATES[state].colour, weight: 600 } : style;
};
const signed = ({ state, trend }: GridCell): boolean => state !== undefined || trend !== undefined;
const heightOf = (lines: readonly Line[]): number => lines.reduce((sum, { style }) => sum + style.size * LEADING, 0);

export const drawGrid = (flow: Flow, parent: Element, { caption, columns, rows, empty }: Grid): void => {
  const { type, file } = flow;
  const table = flow.child(parent, 'Table');
  const widths = widthsOf(
    columns,
    flow.width,
    columns.map((column, index) =>
      widestWord(
        flow,
        column,
        rows.map((row) => row[index]),
      ),
    ),
  );
  const lefts = widths.map((_, index) => flow.left + widths.slice(0, index).reduce((sum, width) => sum + width, 0));

  const laid = (cell: GridCell, column: number): Laid => {
    const width = widths[column] - 2 * PAD_X - (signed(cell) ? ICON + 3 : 0);
    const style = styleOf(cell, columns[column].align);
    const lines = type.lines(cell.text, width, style).map((text) => ({ text, style }));
    const notes = cell.note ? type.lines(cell.note, width, NOTE).map((text) => ({ text, style: NOTE })) : [];
    return { lines: [...lines, ...notes], cell };
  };
  const heads = columns.map(({ label }, index) =>
    type.lines(label, widths[index] - 2 * PAD_X, HEAD).map((text) => ({ text, style: HEAD })),
  );
  const headHeight = Math.max(...heads.map(heightOf)) + 2 * PAD_Y;

  const put = (lines: readonly Line[], column: number, shift: number): void => {
    let y = flow.y + PAD_Y;
    for (const { text, style } of lines) {
      const slack = widths[column] - 2 * PAD_X - type.width(text, style);
      const x = lefts[column] + PAD_X + (columns[column].align === 'end' ? slack : shift);
      type.line(text, x, y, style);
      y += style.size * LEADING;
    }
  };
  const rule = (colour: string, width: number): void => {
    file
      .moveTo(flow.left, flow.y)
      .lineTo(flow.left + flow.width, flow.y)
      .lineWidth(width)
      .stroke(colour);
  };
  const drawHeads = (tagged: boolean): void => {
    flow.artifact(() => {
      file.rect(flow.left, flow.y, flow.width, headHeight).fill(COLOURS.band);
      if (!tagged) for (const [column, lines] of heads.entries()) put(lines, column, 0);
    });
    if (tagged) {
      const row = flow.child(table, 'TR');
      for (const [column, lines] of heads.entries()) flow.leaf(row, 'TH', () => put(lines, column, 0), { scope: 'Column' });
      row.end();
    }
    flow.y += headHeight;
    flow.artifact(() => rule(COLOURS.quiet, 0.8));
  };
  const drawRow = (cells: readonly Laid[], height: number, first: boolean): void => {
    const row = flow.child(table, 'TR');
    for (const [column, { lines, cell }] of cells.entries()) {
      const tag = cell.heads ? 'TH' : 'TD';
      flow.leaf(
        row,
        tag,
        () => {
          const beside = columns[column].align === 'end' ? widths[column] - 2 * PAD_X - widestOf(flow, lines) - ICON - 3 : 0;
          if (first && signed(cell)) sign(flow, cell, lefts[column] + PAD_X + beside, flow.y + PAD_Y + 1.6);
          put(lines, column, signed(cell) ? ICON + 3 : 0);
        },
        cell.heads ? { scope: 'Row' } : {},
      );
    }
    row.end();
    flow.y += height;
    flow.artifact(() => rule(COLOURS.rule, 0.5));
  };

  const shown = rows.map((row) => row.map(laid));
  const heights = shown.map((row) => Math.max(...row.map(({ lines }) => heightOf(lines))) + 2 * PAD_Y);
  const whole = flow.bottom - flow.top - headHeight;
  flow.need((caption ? captionHeight(flow, caption) : 0) + headHeight + Math.min(heights[0] ?? 0, whole / 2));
  if (caption) drawCaption(flow, table, caption);
  drawHeads(true);
  const nextPage = (): void => {
    flow.newPage();
    drawHeads(false);
  };
  for (const [index, row] of shown.entries()) {
    const height = heights[index];
    if (height <= flow.room) drawRow(row, height, true);
    else if (height <= whole) {
      nextPage();
      drawRow(row, height, true);
    } else drawPieces(flow, row, { drawRow, nextPage });
  }
  if (rows.length === 0) flow.y += PAD_Y;
  if (rows.length === 0)
    flow.text(table, 'Caption', empty ?? 'Nothing to list.', { ...BODY, colour: COLOURS.quiet }, { indent: PAD_X });
  table.end();
};

/** A row higher than a page goes on where the page ends. */
const drawPieces = (
  flow: Flow,
  row: readonly Laid[],
  { drawRow, nextPage }: { drawRow: (cells: readonly Laid[], height: number, first: boolean) => void; nextPage: () => void },
): void => {
  let rest = row;
  let first = true;
  while (rest.some(({ lines }) => lines.length > 0)) {
    const most = Math.floor((flow.room - 2 * PAD_Y) / (BODY.size * LEADING));
    if (most < 1) {
      nextPage();
      continue;
    }
    const here = rest.map(({ lines, cell }) => ({ lines: lines.slice(0, most), cell }));
    rest = rest.map(({ lines, cell }) => ({ lines: lines.slice(most), cell }));
    drawRow(here, Math.max(...here.map(({ lines }) => heightOf(lines))) + 2 * PAD_Y, first);
    first = false;
    if (rest.some(({ lines }) => lines.length > 0)) nextPage();
  }
};

const sign = (flow: Flow, { state, trend }: GridCell, x: number, y: number): void => {
  if (state) flow.icon(state, x, y, ICON);
  if (trend)
    flow.file
      .save()
      .translate(x, y)
      .scale(ICON / 16)
      .path(TRENDS[trend])
      .fill(COLOURS.quiet)
      .restore();
};

const widestOf = (flow: Flow, lines: readonly Line[]): number =>
  Math.max(...lines.map(({ text, style }) => flow.type.width(text, style)));

/** What a column needs so that no word, figure or state of it is broken. */
const widestWord = (flow: Flow, { label, align }: GridColumn, cells: readonly GridCell[]): number => {
  const widest = (text: string, style: Style, whole: boolean): number =>
    Math.max(...(whole ? [text] : text.split(/\s+/)).map((part) => flow.type.width(part, style)));
  const needed = cells.map((cell) => {
    const whole = align === 'end' || cell.state !== undefined;
    const width = widest(cell.text, styleOf(cell, align), whole && cell.text.length <= LONGEST_FIGURE);
    return width + (signed(cell) ? ICON + 3 : 0);
  });
  const most = needed.reduce((all, one) => Math.max(all, one), widest(label, HEAD, false));
  return Math.max(NARROWEST, most + 2 * PAD_X + 0.5);
};

/** In letters. */
const LONGEST_FIGURE = 16;
/** Words longer than this are broken. */
const WIDEST_WORD = 90;

/** Shares of the width, what single words need first. */
const widthsOf = (columns: readonly GridColumn[], width: number, words: readonly number[]): readonly number[] => {
  const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
  const total = sum(columns.map(({ weight = 1 }) => weight));
  const least = words.map((word) => Math.min(word, WIDEST_WORD));
  const wanted = columns.map(({ weight = 1 }, index) => Math.max(least[index], (width * weight) / total));
  const spare = sum(wanted) - sum(least);
  // What is wanted beyond the words shrinks alike; where not even they fit, all do.
  const left = width - sum(least);
  if (left <= 0 || spare <= 0) return wanted.map((one) => (one * width) / sum(wanted));
  return wanted.map((one, index) => least[index] + ((one - least[index]) * left) / spare);
};
