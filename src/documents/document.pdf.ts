/** A document as a tagged PDF: sections flow down the pages; every page says what it is of. */
import SVGtoPDF from 'svg-to-pdfkit';
import { type Chart, CHART_WIDTH, chartSvg, isBlank } from './chart.svg.js';
import type { Block, Document, KpiLine, Section, State } from './document.measure.js';
import { bandsOf, COLOURS, frameOf, legendOf, printableDocument, STATES } from './document.look.js';
import { scriptOf } from './inter.fonts.js';
import { PdfFile } from './pdf-file.js';
import { type Element, Flow, type Paper, SIDE } from './pdf-flow.js';
import { drawFrames } from './pdf-frame.js';
import { captionHeight, drawCaption, drawGrid, type Grid } from './pdf-grid.js';
import { textWidth } from './text-width.js';
import { LEADING, type Style } from './typesetter.js';

const TITLE: Style = { size: 21, weight: 600, colour: COLOURS.accent };
const SUBTITLE: Style = { size: 12, colour: COLOURS.quiet };
const HEADING: Style = { size: 14, weight: 600, colour: COLOURS.accent };
const BODY: Style = { size: 9.5, colour: COLOURS.ink };
const QUIET: Style = { ...BODY, colour: COLOURS.quiet };
/** A heading stays with this much of what it heads. */
const WITH_HEADING = 90;
const BETWEEN_BLOCKS = 11;
const INDENT = 16;
const FEWEST_LISTED = 3;

export interface RenderedPdf {
  readonly content: Buffer;
  readonly pages: number;
}

export const renderPdf = async (given: Document, paper: Paper): Promise<RenderedPdf> => {
  const document = printableDocument(given);
  const file = new PdfFile({
    autoFirstPage: false,
    bufferPages: true,
    compress: false,
    pdfVersion: '1.7',
    tagged: true,
    lang: 'en-GB',
    displayTitle: true,
    info: {
      Title: document.title,
      Author: document.tenant,
      Subject: document.subtitle,
      Creator: 'Intelligence ledger',
      CreationDate: new Date(document.asOf),
      ModDate: new Date(document.asOf),
    },
  });
  const parts: Buffer[] = [];
  file.on('data', (part: Buffer) => parts.push(part));
  const written = new Promise<void>((resolve, reject) => {
    file.on('end', resolve);
    file.on('error', reject);
  });
  const flow = new Flow(file, paper);
  const root = file.struct('Document');
  file.addStructure(root);
  drawTitle(flow, root, document);
  const list = document.sections.length >= FEWEST_LISTED ? reserveContents(flow, root, document.sections) : undefined;
  const pages = document.sections.map((section) => drawSection(flow, root, section));
  if (list) drawContents(flow, list, document.sections, pages);
  root.end();
  drawFrames(flow, document, frameOf(document));
  file.end();
  await written;
  return { content: Buffer.concat(parts), pages: flow.pages };
};

const drawTitle = (flow: Flow, root: Element, { title, subtitle }: Document): void => {
  flow.y += 10;
  flow.text(root, 'H1', title, TITLE);
  flow.text(root, 'P', subtitle, SUBTITLE, { after: 8 });
  flow.artifact(() => {
    flow.file
      .moveTo(flow.left, flow.y)
      .lineTo(flow.left + 64, flow.y)
      .lineWidth(2.4)
      .stroke(COLOURS.accent);
  });
  flow.y += 12;
};

interface Contents {
  readonly element: Element;
  readonly y: number;
}
const NUMBER: Style = { ...BODY, tabular: true };
const CONTENTS_LINE = BODY.size * 1.6;
const MOST_LISTED = 24;

/** Page numbers are known when everything is drawn. */
const reserveContents = (flow: Flow, root: Element, sections: readonly Section[]): Contents => {
  const element = flow.child(root, 'TOC');
  const { y } = flow;
  flow.y += CONTENTS_LINE * Math.min(sections.length, MOST_LISTED) + 8;
  return { element, y };
};

