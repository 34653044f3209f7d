/** Reads an actor's own watch list from its stream, and how the watched records stand from their boards. */
import type { Subject } from '../access/actor.js';
import { decide } from '../access/policy.js';
import type { Ledger } from '../ledger/ledger.js';
import type { ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import { empty, type WatchListRecord } from './watch-list.record.js';
import { watchListId, watchListType } from './watch-list.type.js';
import { boardsSql, type BoardRecord, boardRecordOf, type BoardRecordRow, watchedIds } from './watched-boards.js';

export class WatchListQueries {
  constructor(
    private readonly ledger: Ledger,
    private readonly models: ReadModels,
  ) {}

  /** Never stale; empty for an actor who never watched anything. */
  async listOf(subject: Subject): Promise<WatchListRecord> {
    const loaded = await this.ledger.load(watchListType, subject.tenantId, watchListId(subject));
    const marking = loaded && watchListType.markingOf(loaded.record);
    return loaded && marking && decide(subject, 'read', { ...loaded, marking }).allow ? loaded.record : empty;
  }

  /** The watched records that the subject may see now, the last changed first. */
  async items(subject: Subject, list: WatchListRecord, { atLeast }: ReadOptions): Promise<readonly BoardRecord[]> {
    if (list.watched.length === 0) return [];
    const { rows } = await this.models.query<BoardRecordRow>('intelligence', subject, { atLeast }, () => {
      const values: unknown[] = [];
      const watched = boardsSql((type) => `b.id = any($${values.push(watchedIds(list, type)) + 2}::uuid[])`);
      return { text: `${watched} order by from_position desc`, values };
    });
    return rows.map(boardRecordOf);
  }
}
