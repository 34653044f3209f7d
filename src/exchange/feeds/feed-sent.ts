/** What was sent to the collection of a feed, outside of the log: lost, everything goes once more, and servers know what they have. */
import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import type { PushAnswer, PushedObject } from '../remote/pushed.js';

interface Place {
  readonly tenantId: string;
  readonly id: string;
}
export interface PushUnderWay {
  readonly exportId: string;
  readonly objects: number;
  readonly startedAt: string;
  readonly dueAt: string | null;
}
/** What became of a push so far. */
export interface SentSoFar {
  readonly envelopes: number;
  readonly stored: number;
  readonly refused: number;
  readonly pending: number;
  readonly pendingStatusIds: readonly string[];
}
/** Objects that a server had not finished with. */
export interface PendingStatus {
  readonly collection: string;
  readonly exportId: string;
  readonly statusId: string;
  readonly sentAt: string;
  readonly objects: readonly Pick<PushedObject, 'id' | 'version'>[];
}

/** What a server refused is sent once more then. */
const REFUSED_FOR_MS = 86_400_000;
const UNVERSIONED = 'sha256:';

/** An object without a version of its own is another one when its content is. */
const versionOf = ({ version, text }: PushedObject): string =>
  version ?? `${UNVERSIONED}${createHash('sha256').update(text).digest('hex')}`;

const keyOf = (id: string, version: string): string => `${id} ${version}`;

const WHERE = 'where tenant_id = $1 and feed_id = $2';

export class SentObjects {
  constructor(private readonly pool: Pool) {}

  /** Before any of it leaves. */
  async begin({ tenantId, id }: Place, { exportId, objects, startedAt, dueAt }: PushUnderWay): Promise<void> {
    await this.pool.query(
      `insert into app.feed_push (tenant_id, feed_id, export_id, objects, started_at, due_at) values ($1, $2, $3, $4, $5, $6)
        on conflict (tenant_id, feed_id, export_id) do update set objects = excluded.objects, started_at = excluded.started_at`,
      [tenantId, id, exportId, objects, startedAt, dueAt],
    );
  }

  /** After its event. */
  async end({ tenantId, id }: Place, exportId: string): Promise<void> {
    await this.pool.query(`delete from app.feed_push ${WHERE} and export_id = $3`, [tenantId, id, exportId]);
  }

  /** Under the feed's lock these are the ones that were broken off, the oldest first. */
  async underWay({ tenantId, id }: Place): Promise<readonly PushUnderWay[]> {
    const { rows } = await this.pool.query<{ export_id: string; objects: number; started_at: string; due_at: string | null }>(
      `select export_id, objects, started_at, due_at from app.feed_push ${WHERE} order by started_at, export_id`,
      [tenantId, id],
    );
    return rows.map(({ export_id, objects, started_at, due_at }) => ({
      exportId: export_id,
      objects,
      startedAt: started_at,
      dueAt: due_at,
    }));
  }

  /** Keeps what a server said, as soon as it did. */
  async keep(
    { tenantId, id }: Place,
    to: { readonly collection: string; readonly exportId: string; readonly at: string },
    { statusId, again, ...said }: PushAnswer,
  ): Promise<void> {
    const states = { stored: said.stored, pending: said.pending, refused: said.failed };
    const sent = Object.entries(states).flatMap(([state, objects]) => objects.map((object) => ({ object, state })));
    await this.pool.query(
      `insert into app.feed_sent (tenant_id, feed_id, collection, stix_id, version, export_id, status_id, state, sent_at)
        select $1, $2, $3, o.stix_id, o.version, $4, $5, o.state, $6
        from unnest($7::text[], $8::text[], $9::text[]) o(stix_id, version, state)
        on conflict (tenant_id, feed_id, collection, stix_id, version) do update
          set export_id = excluded.export_id, status_id = excluded.status_id, state = excluded.state, sent_at = excluded.sent_at`,
      [
        tenantId,
        id,
        to.collection,
        to.exportId,
        statusId,
        to.at,
        sent.map(({ object }) => object.id),
        sent.map(({ object }) => versionOf(object)),
        sent.map(({ state }) => state),
      ],
    );
    if (again.length === 0) return;
    await this.pool.query(
      `delete from app.feed_sent s using unnest($4::text[], $5::text[]) o(stix_id, version)
        where s.tenant_id = $1 and s.feed_id = $2 and s.collection = $3 and s.stix_id = o.stix_id and s.version = o.version`,
      [tenantId, id, to.collection, again.map((object) => object.id), again.map(versionOf)],
    );
  }

