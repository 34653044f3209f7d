/** Which feeds work, judged at a moment by what was recorded of them until then, as far as the reader may see them. */
import type { Subject } from '../../access/actor.js';
import { boardConditions } from '../../read-side/board-query.queries.js';
import type { AsOf, ReadModels, ReadOptions } from '../../read-side/read-model.queries.js';
import { feedList } from './feed.kind.js';
import { feedHealth, type FeedHealthState } from './feed.measure.js';
import type { FeedRecord } from './feed.record.js';

export interface WatchedFeed {
  readonly id: string;
  readonly name: string;
  readonly direction: FeedRecord['direction'];
  readonly health: FeedHealthState;
  /** Whether somebody has to look at it. */
  readonly red: boolean;
  /** What to look at; null: nothing. */
  readonly reason: string | null;
  readonly lastSuccessAt: string | null;
  /** Of its last poll or push that was recorded; null: none was. */
  readonly lastOutcome: string | null;
  /** The code of what its last poll or push failed with. */
  readonly fault: string | null;
}

interface Row {
  readonly id: string;
  readonly record: FeedRecord;
}

const TABLE = `rm_${feedList.model}.${feedList.table}`;
const STANDING = { status: ['active' as const, 'paused' as const] };

export class FeedWatch {
  constructor(private readonly models: ReadModels) {}

  /** Every feed that is not retired, by name. */
  async watch(subject: Subject, options: ReadOptions): Promise<{ readonly feeds: readonly WatchedFeed[]; readonly asOf: AsOf }> {
    const moment = await this.models.momentOf(options);
    const now = moment?.now ?? this.models.now().toISOString();
    const { rows, asOf } = await this.models.query<Row>('feeds', subject, { ...options, moment }, (visible) => {
      const { comparisons, name } = feedList;
      const { where, values, leftOut } = boardConditions(TABLE, 's', comparisons, STANDING, moment?.position, visible);
      return { text: `select s.id, s.record from ${TABLE} s where ${where} order by s.${name}, s.id`, values, leftOut };
    });
    return { feeds: rows.map((row) => watched(row, now)), asOf };
  }
}

const watched = ({ id, record }: Row, now: string): WatchedFeed => {
  const { name, direction, lastSuccessAt, lastPoll, lastPush } = record;
  const { state, red, reason } = feedHealth(record, now);
  const last = direction === 'pull' ? lastPoll : lastPush;
  return {
    id,
    name,
    direction,
    health: state,
    red,
    reason,
    lastSuccessAt,
    lastOutcome: last?.outcome ?? null,
    fault: last?.fault?.code ?? null,
  };
};
