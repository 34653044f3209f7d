/** Renders documents in a thread of its own: drawing takes long, and the main thread has requests to answer. */
import os from 'node:os';
import { parentPort } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { renderCsv } from './document.csv.js';
import { renderHtml } from './document.html.js';
import type { Document } from './document.measure.js';
import { renderPdf } from './document.pdf.js';
import { checkPdf } from './pdf-check.js';
import type { Paper } from './pdf-flow.js';

export type DocumentFormat = 'html' | 'pdf' | 'csv';
export interface RenderingTask {
  readonly document: Document;
  readonly format: DocumentFormat;
  readonly paper: Paper;
}
export interface RenderingResult {
  readonly content: Uint8Array;
  /** 0 where there are no pages. */
  readonly pages: number;
}

if (!parentPort) throw new Error('document.worker runs in a thread of a DocumentRenderer only');

const rendered = async ({ document, format, paper }: RenderingTask): Promise<RenderingResult> => {
  switch (format) {
    case 'html':
      return { content: new TextEncoder().encode(renderHtml(document)), pages: 0 };
    case 'csv':
      return { content: new TextEncoder().encode(renderCsv(document)), pages: 0 };
    case 'pdf': {
      const pdf = await renderPdf(document, paper);
      await checkPdf(pdf, document);
      return { content: new Uint8Array(pdf.content), pages: pdf.pages };
    }
  }
};

// Whoever asks for something goes first. Elsewhere it would be the priority of the whole process.
if (process.platform === 'linux') os.setPriority(os.constants.priority.PRIORITY_LOW);

/** The bytes are handed over, not copied. */
export default async (task: RenderingTask): Promise<RenderingResult> => {
  const result = await rendered(task);
  return move({ [transferableSymbol]: [result.content.buffer], [valueSymbol]: result }) as unknown as RenderingResult;
};
