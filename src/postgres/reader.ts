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
}

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

  constructor(
    { label, text, values }: ReadStatement,
    private readonly context: ReadContext,
  ) {
    super({ name: statementName(label, text), text, values: [...values] });
    const submit = this.submit.bind(this);
    this.submit = (connection) => {
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

  handleCommandComplete(message: unknown, connection: pg.Connection): void {
    if (!this.contextIsSet) this.contextIsSet = true;
    else completed.call(this, message, connection);
  }
}

type Completed = (this: pg.Query, message: unknown, connection: pg.Connection) => void;
const completed = (pg.Query.prototype as unknown as { handleCommandComplete: Completed }).handleCommandComplete;

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
  read(context: ReadContext, statement: ReadStatement): Promise<pg.QueryResult> {
    return this.pool.query(new ReadInContext(statement, context)) as unknown as Promise<pg.QueryResult>;
  }

  end(): Promise<void> {
    return this.pool.end();
  }
}
