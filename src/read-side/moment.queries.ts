/** From an instant or a position to the prefix of the log that an as-of read shows. */
import type { Pool } from 'pg';
import { LedgerError } from '../ledger/errors.js';

export interface MomentInput {
  /** UTC ISO 8601: what was recorded up to this instant. */
  readonly at?: string | undefined;
  readonly position?: bigint | undefined;
}

/** A past state of the whole ledger. */
export interface Moment {
  /** The last event that belongs to it; 0 before the first. */
  readonly position: bigint;
  /** The instant that counts as "now" for ages. */
  readonly now: string;
  /** False when the answer may miss events that were recorded by then and are not yet projected. */
  readonly complete: boolean;
}

/** Where a position stands in the time of the log. */
export interface Place {
  /** The running maximum of `recordedAt`: never earlier than that of a position before. */
  readonly instant: string;
  /** The last position before this instant. */
  readonly begin: bigint;
}

/** Counted, not timed: a machine that stands still for a while has projected nothing meanwhile. */
const LOOKS = 40;
const LOOK_EVERY_MS = 50;

export class Moments {
  constructor(
    private readonly pool: Pool,
    private readonly now: () => Date,
  ) {}

  /**
   * @returns undefined for the live state.
   * @throws LedgerError INVALID_INPUT when both are given or the instant lies in the future.
   */
  async resolve({ at, position }: MomentInput): Promise<Moment | undefined> {
    if (at !== undefined && position !== undefined) throw invalid('position', 'Give either at or position, not both.');
    if (at !== undefined) return this.atInstant(at);
    if (position === undefined) return undefined;
    const { rows } = await this.pool.query({
      name: 'instant of position',
      text: 'select max_recorded_at from rm_log_time.log_time where position >= $1 order by position limit 1',
      values: [position],
    });
    return { position, now: rows[0]?.max_recorded_at ?? this.now().toISOString(), complete: true };
  }

  /** Positions that the log's times have not come to are left out. */
  async placesOf(positions: readonly bigint[]): Promise<ReadonlyMap<bigint, Place>> {
    const { rows } = await this.pool.query({
      name: 'places of positions',
      text: `select p.position, t.max_recorded_at as instant, coalesce((select b.position from rm_log_time.log_time b
          where b.max_recorded_at < t.max_recorded_at order by b.max_recorded_at desc limit 1), -1) as begin
        from unnest($1::bigint[]) p(position) cross join lateral
          (select max_recorded_at from rm_log_time.log_time where position >= p.position order by position limit 1) t`,
      values: [positions],
    });
    return new Map(rows.map(({ position, instant, begin }) => [position, { instant, begin }]));
  }

  /** The last positions before an instant, and at or before it; -1: there is none. */
  async boundsOf(instant: string): Promise<{ readonly begin: bigint; readonly end: bigint }> {
    const last = (comparison: string) =>
      `coalesce((select position from rm_log_time.log_time where max_recorded_at ${comparison} $1
        order by max_recorded_at desc limit 1), -1)`;
    const { rows } = await this.pool.query({
      name: 'bounds of instant',
      text: `select ${last('<')} as begin, ${last('<=')} as end`,
      values: [instant],
    });
    return rows[0];
  }

  private async atInstant(at: string): Promise<Moment> {
    if (Date.parse(at) > this.now().getTime())
      throw invalid('at', 'The instant lies in the future. Give the present or a past time.');
    for (let looks = 1; ; looks += 1) {
      const { rows } = await this.pool.query({
        name: 'position of instant',
        text: `select (select complete_at from rm_log_time.checkpoint) as complete_at,
          (select position from rm_log_time.log_time where max_recorded_at <= $1 order by max_recorded_at desc limit 1) as position,
          exists (select 1 from rm_log_time.log_time where max_recorded_at > $1) as past`,
        values: [at],
      });
      const [{ complete_at: completeAt, position, past }] = rows;
      const complete = past || completeAt >= at;
      if (complete || looks === LOOKS) return { position: position ?? 0n, now: at, complete };
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
  }
}

const invalid = (field: string, message: string) =>
  new LedgerError('INVALID_INPUT', message, { fields: [{ path: field, message }] });
