/** Reads pieces of a file that are asked for about in order: those that follow a piece come with it. */
import type { FileHandle } from 'node:fs/promises';

const AHEAD_BYTES = 256 * 1024;

interface Stretch {
  readonly start: number;
  readonly length: number;
  readonly content: Promise<Buffer>;
}

export class ReadAhead {
  private stretch: Stretch | undefined;

  constructor(private readonly handle: FileHandle) {}

  /** @returns a view on what was read; fewer bytes than asked for at the end of the file. */
  async read(offset: number, length: number): Promise<Buffer> {
    if (!this.stretch || offset < this.stretch.start || offset + length > this.stretch.start + this.stretch.length)
      this.stretch = this.readFrom(offset, Math.max(length, AHEAD_BYTES));
    const { start, content } = this.stretch;
    return (await content).subarray(offset - start, offset - start + length);
  }

  private readFrom(start: number, length: number): Stretch {
    const content = this.handle
      .read(Buffer.allocUnsafe(length), 0, length, start)
      .then(({ buffer, bytesRead }) => buffer.subarray(0, bytesRead));
    return { start, length, content };
  }
}
