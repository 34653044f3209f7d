/** How fast a report of a dozen pages becomes a PDF, and how long the main thread stands still meanwhile. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import PDFDocument from 'pdfkit';
import { DocumentRenderer } from '../../src/documents/document-renderer.js';
import type { Block, Document } from '../../src/documents/document.measure.js';
import type { Bench } from './bench.js';
import { median } from './statistics.js';

const ROUNDS = 8;
const SENTENCE =
  'The loader was started from a mail attachment and stopped by the endpoint agent; the host was rebuilt and its user briefed.';

const chart = (index: number): Block => ({
  kind: 'chart',
  caption: `Chart ${index}`,
  alt: 'Incidents by month.',
  shape: 'stacked-bar',
  unit: 'incidents',
  labels: ['January', 'February', 'March'],
  series: ['Critical', 'High', 'Medium', 'Low'].map((name, at) => ({ name, values: [4 + at, 9 * at + index, 12] })),
});
const table = (rows: number): Block => ({
  kind: 'table',
  caption: 'Incidents',
  columns: [{ label: 'Number' }, { label: 'Severity' }, { label: 'What happened', weight: 4 }, { label: 'Hours', align: 'end' }],
  rows: Array.from({ length: rows }, (_, row) => [
    { text: `INC${10_000 + row}` },
    { text: 'High', state: 'warning' as const },
    { text: SENTENCE },
    { text: (row * 1.75).toFixed(1) },
  ]),
});
const report: Document = {
  id: '0a4e8a7e-0f7c-4a1c-9a51-6a3f2f8e1d10',
  title: 'Monthly report',
  subtitle: 'March 2026',
  tenant: 'bench',
  marking: { tlp: 'AMBER', secrecyLevel: 'RESTRICTED', releasableTo: [] },
  position: '1',
  asOf: '2026-04-01T06:00:00.000Z',
  templateVersion: 'bench',
  sections: [
    {
      id: 'summary',
      title: 'Summary',
      blocks: [{ kind: 'text', paragraphs: Array.from({ length: 12 }, () => SENTENCE.repeat(3)) }],
    },
    { id: 'charts', title: 'Charts', blocks: Array.from({ length: 6 }, (_, index) => chart(index)) },
    { id: 'incidents', title: 'Incidents', blocks: [table(150)] },
  ],
};

/** Pages a second of text alone, by pdfkit with nothing around it. */
const bareTextPages = async (pages: number): Promise<number> => {
  const started = performance.now();
  const document = new PDFDocument({ autoFirstPage: false });
  const ended = new Promise((resolve) => document.on('end', resolve));
  document.resume();
  for (let page = 0; page < pages; page += 1) document.addPage().fontSize(9).text(SENTENCE.repeat(30));
  document.end();
  await ended;
  return (1_000 * pages) / (performance.now() - started);
};

export const documentsBench: Bench = {
  name: 'documents',
  purpose: `a report of a dozen pages with six charts as PDF, read back, over bare pages of text by pdfkit; the stall of the main thread`,
  async run({ say }) {
    const renderer = new DocumentRenderer();
    try {
      const { pages } = await renderer.render(report, 'pdf');
      await bareTextPages(pages);
      const rates: number[] = [];
      const bare: number[] = [];
      const stalls: number[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        bare.push(await bareTextPages(pages));
        const delay = monitorEventLoopDelay({ resolution: 1 });
        delay.enable();
        const started = performance.now();
        await renderer.render(report, 'pdf');
        rates.push((1_000 * pages) / (performance.now() - started));
        delay.disable();
        stalls.push(delay.max / 1e6);
      }
      const memory = Math.round(process.memoryUsage.rss() / 2 ** 20);
      say(`${pages} pages in ${Math.round((1_000 * pages) / median(rates))} ms, ${memory} MiB resident with the thread`);
      say(`the main thread stood still for at most ${median(stalls).toFixed(1)} ms (median of ${ROUNDS})`);
      return [
        {
          name: 'PDF of a report, read back',
          unit: 'pages/s',
          measured: median(rates),
          limit: median(bare),
          limitOf: 'bare pages of text by pdfkit',
          target: { of: 'ratio', bound: 'at least', value: 0.02 },
        },
        {
          name: 'stall of the main thread while it renders',
          unit: 'ms',
          measured: median(stalls),
          limit: (1_000 * pages) / median(rates),
          limitOf: 'the whole rendering',
          target: { of: 'measured', bound: 'at most', value: 20 },
        },
      ];
    } finally {
      await renderer.onModuleDestroy();
    }
  },
};
