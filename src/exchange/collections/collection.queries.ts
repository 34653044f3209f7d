/** Reads collections: lists from the read model, one from its stream. */
import type { Pool } from 'pg';
import type { Subject } from '../../access/actor.js';
import { decide } from '../../access/policy.js';
import { LedgerError } from '../../ledger/errors.js';
import type { Ledger, Loaded } from '../../ledger/ledger.js';
import type { EventLog } from '../../ledger/subscription.js';
import { onceFree } from '../../postgres/held-lock.js';
import { type BoardRow, loadedOf, recordColumnsOf } from '../../read-side/board-query.queries.js';
import type { ReadModels, ReadOptions } from '../../read-side/read-model.queries.js';
import { Turns } from '../turns.js';
import { type CollectionRecord, collectionMarking } from './collection.record.js';
import { collectionType } from './collection.type.js';

const MODEL = 'sharing';
const BEHIND = 'The read models are behind; whether the alias is free is not known. Try again shortly.';
const COLUMNS = recordColumnsOf('s');

export class CollectionQueries {
  constructor(
    private readonly models: ReadModels,
    private readonly ledger: Ledger,
  ) {}

  /** Those that the subject may see, by title; the retired only when asked for. */
  async list(subject: Subject, withRetired: boolean, options: ReadOptions): Promise<readonly Loaded<CollectionRecord>[]> {
    const { rows } = await this.models.query<BoardRow<CollectionRecord>>(MODEL, subject, options, () => ({
      text: `select ${COLUMNS} from rm_sharing.collection_state s where s.tenant_id = $1 and s.acl_id = any($2)
        and s.to_position is null and ($3 or s.status = 'standing') order by s.record ->> 'title', s.id`,
      values: [withRetired],
    }));
    return rows.map(loadedOf);
  }

  /** As its stream has it, whoever asks. @returns undefined when there is none. */
  async load(tenantId: string, id: string): Promise<Loaded<CollectionRecord> | undefined> {
    const loaded = await this.ledger.load(collectionType, tenantId, id);
    return loaded === undefined || loaded.record.status === 'absent' ? undefined : (loaded as Loaded<CollectionRecord>);
  }

  /** @returns undefined when there is none that the subject may see. */
  async visible(subject: Subject, id: string): Promise<Loaded<CollectionRecord> | undefined> {
    const loaded = await this.load(subject.tenantId, id);
    if (!loaded || !decide(subject, 'read', { ...loaded, marking: collectionMarking(loaded.record) }).allow) return undefined;
    return loaded;
  }
}

/** Finds collections for those to whom records do not exist: whom a collection names is decided on the collection itself. */
export class CollectionDirectory {
  /** One at a time waits for other processes, and keeps a connection meanwhile. */
  private readonly turns = new Turns(1);

  /** @param pool as the role that projects. */
  constructor(
    private readonly pool: Pool,
    private readonly models: ReadModels,
    private readonly log: EventLog,
  ) {}

  /**
   * Works while nobody else, in any process, gives a collection the same alias, and with all of them found that have it.
   * @throws LedgerError UNAVAILABLE when the read model does not come so far within 2 s.
   */
  whileGiving<T>(tenantId: string, alias: string, work: () => Promise<T>): Promise<T> {
    return this.turns.take(() =>
      onceFree(this.pool, `alias ${tenantId} ${alias}`, async () => {
        // Whoever gave it before has recorded that by now.
        const head = await this.log.head();
        if (head !== undefined && !(await this.models.reached(MODEL, head))) throw new LedgerError('UNAVAILABLE', BEHIND);
        return work();
      }),
    );
  }

  /** Standing collections of a tenant that name an organisation, by title. */
  async naming(tenantId: string, organisation: string): Promise<readonly Loaded<CollectionRecord>[]> {
    const { rows } = await this.pool.query<BoardRow<CollectionRecord>>({
      name: 'collections that name',
      text: `select ${COLUMNS} from rm_sharing.collection_state s where s.tenant_id = $1 and s.to_position is null
        and s.status = 'standing' and s.record -> 'partners' @> jsonb_build_array(jsonb_build_object('organisation', $2::text))
        order by s.record ->> 'title', s.id`,
      values: [tenantId, organisation],
    });
    return rows.map(loadedOf);
  }

  /** The first that took an alias, standing or not. */
  async idOfAlias(tenantId: string, alias: string): Promise<string | undefined> {
    const { rows } = await this.pool.query<{ id: string }>({
      name: 'collection of alias',
      text: `select id from rm_sharing.collection_state where tenant_id = $1 and to_position is null and alias = $2
        order by created_at, id limit 1`,
      values: [tenantId, alias],
    });
    return rows[0]?.id;
  }
}
