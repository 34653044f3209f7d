/** A read model that takes batches of log items; how it stores them is its own affair. */
import type { ClientBase } from 'pg';
import type { LogItem } from '../../src/ledger/subscription.js';
import type { Poison } from './checkpoint.js';

export interface Folded {
  /** How many items of the batch were folded; fewer than given when one could not be. */
  readonly items: number;
  readonly poison?: Poison;
}

export interface Model {
  readonly name: string;
  readonly version: number;
  /** It holds no past: two of them can be compared only while both stand at one position. */
  readonly currentOnly?: boolean;
  /** Whether readers may be waiting for this item; what does not concern a model may be applied a moment later. */
  concerns(item: LogItem): boolean;
  /** It folds every item, also those that do not concern it. */
  readonly foldsAll?: boolean;
  /** Milliseconds that items wait for others to be applied with them, although readers may be waiting: for what is dear to apply. */
  readonly patienceMs?: number | undefined;
  /** Creates the tables in an empty schema, without keys and indexes. */
  create(client: ClientBase, schema: string): Promise<void>;
  index(client: ClientBase, schema: string): Promise<void>;
  /** Starts a fold over a schema; `bulk` keeps current rows in memory and writes as late as it can. */
  open(schema: string, bulk: boolean): ModelFold;
  /** Order-independent checksum and row count of each table as of a position, whatever came after it. */
  checksums(client: ClientBase, schema: string, position: bigint): Promise<Record<string, string>>;
}

export interface ModelFold {
  /** The next batch may be folded while a flush is under way. */
  readonly overlaps: boolean;
  /** Loads what the batch needs and folds it; nothing is written yet. */
  fold(client: ClientBase, items: readonly LogItem[]): Promise<Folded>;
  /** Writes what was folded since the last flush; `last` also writes what a bulk fold kept back. */
  flush(client: ClientBase, last: boolean): Promise<void>;
  /** Forgets everything in memory, after a transaction that did not commit. */
  forget(): void;
}
