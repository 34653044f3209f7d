/** Renders documents beside the main thread: a bounded queue before a few threads, one of which may fall without the others. */
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Piscina } from 'piscina';
import { LedgerError } from '../ledger/errors.js';
import type { Document } from './document.measure.js';
import type { DocumentFormat, RenderingResult, RenderingTask } from './document.worker.js';
import type { Paper } from './pdf-flow.js';

export interface Rendering {
  readonly content: Buffer;
  readonly mediaType: string;
  /** 0 where there are no pages. */
  readonly pages: number;
}

/** The document could not be made; nothing of it was given out. */
export class RenderingFailed extends Error {
  constructor(why: string) {
    super(`The document could not be rendered: ${why}.`);
    this.name = 'RenderingFailed';
  }
}

export const MEDIA_TYPES: Readonly<Record<DocumentFormat, string>> = {
  html: 'text/html; charset=utf-8',
  pdf: 'application/pdf',
  csv: 'text/csv; charset=utf-8',
};

/** One core is left to requests on the smallest machine. */
const THREADS = 1;
const QUEUED = 64;
const IDLE_MS = 60_000;
const TIMEOUT_MS = 60_000;
const MEMORY_MB = 512;

@Injectable()
export class DocumentRenderer implements OnModuleDestroy {
  private readonly pool: Piscina<RenderingTask, RenderingResult>;

  constructor(module: URL = new URL(`./document.worker${extname(import.meta.url)}`, import.meta.url)) {
    this.pool = new Piscina({
      filename: fileURLToPath(module),
      minThreads: 0,
      maxThreads: THREADS,
      maxQueue: QUEUED,
      idleTimeout: IDLE_MS,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    // A thread that falls is told of by the rendering it had.
    this.pool.on('error', () => undefined);
  }

  /**
   * The same document gives the same bytes.
   * @throws RenderingFailed; LedgerError UNAVAILABLE when too many wait already.
   */
  async render(
    document: Document,
    format: DocumentFormat,
    { paper = 'a4' }: { readonly paper?: Paper } = {},
  ): Promise<Rendering> {
    if (this.pool.queueSize >= QUEUED)
      throw new LedgerError('UNAVAILABLE', 'Too many documents are being rendered. Try again shortly.');
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    const { content, pages } = await this.pool.run({ document, format, paper }, { signal }).catch((error: unknown) => {
      throw new RenderingFailed(signal.aborted ? `it took longer than ${TIMEOUT_MS / 1_000} s` : (error as Error).message);
    });
    const { buffer, byteOffset, byteLength } = content;
    return { content: Buffer.from(buffer, byteOffset, byteLength), mediaType: MEDIA_TYPES[format], pages };
  }

  async onModuleDestroy(): Promise<void> {
    await this.pool.destroy();
  }
}
