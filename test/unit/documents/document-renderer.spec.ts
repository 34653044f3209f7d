/** A document becomes a file that can be sent to a board: complete, marked on every page, and the same each time. */
import assert from 'node:assert/strict';
import { DocumentRenderer, RenderingFailed } from '../../../src/documents/document-renderer.js';
import type { Document } from '../../../src/documents/document.measure.js';
import { renderPdf } from '../../../src/documents/document.pdf.js';
import { checkPdf } from '../../../src/documents/pdf-check.js';
import { everyBlock, incidentsTable } from '../../examples/document.js';
import { readPdf } from './read-pdf.js';

const PAYLOAD = `<script>alert(1)</script><img src=x onerror=alert(2)>"'&</style></svg>`;
const FIXED = new Set([
  'kind',
  'state',
  'shape',
  'trend',
  'align',
  'tlp',
  'secrecyLevel',
  'id',
  'asOf',
  'position',
  'releasableTo',
]);

/** Every text that somebody may write, replaced. */
const hostile = (value: unknown, key = ''): unknown => {
  if (typeof value === 'string') return FIXED.has(key) ? value : PAYLOAD;
  if (Array.isArray(value)) return value.map((entry) => hostile(entry, key));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, hostile(entry, name)]));
};

const withSections = (sections: Document['sections']): Document => ({ ...everyBlock, sections });

