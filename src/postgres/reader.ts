/** Reads as the role that owns nothing, in a context that holds for one statement and sees that statement's round trip only. */
import { createHash } from 'node:crypto';
import pg from 'pg';
import { createPool, type PoolOptions } from './pool.js';
import { READER } from './roles.js';

/** Whose rows a statement may see. */
export interface ReadContext {
  readonly tenantId: string;
  /** Compartments. */
  readonly aclIds: readonly string[];
}

export interface ReadStatement {
  /** Begins the name that PostgreSQL keeps it under. */
  readonly label: string;
  readonly text: string;
  readonly values: readonly unknown[];
  /**
   * Is given one row after the other as they come, while PostgreSQL makes the next ones; the result has none then.
   * Where it is slower than PostgreSQL, that waits. What it throws fails the statement.
   */
  readonly onRow?: ((row: never) => Promise<void>) | undefined;
}

/** Rows that may wait to be given before PostgreSQL does. */
const ROWS_WAITING = 4;

const CONTEXT = 'ledger context';
/** Has no rows, so that none are taken for those of the statement that follows. */
const SET_CONTEXT = `select where (set_config('ledger.tenant', $1, true) || set_config('ledger.acl', $2, true)) is null`;

const lists = new WeakMap<readonly string[], string>();
const listOf = (aclIds: readonly string[]): string => {
  const known = lists.get(aclIds);
  if (known !== undefined) return known;
  const list = aclIds.join();
  lists.set(aclIds, list);
  return list;
};

const names = new Map<string, string>();

/** PostgreSQL tells prepared statements apart by their first 63 characters. */
const statementName = (label: string, text: string): string => {
  const known = names.get(text);
  if (known) return known;
  const name = `${label} ${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`;
  names.set(text, name);
  return name;
};

/**
 * A statement behind the one that sets its context, both before one Sync: that makes them one transaction (PostgreSQL protocol, "Pipelining"),
 * and the context ends with it, whether it commits, fails or is cancelled. Should the context not be set, there are no rows.
 */
class ReadInContext extends pg.Query {
  private contextIsSet = false;
  private readonly onRow: ReadStatement['onRow'];
  private readonly waiting: unknown[] = [];
  private stream: pg.Connection['stream'] | undefined;
  private giving: Promise<void> | undefined;
  private failure: { readonly error: unknown } | undefined;

  constructor(
    { label, text, values, onRow }: ReadStatement,
    private readonly context: ReadContext,
  ) {
    super({ name: statementName(label, text), text, values: [...values] });
    this.onRow = onRow;
    const submit = this.submit.bind(this);
    this.submit = (connection) => {
      this.stream = connection.stream;
      connection.stream.cork();
      try {
        connection.bind({ statement: CONTEXT, values: [this.context.tenantId, listOf(this.context.aclIds)] }, true);
        connection.execute({}, true);
        return submit(connection);
      } finally {
        connection.stream.uncork();
      }
    };
  }

  /** Ends when every row was given; fails as giving one did. */
  async given(): Promise<void> {
    await this.giving;
    if (this.failure) throw this.failure.error;
  }

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (!this.contextIsSet) this.contextIsSet = true;
    else inherited.handleCommandComplete.call(this, message, connection);
  }

  handleReadyForQuery(connection: pg.Connection): void {
    // The next statement of this connection does not wait for the rows of this one.
    this.stream?.resume();
    inherited.handleReadyForQuery.call(this, connection);
  }

  handleDataRow(message: DataRow): void {
    if (!this.onRow) return inherited.handleDataRow.call(this, message);
    if (this.failure) return;
    this.waiting.push((this as unknown as Internals)._result.parseRow(message.fields));
    if (this.waiting.length >= ROWS_WAITING) this.stream?.pause();
    this.giving ??= this.give(this.onRow);
  }

  private async give(onRow: NonNullable<ReadStatement['onRow']>): Promise<void> {
    try {
      for (let row = this.waiting.shift(); row !== undefined; row = this.waiting.shift()) {
        await onRow(row as never);
        if (this.waiting.length === 0) this.stream?.resume();
      }
    } catch (error) {
      this.failure = { error };
      this.waiting.length = 0;
      this.stream?.resume();
    } finally {
      this.giving = undefined;
    }
  }
}

interface DataRow {
  readonly fields: readonly unknown[];
}
interface Internals {
  readonly _result: { parseRow(fields: readonly unknown[]): unknown };
}
interface Handlers {
  handleCommandComplete(this: pg.Query, message: unknown, connection: pg.Connection): void;
  handleDataRow(this: pg.Query, message: DataRow): void;
  handleReadyForQuery(this: pg.Query, connection: pg.Connection): void;
}
const inherited = pg.Query.prototype as unknown as Handlers;

export class Reader {
  /** For what is no secret of any record: it has no context, and so no rows of any. */
  readonly pool: pg.Pool;

  constructor(databaseUrl: string, options: Omit<PoolOptions, 'role' | 'prepare'>) {
    this.pool = createPool(databaseUrl, {
      ...options,
      role: READER,
      prepare: (client, done) => client.query({ name: CONTEXT, text: SET_CONTEXT, values: ['', ''] }, (error) => done(error)),
    });
  }

  /** Runs one statement in one round trip; it sees the rows of the context and no other. */
  async read(context: ReadContext, statement: ReadStatement): Promise<pg.QueryResult> {
    const query = new ReadInContext(statement, context);
    const result = await (this.pool.query(query) as unknown as Promise<pg.QueryResult>);
    if (statement.onRow) await query.given();
    return result;
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}
