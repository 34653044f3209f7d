/** Reads a read model as a subject may see it, and says from which moment the answer is. */
import { createHash } from 'node:crypto';
import { ReadGate } from '../../projections/runtime/read-gate.js';
import type { Subject } from '../access/actor.js';
import type { CompartmentRegistry, Visible } from '../access/compartment-registry.js';
import type { Reader } from '../postgres/reader.js';
import { type Moment, type MomentInput, Moments, type Place } from './moment.queries.js';
import type { Remarkings } from './remarkings.js';

/** From which moment an answer is. */
export interface AsOf {
  readonly position: bigint | null;
  readonly recordedAt: string | null;
  /** Milliseconds since the moment up to which the model is known to be complete. */
  readonly lagMs: number;
  /** False when the model has not come as far as the caller asked for. */
  readonly fresh: boolean;
  /** Records that were visible then and are not today were left out. */
  readonly reducedToTodaysAccess: boolean;
}

export interface ReadOptions extends MomentInput {
  readonly atLeast?: bigint | undefined;
  /** A moment that was resolved before; goes before `at` and `position`. */
  readonly moment?: Moment | undefined;
}

/** `$1` is the tenant, `$2` the visible compartments; `values` follow from `$3`. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
  /** SQL that is true when records visible then were left out because they are not today. */
  readonly leftOut?: string | undefined;
}

export interface Answer<Row> {
  readonly rows: readonly Row[];
  readonly asOf: AsOf;
}

/** Rows of a temporal table that held at a moment: at `$n`, or now. */
export const validAt = (alias: string, positionParam: string | undefined): string =>
  positionParam === undefined
    ? `${alias}.to_position is null`
    : `${alias}.from_position <= ${positionParam} and (${alias}.to_position is null or ${alias}.to_position > ${positionParam})`;

export class ReadModels {
  private readonly moments: Moments;

  constructor(
    private readonly reader: Reader,
    private readonly gate: ReadGate,
    private readonly compartments: CompartmentRegistry,
    private readonly remarkings: Remarkings,
    readonly now: () => Date,
  ) {
    this.moments = new Moments(reader.pool, now);
  }

  async momentOf(options: MomentInput & Pick<ReadOptions, 'moment'>): Promise<Moment | undefined> {
    if (options.moment) return options.moment;
    // The instant of a position is known when the log's times have come as far.
    if (options.position !== undefined && options.at === undefined) await this.gate.atLeast('log_time', options.position);
    return this.moments.resolve(options);
  }

  /** Where positions stand in the time of the log, after waiting for it; those that it has not come to are left out. */
  async placesOf(positions: readonly bigint[]): Promise<ReadonlyMap<bigint, Place>> {
    if (positions.length === 0) return new Map();
    await this.gate.atLeast('log_time', latest(...positions));
    return this.moments.placesOf(positions);
  }

  /** The last positions before an instant (UTC, ISO 8601 with milliseconds), and at or before it; -1: there is none. */
  boundsOf(instant: string): Promise<{ readonly begin: bigint; readonly end: bigint }> {
    return this.moments.boundsOf(instant);
  }

  /**
   * Calls back when a model has come further, whichever process projects it; a call may be missed while PostgreSQL is away.
   * @returns ends the calls.
   */
  onReached(model: string, listener: (position: bigint) => void): () => void {
    return this.gate.onReached(model, listener);
  }

  /** Waits at most 2 s for a model. @returns whether it holds the position. */
  reached(model: string, position: bigint): Promise<boolean> {
    return this.gate.atLeast(model, position);
  }

  /**
   * Keys of what subjects of one tenant may read at this moment, in their order: with equal keys, every question that does not ask who
   * the reader is has the same answer. Compartments only ever come to be: keys that are equal now were equal before.
   */
  async accessKeys(tenantId: string, subjects: readonly Subject[]): Promise<readonly string[]> {
    await this.compartments.refresh(tenantId);
    return subjects.map((subject) => this.accessKey(subject));
  }