const drawContents = (flow: Flow, { element, y }: Contents, sections: readonly Section[], pages: readonly number[]): void => {
  const { file, type, left, width } = flow;
  file.switchToPage(0);
  for (const [index, { id, title }] of sections.slice(0, MOST_LISTED).entries()) {
    const top = y + index * CONTENTS_LINE;
    const number = String(pages[index]);
    const item = flow.child(element, 'TOCI');
    const link = flow.child(item, 'Link');
    flow.mark(link, 'Link', () => {
      type.line(type.clipped(title, width - 60, BODY), left, top, BODY);
      type.line(number, left + width - type.width(number, NUMBER), top, NUMBER);
    });
    file.goTo(left, top, width, CONTENTS_LINE, id, { structParent: link } as never);
    item.end();
    const begin = left + type.width(type.clipped(title, width - 60, BODY), BODY) + 6;
    const end = left + width - type.width(number, NUMBER) - 6;
    flow.artifact(() => {
      file
        .moveTo(begin, top + 10)
        .lineTo(end, top + 10)
        .lineWidth(0.5)
        .dash(0.6, { space: 2.4 })
        .stroke(COLOURS.rule)
        .undash();
    });
  }
  element.end();
};

/** @returns the page that it begins on, from 1. */
const drawSection = (flow: Flow, root: Element, { id, title, blocks, newPage }: Section): number => {
  if (newPage && !flow.fresh) flow.newPage();
  flow.gap(10);
  const height = flow.type.lines(title, flow.width, HEADING).length * HEADING.size * LEADING;
  flow.need(height + Math.min(WITH_HEADING + figureHeight(flow, blocks[0]), flow.bottom - flow.top - height));
  const section = flow.child(root, 'Sect');
  flow.file.outline.addItem(title, { top: flow.y, left: flow.pageWidth - SIDE } as never);
  flow.file.addNamedDestination(id, 'XYZ', flow.left, flow.y, null as never);
  const page = flow.pages;
  flow.text(section, 'H2', title, HEADING, { after: 4 });
  for (const block of blocks) {
    drawBlock(flow, section, block);
    flow.y += BETWEEN_BLOCKS;
  }
  section.end();
  return page;
};

/** So that a heading goes to the next page with its picture. */
const figureHeight = (flow: Flow, block: Block | undefined): number =>
  block?.kind === 'chart' && !isBlank(block) ? pictureOf(flow, block).height : 0;

const drawBlock = (flow: Flow, section: Element, block: Block): void => {
  switch (block.kind) {
    case 'text':
      for (const paragraph of block.paragraphs) flow.text(section, 'P', paragraph, BODY, { after: 5 });
      return;
    case 'list':
      return drawList(flow, section, block.items, block.ordered === true);
    case 'note':
      return drawNote(flow, section, block.state, block.text);
    case 'facts':
      return drawFacts(flow, section, block.items);
    case 'kpis':
      return drawGrid(flow, section, kpiGrid(block.lines));
    case 'table':
      return drawGrid(flow, section, block);
    case 'chart':
      return drawChart(flow, section, block);
    case 'heatmap':
      return drawHeatmap(flow, section, block);
  }
};

const drawList = (flow: Flow, section: Element, items: readonly string[], ordered: boolean): void => {
  const list = flow.child(section, 'L');
  for (const [index, item] of items.entries()) {
    const entry = flow.child(list, 'LI');
    const label = ordered ? `${index + 1}.` : '•';
    flow.need(BODY.size * LEADING * 2);
    flow.leaf(entry, 'Lbl', () => flow.type.line(label, flow.left + 3, flow.y, BODY));
    flow.text(entry, 'LBody', item, BODY, { indent: INDENT, after: 2 });
    entry.end();
  }
  list.end();
};

const drawNote = (flow: Flow, section: Element, state: State, text: string): void => {
  const { colour, fill } = STATES[state];
  const lines = flow.type.lines(text, flow.width - 42, BODY);
  const line = BODY.size * LEADING;
  const height = lines.length * line + 14;
  // What no page can hold goes on without its box.
  if (height > flow.bottom - flow.top) return flow.text(section, 'P', text, BODY);
  flow.need(height);
  flow.artifact(() => {
    flow.file.rect(flow.left, flow.y, flow.width, height).fill(fill);
    flow.file.rect(flow.left, flow.y, 3, height).fill(colour);
    flow.icon(state, flow.left + 12, flow.y + 8, 11);
  });
  flow.leaf(section, 'Note', () => {
    for (const [index, entry] of lines.entries()) flow.type.line(entry, flow.left + 32, flow.y + 7 + index * line, BODY);
  });
  flow.y += height - 4;
};

