/** The backup format: one line of JSON per event in the order of the log, between a header and a line with count and checksum. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import type { EventStoreConnection } from '../../src/ledger/esdb/connection.js';
import { parseStreamName } from '../../src/ledger/stream-name.js';
import { CommandFailed } from './command-failed.js';

export const FORMAT = 'intelligence-ledger-backup';
export const FORMAT_VERSION = 1;

export interface BackupHeader {
  readonly format: typeof FORMAT;
  readonly version: typeof FORMAT_VERSION;
  readonly createdAt: string;
  /** Tells instance keys apart without giving one away; null when the backup was made without the key at hand. */
  readonly instanceKey: string | null;
}

/** An event of ours as it is stored; data and metadata verbatim. */
export interface BackupEvent {
  readonly stream: string;
  readonly revision: string;
  readonly type: string;
  readonly id: string;
  readonly data: object;
  readonly metadata: object;
}

interface BackupTrailer {
  readonly events: number;
  /** SHA-256 of all lines before it, line ends included, in hexadecimal. */
  readonly sha256: string;
}

export interface VerifiedBackup {
  readonly header: BackupHeader;
  readonly events: number;
}

const ATTEMPTS = 10;
const RECONNECT_MS = 300;

/**
 * Every event of ours in $all, in order.
 * @throws CommandFailed for an event that is not JSON, or when the event store stays away.
 */
export async function* storedEvents(connection: EventStoreConnection): AsyncIterable<BackupEvent> {
  let last: bigint | undefined;
  for (let attempt = 1; ; attempt += 1)
    try {
      for await (const events of connection.readAllAfter(last))
        for (const { position, revision, streamId: stream, type, id, data, metadata, isJson } of events) {
          last = position.commit;
          attempt = 1;
          if (type.startsWith('$') || !parseStreamName(stream)) continue;
          if (!isJson) throw new CommandFailed(`Event ${revision} of ${stream} is not JSON, so it is none of this product.`);
          yield { stream, revision: `${revision}`, type, id, data: data as object, metadata: (metadata ?? {}) as object };
        }
      return;
    } catch (error) {
      if (error instanceof CommandFailed) throw error;
      if (attempt >= ATTEMPTS) throw new CommandFailed('The event store is not reachable.');
      await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS));
    }
}

/** Lines of a file without their ends. A line that the file ends in without a line end counts. */
async function* linesOf(file: string): AsyncIterable<string> {
  let rest: Buffer[] = [];
  for await (const chunk of createReadStream(file, { highWaterMark: 1024 * 1024 }) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString('utf8');
      rest = [];
      from = end + 1;
    }
    rest.push(chunk.subarray(from));
  }
  const last = Buffer.concat(rest);
  if (last.length > 0) yield last.toString('utf8');
}

const parsed = (text: string): Record<string, unknown> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

const isEvent = ({ stream, revision, type, id, data, metadata }: Record<string, unknown>): boolean =>
  typeof stream === 'string' &&
  parseStreamName(stream) !== undefined &&
  typeof revision === 'string' &&
  /^\d{1,19}$/.test(revision) &&
  typeof type === 'string' &&
  typeof id === 'string' &&
  isObject(data) &&
  isObject(metadata);

const isTrailer = (line: Record<string, unknown>): boolean => Object.keys(line).join() === 'events,sha256';

const headerOf = (file: string, line: Record<string, unknown> | undefined): BackupHeader => {
  if (line?.['format'] !== FORMAT) throw new CommandFailed(`${file}, line 1: this is no backup of an intelligence ledger.`);
  if (line['version'] !== FORMAT_VERSION)
    throw new CommandFailed(
      `${file}, line 1: format version ${String(line['version'])} is not known to this program (${FORMAT_VERSION}); upgrade it.`,
    );
  return line as unknown as BackupHeader;
};

/** The events of a backup that was verified. */
export async function* eventsOf(file: string): AsyncIterable<BackupEvent> {
  let number = 0;
  for await (const text of linesOf(file)) {
    number += 1;
    const line = JSON.parse(text) as Record<string, unknown>;
    if (number > 1 && !isTrailer(line)) yield line as unknown as BackupEvent;
  }
}

/** Counts the revisions of each stream from 0. @returns false for an event that is not the next of its stream. */
export const revisionCounter = (): ((event: BackupEvent) => boolean) => {
  const next = new Map<string, number>();
  return ({ stream, revision }) => {
    const expected = next.get(stream) ?? 0;
    next.set(stream, expected + 1);
    return revision === `${expected}`;
  };
};

/**
 * Reads the whole file once and believes nothing: format, every line, revisions, count and checksum.
 * @throws CommandFailed with the line at fault.
 */
export const verifyBackup = async (file: string): Promise<VerifiedBackup> => {
  const hash = createHash('sha256');
  const isNext = revisionCounter();
  let header: BackupHeader | undefined;
  let trailer: BackupTrailer | undefined;
  let number = 0;
  for await (const text of linesOf(file)) {
    number += 1;
    const line = parsed(text);
    if (trailer) throw new CommandFailed(`${file}, line ${number}: the file goes on after its end; it was altered.`);
    if (!header) header = headerOf(file, line);
    else if (line && isTrailer(line)) {
      trailer = line as unknown as BackupTrailer;
      continue;
    } else if (!line || !isEvent(line))
      throw new CommandFailed(
        `${file}, line ${number}: not an event; the file is truncated or was altered. Nothing is restored from it.`,
      );
    else if (!isNext(line as unknown as BackupEvent))
      throw new CommandFailed(`${file}, line ${number}: not the next event of ${String(line['stream'])}; the file was altered.`);
    hash.update(text).update('\n');
  }
  if (!header) throw new CommandFailed(`${file} is empty.`);
  if (!trailer)
    throw new CommandFailed(
      `${file} is truncated: the last line with count and checksum is missing. Nothing is restored from it.`,
    );
  if (trailer.events !== number - 2)
    throw new CommandFailed(`${file} holds ${number - 2} events, but was written with ${trailer.events}; it was altered.`);
  if (trailer.sha256 !== hash.digest('hex'))
    throw new CommandFailed(
      `${file} does not have the checksum it was written with; it was altered. Nothing is restored from it.`,
    );
  return { header, events: trailer.events };
};