  /** Equal for subjects that may see the same records, as of the last look at their tenant, whoever they are. */
  compartmentsKey(subject: Subject): string {
    return `${subject.tenantId} ${digestOf(this.compartments.visibleTo(subject))}`;
  }

  /** The key of one subject, as of the last look at its tenant. */
  accessKey(subject: Subject): string {
    const { tenantId, orgId, roles, clearance, countries } = subject;
    const visible = digestOf(this.compartments.visibleTo(subject));
    return JSON.stringify([tenantId, orgId, clearance, roles.toSorted(), countries.toSorted(), visible]);
  }

  /**
   * Runs one statement over a model for a subject, after waiting for `atLeast`, the moment and the last re-marking that this process wrote.
   * @param build makes the statement from what is visible; its rows come back in order.
   * @param onRow is given them as they come instead. Where more is visible than was known, it all begins again with `build`.
   */
  async query<Row>(
    model: string,
    subject: Subject,
    { atLeast, moment }: { atLeast?: bigint | undefined; moment?: Moment | undefined },
    build: (visible: Visible) => Statement,
    onRow?: (row: Row) => Promise<void>,
  ): Promise<Answer<Row>> {
    // A past state too: who may see it is decided by the marking now.
    const wanted = latest(atLeast, moment?.position, this.remarkings.awaited(subject.tenantId));
    await this.gate.atLeast(model, wanted);
    return this.compartments.read(subject, async (visible) => {
      const { text, values, leftOut = 'false' } = build(visible);
      const { tenantId } = subject;
      let first: FirstRow | undefined;
      const given =
        onRow &&
        (async (row: FirstRow & Row): Promise<void> => {
          first ??= row;
          if (row.found) await onRow(row);
        });
      const { rows } = await this.reader.read(
        { tenantId, aclIds: visible.aclIds },
        {
          label: model,
          text: `select c.position as as_of_position, c.recorded_at as as_of_recorded_at, c.complete_at as as_of_complete_at,
            (select max(seq) from app.compartment where tenant_id = $1) as as_of_seq, ${leftOut} as as_of_left_out, d.*
          from "rm_${model}".checkpoint c left join lateral (select true as found, q.* from (${text}) q) d on true`,
          values: [tenantId, visible.aclIds, ...values],
          onRow: given,
        },
      );
      first ??= rows[0] as FirstRow;
      const position = first.as_of_position;
      const asOf: AsOf = {
        position: moment ? moment.position : position,
        recordedAt: moment ? moment.now : first.as_of_recorded_at,
        lagMs: lagMs(first.as_of_complete_at, this.now()),
        fresh: (moment?.complete ?? true) && (wanted === undefined || (position ?? -1n) >= wanted),
        reducedToTodaysAccess: first.as_of_left_out,
      };
      return { seq: first.as_of_seq, answer: { rows: rows.filter((row) => row.found) as Row[], asOf } };
    });
  }
}

/** What every answer says beside its rows. */
interface FirstRow {
  readonly found: boolean | null;
  readonly as_of_position: bigint | null;
  readonly as_of_recorded_at: string | null;
  readonly as_of_complete_at: string | null;
  readonly as_of_seq: bigint | null;
  readonly as_of_left_out: boolean;
}

const latest = (...positions: readonly (bigint | undefined)[]): bigint | undefined =>
  positions.reduce((last, position) => (last === undefined || (position !== undefined && position > last) ? position : last));

const digests = new WeakMap<Visible, string>();

const digestOf = (visible: Visible): string => {
  const known = digests.get(visible);
  if (known !== undefined) return known;
  const digest = createHash('sha256').update(visible.aclIds.join()).digest('base64url');
  digests.set(visible, digest);
  return digest;
};

const lagMs = (completeAt: string | null, now: Date): number => {
  const then = completeAt === null ? Number.NaN : Date.parse(completeAt);
  return Number.isNaN(then) ? 0 : Math.max(0, now.getTime() - then);
};