describe('rendering a document', function () {
  this.timeout(120_000);
  const renderer = new DocumentRenderer();
  after(() => renderer.onModuleDestroy());

  it('renders the same document to the same bytes, and another one to others', async () => {
    for (const format of ['pdf', 'html', 'csv'] as const) {
      const [one, two, other] = [
        await renderer.render(everyBlock, format),
        await renderer.render(structuredClone(everyBlock), format),
        await renderer.render({ ...everyBlock, title: 'Another', sections: everyBlock.sections.slice(0, 2) }, format),
      ];
      assert.ok(one.content.equals(two.content), format);
      assert.ok(!one.content.equals(other.content), format);
    }
  });

  for (const paper of ['a4', 'letter'] as const)
    it(`says on every ${paper} page whose it is, of when, how marked, and which of how many`, async () => {
      const { content, pages: count, mediaType } = await renderer.render(everyBlock, 'pdf', { paper });
      assert.equal(mediaType, 'application/pdf');
      const { pages, outline, info, marked } = await readPdf(content);
      assert.equal(pages.length, count);
      for (const [index, { text, size }] of pages.entries()) {
        assert.deepEqual(size, paper === 'a4' ? [595.28, 841.89] : [612, 792]);
        assert.equal(text.split('TLP:AMBER').length, 3, 'at the top and at the bottom');
        for (const part of [
          'Acme Bank',
          'March 2026 (Europe/London)',
          `Page ${index + 1} of ${count}`,
          everyBlock.id,
          'SHA-256',
          'RESTRICTED',
        ])
          assert.ok(text.includes(part), `page ${index + 1} lacks ${part}`);
      }
      assert.deepEqual(
        outline,
        everyBlock.sections.map(({ title }) => title),
      );
      assert.deepEqual([info['Title'], info['Language'], marked], [everyBlock.title, 'en-GB', true]);
      const roles = new Set(pages.flatMap((page) => page.roles));
      for (const role of ['Document', 'Sect', 'H1', 'H2', 'P', 'L', 'Table', 'TR', 'TH', 'TD', 'Figure', 'TOC', 'Caption'])
        assert.ok(roles.has(role), `no ${role}`);
      const alts = new Set(pages.flatMap((page) => page.alts));
      for (const { blocks } of everyBlock.sections)
        for (const block of blocks)
          if (block.kind === 'chart' && block.labels.length > 0) assert.ok(alts.has(block.alt), block.alt);
    });

  it('carries a long table over pages with its heads, every row once and inside the page', async () => {
    const { content } = await renderer.render(withSections([{ id: 'all', title: 'All', blocks: [incidentsTable(300)] }]), 'pdf');
    const { pages } = await readPdf(content);
    const text = pages.map((page) => page.text).join('\n');
    for (let row = 0; row < 300; row += 1) assert.equal(text.split(`INC${10_000 + row}`).length, 2, `row ${row}`);
    for (const page of pages) {
      assert.ok(page.text.includes('What happened') && page.text.includes('Hours'), 'a page without heads');
      assert.ok(page.heights.every((height) => height > 20 && height < page.size[1] - 20));
    }
  });

  it('takes what no page was made for: nothing at all, one row of many pages, endless words, and letters that it lacks', async () => {
    const odd = withSections([
      { id: 'a', title: 'Empty 漢字', blocks: [] },
      {
        id: 'b',
        title: 'x'.repeat(400),
        blocks: [{ kind: 'text', paragraphs: ['', `${'wort'.repeat(2_000)} 🦊🏽‍🚒 漢字 עברית\u202E`, '\u0000\uD800'] }],
      },
      {
        id: 'c',
        title: 'One row',
        blocks: [
          {
            kind: 'table',
            caption: 'Row',
            columns: [{ label: 'A' }, { label: 'B' }],
            rows: [[{ text: 'word '.repeat(4_000) }, { text: 'end' }]],
          },
          { kind: 'table', caption: 'None', columns: [{ label: 'A' }], rows: [] },
          { kind: 'note', state: 'bad', text: 'line\n'.repeat(200) },
          { kind: 'heatmap', caption: 'None', alt: 'Nothing', columns: [] },
          {
            kind: 'chart',
            caption: 'One',
            alt: 'One',
            shape: 'bar',
            unit: '%',
            labels: ['"];alert(1)//', 'Ж漢'],
            series: [
              { name: 'a', values: [0, null] },
              { name: 'a', values: [-3, 1e9] },
            ],
          },
        ],
      },
    ]);
    for (const document of [odd, withSections([])])
      for (const format of ['pdf', 'html', 'csv'] as const) {
        const { content } = await renderer.render(document, format);
        if (format !== 'pdf') continue;
        for (const { text } of (await readPdf(content)).pages) assert.ok(text.includes('TLP:AMBER'));
      }
  });

  it('lets no text become markup, and asks for nothing outside itself', async () => {
    const { content } = await renderer.render(hostile(everyBlock) as Document, 'html');
    const html = content.toString();
    assert.ok(!/<script|<img/i.test(html), 'a text became an element');
    assert.equal(html.split('<style').length, 2);
    const plain = (await renderer.render(everyBlock, 'html')).content.toString();
    const tags = (text: string): number => text.split('<').length;
    // Charts write long labels otherwise; outside them the markup is that of harmless text.
    const outside = (text: string): string => text.replaceAll(/<svg role="img"[^]*?<\/svg>/g, '');
    assert.equal(
      tags(outside(html).replace(/<style>[^]*<\/style>/, '')),
      tags(outside(plain).replace(/<style>[^]*<\/style>/, '')),
    );
    assert.ok(!/(?:src|href)="(?!#)|url\((?!data:)|@import/.test(plain), 'something outside is asked for');
    assert.ok(plain.includes('content="default-src &#39;none&#39;; style-src &#39;sha256-'));
    await renderer.render(hostile(everyBlock) as Document, 'pdf');
  });

  it('writes tables as CSV in which no cell is a formula', async () => {
    const table = {
      kind: 'table' as const,
      caption: 'Costs, "gross"',
      columns: [{ label: 'What' }, { label: 'How much' }],
      rows: [
        [{ text: '=HYPERLINK("http://x")' }, { text: '-5.2 %' }],
        [{ text: 'two\nlines' }, { text: '@SUM(A1)' }],
      ],
    };
    const { content } = await renderer.render(withSections([{ id: 'a', title: 'A', blocks: [table, table] }]), 'csv');
    const one = `"Costs, ""gross"""\r\nWhat,How much\r\n"'=HYPERLINK(""http://x"")",-5.2 %\r\n"two\nlines",'@SUM(A1)\r\n`;
    assert.equal(content.toString(), `${one}\r\n${one}`);
  });

  it('gives out no file that lacks a heading, a page, or what is on it', async () => {
    const pdf = await renderPdf(everyBlock, 'a4');
    await checkPdf(pdf, everyBlock);
    await assert.rejects(checkPdf({ ...pdf, pages: pdf.pages + 1 }, everyBlock), /pages, not/);
    await assert.rejects(checkPdf(pdf, withSections([{ id: 'x', title: 'Not there', blocks: [] }])), /does not show “Not there”/);
    await assert.rejects(checkPdf({ content: Buffer.from('%PDF-1.7'), pages: 1 }, everyBlock));
  });

  it('fails the rendering whose thread falls, and no other', async () => {
    const falling = new DocumentRenderer(new URL('falling.worker.ts', import.meta.url));
    const outcomes = await Promise.allSettled([
      falling.render({ ...everyBlock, title: 'fall' }, 'pdf'),
      falling.render(everyBlock, 'csv'),
      falling.render({ ...everyBlock, asOf: 'never' }, 'pdf'),
      falling.render(everyBlock, 'html'),
    ]);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['rejected', 'fulfilled', 'rejected', 'fulfilled'],
    );
    for (const outcome of outcomes) if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof RenderingFailed);
    await falling.onModuleDestroy();
  });
});
