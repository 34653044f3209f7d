/** What is new since a position: which records changed, from their boards, and how, from their streams. */
import type { Subject } from '../access/actor.js';
import type { HistoryFrame, HistoryQueries } from '../history/history.queries.js';
import { LedgerError } from '../ledger/errors.js';
import { type Page, type PageInput, pageOf, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels, ReadOptions } from '../read-side/read-model.queries.js';
import type { WatchListRecord } from './watch-list.record.js';
import { boardsSql, type BoardRecord, boardRecordOf, type BoardRecordRow, watchedIds } from './watched-boards.js';

/** Changes of one record that a digest names one by one. */
const NAMED_CHANGES = 200;

export interface ChangedRecord extends BoardRecord {
  readonly changeCount: number;
  /** Oldest first; the newest 200 where there are more. */
  readonly changes: readonly HistoryFrame[];
}

export class NewSinceQueries {
  constructor(
    private readonly models: ReadModels,
    private readonly history: HistoryQueries,
  ) {}

  /**
   * Records that the subject may see now and that changed after `since`, the last changed first.
   * @param list narrows it to what is watched.
   * @throws LedgerError INVALID_INPUT
   */
  async list(
    subject: Subject,
    since: bigint,
    list: WatchListRecord | undefined,
    page: PageInput,
    { atLeast }: ReadOptions,
  ): Promise<Page<ChangedRecord> & { readonly asOf: AsOf }> {
    const cursor = readCursor(page, 'revision');
    const { rows, asOf } = await this.models.query<BoardRecordRow>('intelligence', subject, { atLeast }, () => {
      const values: unknown[] = [since, pageSize(page) + 1];
      const before = cursor ? ` and b.from_position < $${values.push(cursor.value) + 2}::bigint` : '';
      const newestFirst = 'order by from_position desc limit $4';
      const changed = boardsSql((type) => {
        const watched = list ? ` and b.id = any($${values.push(watchedIds(list, type)) + 2}::uuid[])` : '';
        return `b.from_position > $3::bigint${before}${watched}`;
      }, newestFirst);
      return { text: `${changed} ${newestFirst}`, values };
    });
    const found = pageOf(
      rows.map((row) => ({ cursor: { value: `${row.from_position}`, id: row.id }, node: boardRecordOf(row) })),
      page,
    );
    const edges = await Promise.all(found.edges.map((edge) => this.withChanges(subject, since, edge)));
    return { ...found, edges: edges.filter((edge) => edge !== undefined), asOf };
  }

  /** @returns undefined for a record that was hidden after its board was read. */
  private async withChanges(
    subject: Subject,
    since: bigint,
    { cursor, node }: { readonly cursor: string; readonly node: BoardRecord },
  ): Promise<{ readonly cursor: string; readonly node: ChangedRecord } | undefined> {
    try {
      const { count, frames } = await this.history.since(subject, node.type, node.id, since, NAMED_CHANGES);
      return { cursor, node: { ...node, changeCount: count, changes: frames } };
    } catch (error) {
      if (error instanceof LedgerError && error.code === 'NOT_FOUND') return undefined;
      throw error;
    }
  }
}
