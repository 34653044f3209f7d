/** The bodies that lie in blobs, as far as they are searched: kept when they are stored, looked up when a report refers to them. */
import type { ClientBase } from 'pg';
import { BODY_MEDIA_TYPE } from '../../src/intel-reports/intel-report.events.js';
import { type BlobEvent, blobEvents, type BlobRef } from '../../src/ledger/blob.events.js';
import type { LogItem } from '../../src/ledger/subscription.js';
import { checksumSql } from '../runtime/board-model.js';

/** Bytes; what follows in a longer body is not searched, as a report is indexed anew by each of its events. The first chunk of a blob has it all. */
export const SEARCHED_BYTES = 64 * 1024;
const TABLE = 'body_text';

/** Without a compartment, so that no reader sees a row: whose text it is, the reports say that refer to it. */
export const createBodyTextsSql = (schema: string): string =>
  `create table "${schema}".${TABLE} (tenant_id text not null, sha256 text not null, position bigint not null, body text not null,
    primary key (tenant_id, sha256))`;

export const bodyTextsChecksum = async (
  client: ClientBase,
  schema: string,
  position: bigint,
): Promise<Record<string, string>> => {
  const { rows } = await client.query(checksumSql(`select * from "${schema}".${TABLE} where position <= $1`), [position]);
  return { [TABLE]: `${rows[0].n} rows ${rows[0].sum}` };
};

interface Kept {
  readonly tenantId: string;
  readonly sha256: string;
  readonly position: bigint;
  readonly body: string;
}

export const keepBodies = async (client: ClientBase, schema: string, items: readonly LogItem[]): Promise<number> => {
  const kept = items.flatMap(bodyOf);
  for (const { tenantId, sha256, position, body } of kept)
    await client.query({
      name: `keep ${schema}.${TABLE}`,
      text: `insert into "${schema}".${TABLE} values ($1, $2, $3, $4) on conflict do nothing`,
      values: [tenantId, sha256, position, body],
    });
  return kept.length;
};

/** @returns the texts of a tenant's blobs by hash, those that the log holds. */
export const bodiesOf = async (
  client: ClientBase,
  schema: string,
  tenantId: string,
  refs: readonly BlobRef[],
): Promise<ReadonlyMap<string, string>> => {
  const { rows } = await client.query({
    name: `bodies ${schema}.${TABLE}`,
    text: `select sha256, body from "${schema}".${TABLE} where tenant_id = $1 and sha256 = any($2)`,
    values: [tenantId, refs.map(({ sha256 }) => sha256)],
  });
  return new Map(rows.map(({ sha256, body }) => [sha256, body]));
};

const bodyOf = (item: LogItem): readonly Kept[] => {
  if (item.kind !== 'event' || item.recorded.at.category !== blobEvents.category) return [];
  const { at, event } = item.recorded;
  const { index, sha256, mediaType, base64 } = (event as BlobEvent).data;
  if (index > 0 || mediaType !== BODY_MEDIA_TYPE) return [];
  const beginning = Buffer.from(base64, 'base64').subarray(0, SEARCHED_BYTES);
  // A character that it ends in the middle of is left out, and PostgreSQL takes no U+0000.
  const body = new TextDecoder().decode(beginning, { stream: true }).replaceAll('\0', '');
  return [{ tenantId: at.meta.tenantId, sha256, position: at.position, body }];
};