const LABELS = 130;
const drawFacts = (flow: Flow, section: Element, items: readonly { label: string; value: string }[]): void => {
  const list = flow.child(section, 'L');
  for (const { label, value } of items) {
    const entry = flow.child(list, 'LI');
    const labels = flow.type.lines(label, LABELS - 10, QUIET);
    flow.need(BODY.size * LEADING * Math.max(2, labels.length));
    const { y, pages } = flow;
    flow.leaf(entry, 'Lbl', () => {
      for (const [index, line] of labels.entries()) flow.type.line(line, flow.left, flow.y + index * BODY.size * LEADING, QUIET);
    });
    flow.text(entry, 'LBody', value, BODY, { indent: LABELS, after: 3 });
    if (flow.pages === pages) flow.y = Math.max(flow.y, y + labels.length * BODY.size * LEADING + 3);
    entry.end();
  }
  list.end();
};

const kpiGrid = (lines: readonly KpiLine[]): Grid => ({
  columns: [
    { label: 'Indicator', weight: 4.8 },
    { label: 'Actual', align: 'end', weight: 1.4 },
    { label: 'n', align: 'end', weight: 0.6 },
    { label: 'Target', align: 'end', weight: 1.1 },
    { label: 'Previous', align: 'end', weight: 1.4 },
    { label: 'Trend', weight: 1 },
    { label: 'Status', weight: 1.4 },
  ],
  rows: lines.map(({ name, value, n, target, previous, trend, state, word, note }) => [
    { text: name, heads: true, ...(note === undefined ? {} : { note }) },
    { text: value },
    { text: String(n) },
    { text: target ?? '–' },
    { text: previous ?? '–' },
    trend === null ? { text: '–' } : { text: trend, trend },
    { text: word, state },
  ]),
});

interface Picture {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
}

const pictures = new WeakMap<Chart, Picture>();
/** Drawn once: its height is asked for before its place is known. */
const pictureOf = (flow: Flow, chart: Chart): Picture => {
  const known = pictures.get(chart);
  if (known) return known;
  const svg = chartSvg(chart, textWidth);
  const [, width, height] = /width="([\d.]+)" height="([\d.]+)"/.exec(svg)!;
  const most = flow.bottom - flow.top - captionHeight(flow, chart.caption) - 4;
  const scale = Math.min(1, CHART_WIDTH / Number(width), most / Number(height));
  const picture = { svg: inScripts(svg), width: Number(width) * scale, height: Number(height) * scale };
  pictures.set(chart, picture);
  return picture;
};

/** Names the font of each part of a text, since an embedded file has the characters of one script only. */
const inScripts = (svg: string): string =>
  svg.replaceAll(/(<text[^>]*>)([^<]*)(<\/text>)/g, (whole, open: string, text: string, close: string) => {
    if (Array.from(text).every((character) => scriptOf(character.codePointAt(0)!) === 'latin')) return whole;
    const spans = Array.from(text, (character) => {
      const script = scriptOf(character.codePointAt(0)!);
      return script === undefined ? '?' : `<tspan font-family="${script}">${character}</tspan>`;
    });
    return `${open}${spans.join('')}${close}`;
  });

const drawChart = (flow: Flow, section: Element, chart: Chart): void => {
  if (isBlank(chart)) {
    drawCaption(flow, section, chart.caption);
    flow.text(section, 'P', 'There is nothing to show.', QUIET);
    return;
  }
  const { svg, width, height } = pictureOf(flow, chart);
  flow.need(captionHeight(flow, chart.caption) + height);
  drawCaption(flow, section, chart.caption);
  const bbox = [flow.left, flow.y, flow.left + width, flow.y + height];
  flow.leaf(
    section,
    'Figure',
    () =>
      SVGtoPDF(flow.file, svg, flow.left, flow.y, {
        width,
        height,
        assumePt: true,
        fontCallback: (family: string, bold: boolean) => flow.type.fontOf(scriptNamed(family), bold ? 600 : 400),
      }),
    { alt: chart.alt, bbox },
  );
  flow.y += height;
};

const scriptNamed = (family: string) => scriptOf(SAMPLES[family] ?? 0) ?? 'latin';
/** A character of each script. */
const SAMPLES: Readonly<Record<string, number>> = {
  'latin-ext': 0x100,
  greek: 0x3b1,
  'greek-ext': 0x1f00,
  cyrillic: 0x430,
  'cyrillic-ext': 0x460,
  vietnamese: 0x1ea1,
};

