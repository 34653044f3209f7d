/** A document as one HTML file that asks for nothing outside itself; whatever it shows is escaped. */
import { createHash } from 'node:crypto';
import { type Chart, chartSvg, isBlank } from './chart.svg.js';
import type { Block, Cell, Document, KpiLine, Section, State } from './document.measure.js';
import { bandsOf, type Frame, frameOf, ICONS, legendOf, printableDocument, TRENDS } from './document.look.js';
import { styleOf } from './html.styles.js';
import { fontFaces } from './inter.fonts.js';
import { textWidth } from './text-width.js';
import { markup, Markup } from './markup.js';

const NOTHING = new Markup('');

/** The document itself allows this one style sheet and no other. */
const policyOf = (style: string): string => {
  const hash = createHash('sha256').update(style).digest('base64');
  return `default-src 'none'; style-src 'sha256-${hash}'; font-src data:; base-uri 'none'; form-action 'none'`;
};

/** The same document gives the same text. */
export const renderHtml = (given: Document): string => {
  const document = printableDocument(given);
  const frame = frameOf(document);
  const { title, subtitle, tenant, sections } = document;
  const style = `${fontFaces(JSON.stringify(document))}\n${styleOf(document, frame)}`;
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policyOf(style)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="author" content="${tenant}">
<title>${title} · ${subtitle}</title>
<style>${new Markup(style)}</style>
</head>
<body>
<div class="page">
<a class="skip" href="#content">Skip to the content</a>
<header class="frame">${frameLine(document, frame)}</header>
<main id="content" tabindex="-1">
<h1>${title}</h1>
<p class="subtitle">${subtitle}</p>
${sections.length > 1 ? contents(sections) : NOTHING}
${sections.map(sectionMarkup)}
</main>
<footer class="frame">${frameLine(document, frame)}</footer>
</div>
</body>
</html>
`.text;
};

const frameLine = ({ tenant, id, position, templateVersion }: Document, { tlp, caveats, hash, asOf }: Frame): Markup =>
  markup`<p class="whose"><strong>${tenant}</strong> · as of ${asOf} · id ${id}${position === null ? NOTHING : markup` · position ${position}`} · layout ${templateVersion} · SHA-256 ${hash}</p><p><strong>${caveats}</strong></p><p class="tlp">${tlp}</p>`;

const contents = (sections: readonly Section[]): Markup =>
  markup`<nav aria-labelledby="contents"><h2 id="contents">Contents</h2><ol>${sections.map(
    ({ id, title }) => markup`<li><a href="#section-${id}">${title}</a></li>`,
  )}</ol></nav>`;

const sectionMarkup = ({ id, title, blocks, newPage }: Section): Markup =>
  markup`<section aria-labelledby="section-${id}"${newPage ? markup` class="new-page"` : NOTHING}>
<h2 id="section-${id}">${title}</h2>
${blocks.map(blockMarkup)}
</section>
`;

const blockMarkup = (block: Block): Markup => {
  switch (block.kind) {
    case 'text':
      return markup`${block.paragraphs.map((paragraph) => markup`<p>${paragraph}</p>\n`)}`;
    case 'list': {
      const items = block.items.map((item) => markup`<li>${item}</li>`);
      return block.ordered ? markup`<ol>${items}</ol>\n` : markup`<ul>${items}</ul>\n`;
    }
    case 'note':
      return markup`<div class="note ${block.state}" role="note">${icon(block.state)}<span>${block.text}</span></div>\n`;
    case 'facts':
      return markup`<dl>${block.items.map(({ label, value }) => markup`<dt>${label}</dt><dd>${value}</dd>`)}</dl>\n`;
    case 'kpis':
      return kpis(block.lines);
    case 'table':
      return table(block);
    case 'chart':
      return chart(block);
    case 'heatmap':
      return heatmap(block);
  }
};

const picture = ({ shape, sign, hollow }: (typeof ICONS)[State]): Markup =>
  hollow
    ? markup`<path d="${shape}" fill="none" stroke="currentColor" stroke-width="1.6"/><path d="${sign}" fill="none" stroke="currentColor" stroke-width="2"/>`
    : markup`<path d="${shape}" fill="currentColor"/><path d="${sign}" fill="none" stroke="#fff" stroke-width="2" stroke-linecap="round"/>`;
const icon = (state: State): Markup =>
  markup`<svg class="icon ${state}" viewBox="0 0 16 16" aria-hidden="true">${picture(ICONS[state])}</svg>`;
const stated = (state: State, word: string): Markup => markup`<span class="state ${state}">${icon(state)}${word}</span>`;

/** Shares of the width. */
const widths = (weights: readonly number[]): Markup => {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return markup`<colgroup>${weights.map((weight) => markup`<col width="${((100 * weight) / total).toFixed(2)}%">`)}</colgroup>\n`;
};
const KPI_WEIGHTS = [3.4, 1.4, 0.6, 1.2, 1.4, 1.1, 1.5];

const kpis = (lines: readonly KpiLine[]): Markup => markup`<table>
${widths(KPI_WEIGHTS)}<thead><tr><th scope="col">Indicator</th><th scope="col" class="end">Actual</th><th scope="col" class="end">n</th><th scope="col" class="end">Target</th><th scope="col" class="end">Previous</th><th scope="col">Trend</th><th scope="col">Status</th></tr></thead>
<tbody>${lines.map(
  ({ name, value, n, target, previous, trend, state, word, note }) =>
    markup`<tr><th scope="row">${name}${note === undefined ? NOTHING : markup`<small>${note}</small>`}</th><td class="end">${value}</td><td class="end">${n}</td><td class="end">${target ?? '–'}</td><td class="end">${previous ?? '–'}</td><td>${trend === null ? '–' : markup`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="${TRENDS[trend]}" fill="currentColor"/></svg>${trend}`}</td><td>${stated(state, word)}</td></tr>\n`,
)}</tbody>
</table>
`;

const table = ({ caption, columns, rows, empty }: Extract<Block, { kind: 'table' }>): Markup => {
  const classOf = (column: number): Markup => (columns[column]?.align === 'end' ? markup` class="end"` : NOTHING);
  const cell = ({ text, state }: Cell): Markup => (state ? stated(state, text) : markup`${text}`);
  const body =
    rows.length === 0
      ? markup`<tr><td class="empty" colspan="${columns.length}">${empty ?? 'Nothing to list.'}</td></tr>`
      : markup`${rows.map(
          (row) => markup`<tr>${row.map((entry, column) => markup`<td${classOf(column)}>${cell(entry)}</td>`)}</tr>\n`,
        )}`;
  return markup`<table>
<caption>${caption}</caption>
${widths(columns.map(({ weight = 1 }) => weight))}<thead><tr>${columns.map(({ label }, column) => markup`<th scope="col"${classOf(column)}>${label}</th>`)}</tr></thead>
<tbody>${body}</tbody>
</table>
`;
};

const chart = (block: Chart): Markup => {
  const { caption, alt } = block;
  if (isBlank(block))
    return markup`<figure><figcaption>${caption}</figcaption><p class="empty">There is nothing to show.</p></figure>\n`;
  // Vega escapes the texts that it draws.
  const svg = chartSvg(block, textWidth).replace('<svg ', markup`<svg role="img" aria-label="${alt}" `.text);
  return markup`<figure><figcaption>${caption}</figcaption>${new Markup(svg)}</figure>\n`;
};

const heatmap = (block: Extract<Block, { kind: 'heatmap' }>): Markup => {
  const legend = legendOf(block).map(({ state, word }) => markup`<li>${stated(state, word)}</li>`);
  const bands = bandsOf(block).map((columns) => {
    const depth = Math.max(0, ...columns.map(({ cells }) => cells.length));
    const rows = Array.from({ length: depth }, (_, row) => columns.map(({ cells }) => cells[row]));
    return markup`<table class="heat">
<thead><tr>${columns.map(({ label }) => markup`<th scope="col">${label}</th>`)}</tr></thead>
<tbody>${rows.map(
      (cells) =>
        markup`<tr>${cells.map((cell) =>
          cell
            ? markup`<td class="cell ${cell.state}"><strong>${icon(cell.state)}${cell.id}</strong><span>${cell.label}</span>${cell.word}</td>`
            : markup`<td class="none"></td>`,
        )}</tr>\n`,
    )}</tbody>
</table>
`;
  });
  return markup`<figure><figcaption>${block.caption}</figcaption><p>${block.alt}</p><ul class="legend">${legend}</ul>${bands}</figure>\n`;
};
