/** The second wall: PostgreSQL itself keeps a reader from what its context does not name, also when a query forgets to. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { models } from '../../../projections/registry.js';
import { rollBack } from '../../../projections/runtime/generation.js';
import { CompartmentRegistry } from '../../../src/access/compartment-registry.js';
import type { Subject } from '../../../src/access/actor.js';
import { migrate } from '../../../src/app-schema/migrate.js';
import { DashboardQueries } from '../../../src/dashboard/dashboard.queries.js';
import { IntelReportQueries } from '../../../src/intel-reports/intel-report.queries.js';
import { LiveQueries } from '../../../src/live/live.queries.js';
import { createPool } from '../../../src/postgres/pool.js';
import { type ReadContext, Reader, type ReadStatement } from '../../../src/postgres/reader.js';
import { ReadModels } from '../../../src/read-side/read-model.queries.js';
import { Remarkings } from '../../../src/read-side/remarkings.js';
import { SEARCH_CONNECTION, SearchQueries } from '../../../src/search/search.queries.js';
import { SourceQueries } from '../../../src/sources/source.queries.js';
import { freshDatabase } from '../../spec/stores.js';
import { randomHistory } from './random-history.js';
import { eventually, ReadSide } from './read-side.js';
import { reader } from './subjects.js';

/** What is no secret of any record. */
const OPEN = new Set(['checkpoint', 'log_time']);
/** Without a policy, they show no row to anybody. */
const SHUT = new Set(['body_text']);
/** Functions that look further than row-level security lets them, and keep to the context themselves. */
const LOOK_UPS = ['report_text_alike', 'report_text_matching', 'source_text_alike', 'source_text_matching'];

interface Table {
  readonly place: string;
  readonly column: string;
}

/** A reader whose statements are told that every compartment may be seen. */
class WithoutFirstWall extends Reader {
  constructor(
    url: string,
    private readonly everything: readonly string[],
    settings: object = {},
  ) {
    super(url, { max: 4, name: 'spec', onError: () => undefined, ...settings });
  }

  override read(context: ReadContext, statement: ReadStatement): Promise<pg.QueryResult> {
    const [tenantId, second, ...values] = statement.values;
    return super.read(
      context,
      Array.isArray(second) ? { ...statement, values: [tenantId, this.everything, ...values] } : statement,
    );
  }
}