type Heatmap = Extract<Block, { kind: 'heatmap' }>;
const CELL_GAP = 3;
const COLUMN_HEAD: Style = { size: 8, weight: 600, colour: COLOURS.ink };
const CELL_ID: Style = { size: 7.5, weight: 600, colour: COLOURS.ink };
const CELL_TEXT: Style = { size: 7.2, colour: COLOURS.ink };
const LEGEND: Style = { size: 8, colour: COLOURS.ink };
const MOST_CELL_LINES = 3;

const drawHeatmap = (flow: Flow, section: Element, block: Heatmap): void => {
  const { caption, alt } = block;
  const table = flow.child(section, 'Table', { alt });
  flow.need(captionHeight(flow, caption) + 90);
  drawCaption(flow, table, caption);
  flow.artifact(() => drawLegend(flow, block));
  for (const columns of bandsOf(block)) drawBand(flow, table, columns);
  if (block.columns.length === 0) flow.text(table, 'Caption', 'There is nothing to show.', QUIET);
  table.end();
};

const drawLegend = (flow: Flow, block: Heatmap): void => {
  let x = flow.left;
  for (const { state, word } of legendOf(block)) {
    const width = flow.type.width(word, LEGEND) + 26;
    if (x + width > flow.left + flow.width) break;
    flow.icon(state, x, flow.y + 1, 9);
    flow.type.line(word, x + 12, flow.y, LEGEND);
    x += width;
  }
  flow.y += 16;
};

const drawBand = (flow: Flow, table: Element, columns: Heatmap['columns']): void => {
  const width = (flow.width - CELL_GAP * (columns.length - 1)) / columns.length;
  const wide = Math.min(width, flow.width / 3);
  const left = (column: number): number => flow.left + column * (wide + CELL_GAP);
  const heads = columns.map(({ label }) => flow.type.lines(label, wide - 4, COLUMN_HEAD).slice(0, 3));
  const headHeight = Math.max(...heads.map((lines) => lines.length)) * COLUMN_HEAD.size * LEADING + 4;
  const drawHead = (column: number): void => {
    for (const [index, line] of heads[column].entries())
      flow.type.line(line, left(column) + 1, flow.y + index * COLUMN_HEAD.size * LEADING, COLUMN_HEAD);
  };
  const line = CELL_TEXT.size * 1.3;
  const laid = columns.map(({ cells }) =>
    cells.map((cell) => ({ ...cell, lines: flow.type.lines(cell.label, wide - 10, CELL_TEXT).slice(0, MOST_CELL_LINES) })),
  );
  const depth = Math.max(0, ...laid.map((cells) => cells.length));
  const heightOf = (row: number): number =>
    Math.max(...laid.map((cells) => cells[row]?.lines.length ?? 0)) * line + CELL_ID.size * 1.4 + line + 8;
  const whole = Array.from({ length: depth }, (_, row) => heightOf(row) + CELL_GAP).reduce(
    (sum, height) => sum + height,
    headHeight,
  );
  flow.need(whole <= flow.bottom - flow.top ? whole : headHeight + (depth > 0 ? heightOf(0) : 0));
  const head = flow.child(table, 'TR');
  for (const column of columns.keys()) flow.leaf(head, 'TH', () => drawHead(column), { scope: 'Column' });
  head.end();
  flow.y += headHeight;
  for (let row = 0; row < depth; row += 1) {
    const height = heightOf(row);
    if (height > flow.room) {
      flow.newPage();
      flow.artifact(() => {
        for (const column of columns.keys()) drawHead(column);
      });
      flow.y += headHeight;
    }
    const element = flow.child(table, 'TR');
    for (const [column, cells] of laid.entries()) {
      const cell = cells[row];
      const x = left(column);
      flow.leaf(element, 'TD', () => {
        if (!cell) return;
        const { colour, fill } = STATES[cell.state];
        flow.file.lineWidth(0.7).rect(x, flow.y, wide, height).fillAndStroke(fill, colour);
        flow.icon(cell.state, x + wide - 13, flow.y + 4, 8.5);
        flow.type.line(flow.type.clipped(cell.id, wide - 20, CELL_ID), x + 5, flow.y + 4, CELL_ID);
        for (const [index, text] of cell.lines.entries())
          flow.type.line(text, x + 5, flow.y + 4 + CELL_ID.size * 1.4 + index * line, CELL_TEXT);
        const word = { ...CELL_TEXT, weight: 600 as const, colour };
        flow.type.line(flow.type.clipped(cell.word, wide - 10, word), x + 5, flow.y + height - line - 4, word);
      });
    }
    element.end();
    flow.y += height + CELL_GAP;
  }
  flow.y += 8;
};