  /** @returns whether the collection was sent a version of an object, or refused it less than a day before. */
  async known({ tenantId, id }: Place, collection: string, now: Date): Promise<(object: PushedObject) => boolean> {
    const { rows } = await this.pool.query<{ stix_id: string; version: string }>(
      `select stix_id, version from app.feed_sent ${WHERE} and collection = $3 and (state <> 'refused' or sent_at > $4)`,
      [tenantId, id, collection, new Date(now.getTime() - REFUSED_FOR_MS).toISOString()],
    );
    const keys = new Set(rows.map(({ stix_id, version }) => keyOf(stix_id, version)));
    return (object) => keys.has(keyOf(object.id, versionOf(object)));
  }

  async soFar({ tenantId, id }: Place, exportId: string): Promise<SentSoFar> {
    const { rows } = await this.pool.query<
      Record<'envelopes' | 'stored' | 'refused' | 'pending', bigint> & { waiting: string[] }
    >(
      `select count(distinct status_id) filter (where status_id <> '') as envelopes, count(*) filter (where state = 'stored') as stored,
          count(*) filter (where state = 'refused') as refused, count(*) filter (where state = 'pending') as pending,
          coalesce(array_agg(distinct status_id) filter (where state = 'pending'), '{}') as waiting
        from app.feed_sent ${WHERE} and export_id = $3`,
      [tenantId, id, exportId],
    );
    const [{ envelopes, stored, refused, pending, waiting }] = rows;
    return {
      envelopes: Number(envelopes),
      stored: Number(stored),
      refused: Number(refused),
      pending: Number(pending),
      pendingStatusIds: waiting,
    };
  }

  /** The oldest first. */
  async pending({ tenantId, id }: Place): Promise<readonly PendingStatus[]> {
    const { rows } = await this.pool.query<{
      collection: string;
      export_id: string;
      status_id: string;
      sent_at: string;
      ids: string[];
      versions: string[];
    }>(
      `select collection, export_id, status_id, min(sent_at) as sent_at, array_agg(stix_id order by stix_id, version) as ids,
          array_agg(version order by stix_id, version) as versions
        from app.feed_sent ${WHERE} and state = 'pending' group by collection, export_id, status_id order by 4, status_id`,
      [tenantId, id],
    );
    return rows.map(({ collection, export_id, status_id, sent_at, ids, versions }) => ({
      collection,
      exportId: export_id,
      statusId: status_id,
      sentAt: sent_at,
      objects: ids.map((stixId, n) => ({
        id: stixId,
        version: versions[n].startsWith(UNVERSIONED) ? undefined : versions[n],
      })),
    }));
  }

  /** After the event that says so. @param missing what the collection has not after all. */
  async settle({ tenantId, id }: Place, status: PendingStatus, missing: PendingStatus['objects'], at: string): Promise<void> {
    const { collection, exportId, statusId } = status;
    await this.pool.query(
      `update app.feed_sent set state = case when stix_id = any($6::text[]) then 'refused' else 'stored' end, sent_at = $7
        ${WHERE} and collection = $3 and export_id = $4 and status_id = $5 and state = 'pending'`,
      [tenantId, id, collection, exportId, statusId, missing.map((object) => object.id), at],
    );
  }
}