describe('the second wall', function () {
  this.timeout(120_000);
  let side: ReadSide;
  /** As the login, which is neither. */
  let login: pg.Pool;
  let tables: readonly Table[];
  let everything: readonly string[];
  let last: bigint;
  /** Sees some of what there is, and not all. */
  const junior = reader('acme', { clearance: 'UNCLASSIFIED', actorId: 'nobody', countries: [] });
  const readers: Reader[] = [];

  before(async () => {
    side = await ReadSide.open();
    login = createPool(side.stores.databaseUrl, { max: 2, name: 'spec', onError: () => undefined });
    await side.project();
    last = await side.appendAll(randomHistory(78, 400));
    await side.reached(last);
    const { rows } = await side.pool.query(
      `select format('%I.%I', n.nspname, c.relname) as place, min(a.attname::text) as column from pg_class c
         join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname in ('acl_id', 'from_acl_id')
         where n.nspname like 'rm\\_%' and c.relkind = 'r' group by 1 order by 1`,
    );
    tables = rows;
    everything = (await side.pool.query('select acl_id from app.compartment order by seq')).rows.map((row) => row.acl_id);
  });
  after(async () => {
    for (const each of readers) await each.end();
    await login?.end();
    await side?.close();
  });

  const readerOf = (url = side.stores.databaseUrl, max = 4): Reader => {
    const made = new Reader(url, { max, name: 'spec', onError: () => undefined });
    readers.push(made);
    return made;
  };
  const aclsIn = async ({ place, column }: Table, context: ReadContext, with_ = side.reader): Promise<readonly string[]> => {
    const { rows } = await with_.read(context, { label: 'spec', text: `select ${column} as acl from ${place}`, values: [] });
    return rows.map(({ acl }) => acl);
  };
  const contextOf = async (subject: Subject): Promise<ReadContext> => {
    const registry = new CompartmentRegistry(side.reader);
    await registry.refresh(subject.tenantId);
    return { tenantId: subject.tenantId, aclIds: registry.visibleTo(subject).aclIds };
  };

  it('stands around every table of every read model, and nobody who reads owns anything', async () => {
    const { rows } = await side.pool.query(
      `select c.relname as name, c.relrowsecurity as walled, pg_get_userbyid(c.relowner) as owner,
         (select string_agg(r.privilege_type, ',') from information_schema.role_table_grants r
           where r.table_schema = n.nspname and r.table_name = c.relname and r.grantee = 'ledger_reader') as granted,
         (select string_agg(distinct p.cmd, ',') from pg_policies p where p.schemaname = n.nspname and p.tablename = c.relname and p.roles = '{ledger_reader}') as policy
         from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname like 'rm\\_%' and c.relkind not in ('i', 't')`,
    );
    assert.ok(rows.length > models.length * 2);
    for (const { name, walled, owner, granted, policy } of rows) {
      assert.equal(owner, 'ledger_projector', name);
      assert.equal(granted, 'SELECT', name);
      const open = OPEN.has(name);
      assert.equal(walled, !open, `${name} has no row-level security`);
      assert.equal(policy, open || SHUT.has(name) ? null : 'SELECT', `${name} has no policy`);
    }
    const { rows: roles } = await side.pool.query(
      `select rolname, rolbypassrls, rolcanlogin, rolsuper from pg_roles where rolname in ('ledger_owner', 'ledger_projector', 'ledger_reader') order by 1`,
    );
    assert.deepEqual(
      roles.map((role) => [role.rolname, role.rolbypassrls, role.rolcanlogin, role.rolsuper]),
      [
        ['ledger_owner', false, false, false],
        ['ledger_projector', true, false, false],
        ['ledger_reader', false, false, false],
      ],
    );
    const { rows: functions } = await side.pool.query(
      `select proname from pg_proc p join pg_namespace n on n.oid = pronamespace where prosecdef and n.nspname not in ('pg_catalog', 'information_schema')
         and has_function_privilege('ledger_reader', p.oid, 'execute') order by 1`,
    );
    assert.deepEqual(
      functions.map(({ proname }) => proname),
      LOOK_UPS,
    );
  });

  it('shows of every table what the context names, and all of that', async () => {
    const { aclIds, tenantId } = await contextOf(junior);
    assert.ok(aclIds.length > 0 && aclIds.length < everything.length);
    for (const table of tables) {
      const { rows } = await side.pool.query(
        `select ${table.column} as acl from ${table.place} where ${table.column} = any($1)`,
        [aclIds],
      );
      const all = await side.pool.query(`select count(*)::int as n from ${table.place}`);
      const sorted = (acls: readonly string[]) => acls.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
      const seen = await aclsIn(table, { tenantId, aclIds });
      assert.deepEqual(sorted(seen), sorted(rows.map(({ acl }) => acl)), table.place);
      if (all.rows[0].n > 40) assert.ok(seen.length < all.rows[0].n, table.place);
    }
  });

  it('shows nothing without a context', async () => {
    for (const { place } of tables) {
      const { rows } = await side.reader.pool.query(`select count(*)::int as n from ${place}`);
      assert.equal(rows[0].n, 0, place);
    }
    for (const context of [
      { tenantId: '', aclIds: [] },
      { tenantId: 'acme', aclIds: ['', 'x', '%'] },
    ])
      for (const table of tables) assert.deepEqual(await aclsIn(table, context), [], table.place);
    const { rows } = await side.reader.pool.query('select * from app.compartment');
    assert.deepEqual(rows, []);
  });

  it('keeps the answers of every query when the first wall is gone', async () => {
    const { databaseUrl } = side.stores;
    const ask = async (plain: Reader, searching: Reader) => {
      const registry = new CompartmentRegistry(plain);
      await registry.refresh('acme');
      const readModels = new ReadModels(plain, side.gate, registry, new Remarkings(() => new Date(0)), () => new Date(0));
      const searches = new SearchQueries(
        new ReadModels(searching, side.gate, registry, new Remarkings(() => new Date(0)), () => new Date(0)),
      );
      const reports = new IntelReportQueries(readModels);
      const answers: unknown[] = [];
      for (const position of [undefined, last / 2n]) {
        answers.push(await new DashboardQueries(readModels).intelligence(junior, { position }));
        answers.push(await reports.list(junior, {}, undefined, { first: 200 }, { position }));
        answers.push(await reports.count(junior, {}, { position }));
        answers.push(await new SourceQueries(readModels).list(junior, {}, { first: 200 }, { position }));
      }
      answers.push((await new LiveQueries(readModels).changesAfter(junior, 0n, 1_000)).changes);
      for (const text of ['loader', 'phishing', 'laoder', 'draft', 'again', 'ворота'])
        answers.push(await searches.search(junior, { text, first: 100 }));
      return answers;
    };
    const open = new WithoutFirstWall(databaseUrl, everything);
    const openSearch = new WithoutFirstWall(databaseUrl, everything, SEARCH_CONNECTION);
    const walled = new Reader(databaseUrl, { max: 4, name: 'spec', onError: () => undefined, ...SEARCH_CONNECTION });
    readers.push(open, openSearch, walled);
    const expected = await ask(side.reader, walled);
    assert.ok(
      expected.slice(9).some((found) => (found as { totalCount: number }).totalCount > 0),
      'something was found',
    );
    // What comes of the lists of compartments alone is the statement's own.
    const plain = (answers: readonly unknown[]) =>
      JSON.parse(
        JSON.stringify(answers, (key, value) => (key === 'asOf' ? undefined : typeof value === 'bigint' ? `${value}` : value)),
      );
    assert.deepEqual(plain(await ask(open, openSearch)), plain(expected));
  });

  it('lets a search that forgets its filter find nothing more', async () => {
    const { aclIds, tenantId } = await contextOf(junior);
    for (const [lookUp, wanted] of [
      ['report_text_matching', `'''tenant acme''', '''tenant acme'''`],
      ['report_text_alike', `array['loader', 'loader', 'loader']`],
      ['source_text_matching', `'''tenant acme''', '''tenant acme'''`],
      ['source_text_alike', `array['watch', 'watch', 'watch']`],
    ]) {
      const text = `select acl_id from rm_search.${lookUp}(${wanted}, 'acme', 1000)`;
      const { rows } = await side.reader.read({ tenantId, aclIds }, { label: 'spec', text, values: [] });
      for (const row of rows) assert.ok(aclIds.includes(row.acl_id), lookUp);
      assert.deepEqual((await side.reader.pool.query(text)).rows, [], lookUp);
      const all = await side.reader.read({ tenantId, aclIds: everything }, { label: 'spec', text, values: [] });
      assert.ok(all.rows.length >= rows.length);
    }
  });

  it('shows the compartments of the reader’s own tenant only', async () => {
    const text = 'select distinct tenant_id from app.compartment';
    const { rows } = await side.reader.read({ tenantId: 'acme', aclIds: everything }, { label: 'spec', text, values: [] });
    assert.deepEqual(rows, [{ tenant_id: 'acme' }]);
  });

  it('gives rows as they come in the same context, and goes on after one that could not be taken', async () => {
    const { aclIds, tenantId } = await contextOf(junior);
    const text = 'select acl_id from rm_intelligence.report_state order by id, from_position';
    const { rows: expected } = await side.reader.read({ tenantId, aclIds }, { label: 'spec', text, values: [] });
    assert.ok(expected.length > 1);
    const given: object[] = [];
    const { rows } = await side.reader.read(
      { tenantId, aclIds },
      {
        label: 'spec',
        text,
        values: [],
        onRow: async (row) => {
          await setImmediate();
          given.push(row);
        },
      },
    );
    assert.deepEqual([given, rows], [expected, []]);
    let taken = 0;
    const failing = side.reader.read(
      { tenantId, aclIds },
      {
        label: 'spec',
        text,
        values: [],
        onRow: async () => {
          taken += 1;
          await setImmediate();
          throw new Error('not this one');
        },
      },
    );
    await assert.rejects(failing, /not this one/);
    assert.equal(taken, 1);
    const again = await side.reader.read({ tenantId, aclIds }, { label: 'spec', text, values: [] });
    assert.deepEqual(again.rows, expected);
  });

  it('lets PostgreSQL wait for whoever takes rows more slowly than they come', async () => {
    const reader = readerOf(side.stores.databaseUrl, 1);
    const bytes = 100_000;
    let [stream, taken, ahead]: [Socket | undefined, number, number] = [undefined, 0, 0];
    reader.pool.once('acquire', (client) => {
      ({ stream } = (client as unknown as { connection: { stream: Socket } }).connection);
    });
    await reader.read(await contextOf(junior), {
      label: 'spec',
      text: `select repeat('x', ${bytes}) as x from generate_series(1, 300)`,
      values: [],
      onRow: async () => {
        await delay(1);
        taken += 1;
        ahead = Math.max(ahead, stream!.bytesRead / bytes - taken);
      },
    });
    assert.equal(taken, 300);
    assert.ok(ahead < 30, `${ahead} rows were taken in and waited`);
  });

  it('refuses every write, and everything that is no read model', async () => {
    const name = `spec_${randomBytes(4).toString('hex')}`;
    await login.query(`create role ${name} login password 'spec'; grant ledger_reader to ${name} with set true, inherit true`);
    const url = new URL(side.stores.databaseUrl);
    url.username = name;
    url.password = 'spec';
    const own = new Reader(url.href, { max: 2, name: 'spec', onError: () => undefined });
    try {
      const refused = [
        ...tables.flatMap(({ place, column }) => [
          `update ${place} set ${column} = 'x'`,
          `delete from ${place}`,
          `insert into ${place} (${column}) values ('x')`,
          `truncate ${place}`,
          `alter table ${place} disable row level security`,
          `drop policy visible on ${place}`,
        ]),
        `insert into app.compartment (acl_id, tenant_id, owner_organisation, marking) values ('x', 'acme', 'cti', '{}')`,
        'select * from app.person',
        'select * from app.migration',
        'select count(*) from eventstore.events',
        `select app.wall('rm_intelligence')`,
        'create schema mine',
        'create table public.mine (acl_id text)',
        'set role ledger_projector',
        'set role ledger_owner',
      ];
      for (const text of refused) await assert.rejects(own.pool.query(text), { code: '42501' }, text);
      // A login of its own may neither leave the role for itself, nor see more by it.
      await own.pool.query('reset role');
      for (const table of tables) {
        const client = await own.pool.connect();
        try {
          await client.query('set role none');
          assert.equal((await client.query(`select count(*)::int as n from ${table.place}`)).rows[0].n, 0, table.place);
        } finally {
          client.release(true);
        }
      }
      const reports = tables.find(({ place }) => place === 'rm_intelligence.report_state')!;
      assert.deepEqual(new Set(await aclsIn(reports, await contextOf(junior), own)).size > 0, true);
    } finally {
      await own.end();
      await login.query(`drop role ${name}`);
    }
  });

  it('never hands a context to the next user of a connection, whatever became of the one before', async () => {
    const shared = new Reader(side.stores.databaseUrl, { max: 2, name: 'spec', onError: () => undefined, statementTimeout: 300 });
    readers.push(shared);
    const reports = tables.find(({ place }) => place === 'rm_intelligence.report_state')!;
    const left = async () => {
      const { rows } = await shared.pool.query(
        `select coalesce(current_setting('ledger.acl', true), '') as acl, coalesce(current_setting('ledger.tenant', true), '') as tenant,
           (select count(*)::int from ${reports.place}) as n`,
      );
      assert.deepEqual(rows, [{ acl: '', tenant: '', n: 0 }]);
    };
    const fails = [
      { text: `select 1 / (select count(*) * 0 from ${reports.place})`, code: '22012' },
      { text: `select pg_sleep(5), acl_id from ${reports.place}`, code: '57014' },
      { text: 'select * from rm_intelligence.nowhere', code: '42P01' },
      { text: 'select what is this', code: '42601' },
    ];
    let ended = 0;
    const one = async (i: number): Promise<void> => {
      const aclId = everything[i % everything.length];
      const context = { tenantId: 'acme', aclIds: [aclId] };
      if (i % 6 === 5) await left();
      else if (i % 6 === 4) {
        const { text, code } = fails[ended++ % fails.length];
        await assert.rejects(shared.read({ tenantId: 'acme', aclIds: everything }, { label: 'spec', text, values: [] }), {
          code,
        });
      } else for (const acl of await aclsIn(reports, context, shared)) assert.equal(acl, aclId);
    };
    await Promise.all(Array.from({ length: 90 }, (_, i) => one(i)));
    for (const { text, code } of fails) {
      await assert.rejects(shared.read({ tenantId: 'acme', aclIds: everything }, { label: 'spec', text, values: [] }), { code });
      await left();
      await left();
    }
    // Values that no statement can be bound with fail before they are sent.
    const circular: Record<string, unknown> = {};
    circular['itself'] = circular;
    await assert.rejects(
      shared.read({ tenantId: 'acme', aclIds: everything }, { label: 'spec', text: 'select $1::jsonb', values: [circular] }),
      /circular/,
    );
    await left();
    await left();
  });

  it('ends a context with a statement that is cancelled, and with a connection that is ended', async () => {
    const alone = readerOf(undefined, 1);
    const pidOf = async () => (await alone.pool.query('select pg_backend_pid() as pid')).rows[0].pid as number;
    for (const [ends, code] of [
      ['pg_cancel_backend', '57014'],
      ['pg_terminate_backend', '57P01'],
    ]) {
      const pid = await pidOf();
      const context = { tenantId: 'acme', aclIds: everything };
      const reading = assert.rejects(alone.read(context, { label: 'spec', text: 'select pg_sleep(20)', values: [] }), { code });
      await eventually('it sleeps', async () => {
        const { rows } = await login.query(`select wait_event as waits from pg_stat_activity where pid = $1`, [pid]);
        return rows[0].waits === 'PgSleep';
      });
      await login.query(`select ${ends}($1)`, [pid]);
      await reading;
      const { rows } = await alone.pool.query(`select coalesce(current_setting('ledger.acl', true), '') as acl`);
      assert.deepEqual(rows, [{ acl: '' }]);
    }
  });

  it('stands at every moment of a rebuild and of a way back', async () => {
    const context = await contextOf(junior);
    const mayBeSeen = new Set(context.aclIds);
    const watched = readerOf(undefined, 3);
    const rebuilt = new AbortController();
    let reads = 0;
    const watch = async (table: Table): Promise<void> => {
      while (!rebuilt.signal.aborted) {
        for (const acl of await aclsIn(table, context, watched)) assert.ok(mayBeSeen.has(acl), table.place);
        assert.equal((await watched.pool.query(`select count(*)::int as n from ${table.place}`)).rows[0].n, 0, table.place);
        reads += 1;
      }
    };
    const watching = Promise.all(
      tables.filter(({ place }) => /report_state|counter_at|remark|report_text/.test(place)).map((table) => watch(table)),
    );
    try {
      for (let i = 0; i < 2; i += 1) await side.build();
      for (const model of models) await rollBack(side.pool, model);
    } finally {
      rebuilt.abort();
      await watching;
    }
    assert.ok(reads > 0);
  });

  it('is put around what an older ledger left, which changes hands, by any number of processes at once', async () => {
    const database = await freshDatabase();
    const pool = createPool(database.url, { max: 1, name: 'spec', onError: () => undefined });
    try {
      await pool.query(`create schema app; create schema rm_older; create table rm_older.seen (acl_id text);
        insert into rm_older.seen values ('a'), ('b'); create table rm_older.unmarked as select 'secret' as word`);
      await Promise.all([1, 2, 3].map(() => migrate(database.url)));
      const { rows } = await pool.query(`select distinct tableowner as owner from pg_tables where schemaname = 'rm_older'`);
      assert.deepEqual(rows, [{ owner: 'ledger_projector' }]);
      const late = readerOf(database.url, 1);
      const read = async (text: string) =>
        (await late.read({ tenantId: 'acme', aclIds: ['b'] }, { label: 'spec', text, values: [] })).rows;
      assert.deepEqual(await read('select acl_id from rm_older.seen'), [{ acl_id: 'b' }]);
      assert.deepEqual(await read('select word from rm_older.unmarked'), []);
      await late.end();
      readers.splice(readers.indexOf(late), 1);
    } finally {
      await pool.end();
      await database.drop();
    }
  });

  it('says what to run when the login may not make the roles', async () => {
    const database = await freshDatabase();
    const owner = new pg.Client(database.url);
    await owner.connect();
    const name = `spec_${randomBytes(4).toString('hex')}`;
    await owner.query(`create role ${name} login password 'spec'`);
    const url = new URL(database.url);
    url.username = name;
    url.password = 'spec';
    try {
      await assert.rejects(migrate(url.href), (error: Error) => {
        assert.equal(error.constructor.name, 'ConfigError');
        assert.match(
          error.message,
          new RegExp(`may not set up the roles.*grant ledger_owner to "${name}" with set true, inherit true`),
        );
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    } finally {
      await owner.query(`drop role ${name}`);
      await owner.end();
      await database.drop();
    }
  });
});
