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
const TIMEOUT_MS = 60_000;
const MEMORY_MB = 512;

@Injectable()
export class DocumentRenderer implements OnModuleDestroy {
  private pool: Piscina<RenderingTask, RenderingResult> | undefined;

  constructor(private readonly module: URL = new URL(`./document.worker${extname(import.meta.url)}`, import.meta.url)) {}

  /**
   * The same document gives the same bytes.
   * @throws RenderingFailed; LedgerError UNAVAILABLE when too many wait already.
   */
  async render(
    document: Document,
    format: DocumentFormat,
    { paper = 'a4' }: { readonly paper?: Paper } = {},
  ): Promise<Rendering> {
    this.pool ??= this.opened();
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
    await this.pool?.destroy();
  }

  /** By the first rendering: its thread is large, and stays. With none to begin with, what waits would wait for ever once the thread has fallen. */
  private opened(): Piscina<RenderingTask, RenderingResult> {
    const pool = new Piscina<RenderingTask, RenderingResult>({
      filename: fileURLToPath(this.module),
      minThreads: THREADS,
      maxThreads: THREADS,
      maxQueue: QUEUED,
      resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
    });
    // A thread that falls is told of by the rendering it had.
    pool.on('error', () => undefined);
    return pool;
  }
}
