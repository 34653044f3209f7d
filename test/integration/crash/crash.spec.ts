/** Whatever is killed while sixteen writers write: what was acknowledged is there once, and everything derived from it is right. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type EmbeddedStores, startEmbeddedStores } from '../../../src/embedded/embedded-stores.js';
import { processIsAlive } from '../../../src/embedded/running-process.js';
import { readEvent } from '../../../src/event-catalogue.js';
import { EventStoreConnection } from '../../../src/ledger/esdb/connection.js';
import { EsdbBlobs } from '../../../src/ledger/esdb/esdb-blobs.js';
import { EsdbEventLog } from '../../../src/ledger/esdb/esdb-event-log.js';
import { createPool } from '../../../src/postgres/pool.js';
import { models } from '../../../projections/registry.js';
import { temporaryDataDir } from '../../spec/stores.js';
import { ApplicationProcess } from './application-process.js';
import { type Kill, killPlan, type Victim } from './kill-plan.js';
import { assertContiguousStreams, assertPositionsGrow, auditOutcomes, type Log, readLog } from './log-audit.js';
import { Observer } from './observer.js';
import { assertCaughtUp, assertCompartmentsKnown, assertEqualToRebuild } from './read-models.js';
import { BODY_MEDIA_TYPE, bodyOf, subjectOf, WRITERS } from './workload.js';
import { Writers } from './writers.js';

const KILLS = Number(process.env.CRASH_KILLS ?? 8);
/** Replays the choice of victims, delays and commands; how they interleave is up to the machine. */
const SEED = process.env.CRASH_SEED ?? randomBytes(4).toString('hex');
const RECOVERY_MS = 60_000;
const LOG_LINES_SHOWN = 60;
const STACK_LINE = /:\s+at \S/;

describe(`crash: ${KILLS} kills of event-store node, application and PostgreSQL under 16 writers (CRASH_SEED=${SEED} CRASH_KILLS=${KILLS})`, function () {
  this.timeout(60_000 + KILLS * 20_000);

  const lines: string[] = [];
  const started = Date.now();
  const note = (line: string): void => {
    if (!STACK_LINE.test(line)) lines.push(`${((Date.now() - started) / 1000).toFixed(2)} s  ${line}`);
  };
  let stores: EmbeddedStores;
  let application: ApplicationProcess;
  let writers: Writers;
  let observer: Observer;
  let connection: EventStoreConnection;
  let pool: Pool;
  let log: Log;

  before(async () => {
    stores = await startEmbeddedStores({ dataDir: await temporaryDataDir(), log: note, durable: true });
    pool = createPool(stores.databaseUrl, { max: models.length + 4, name: 'crash test', onError: () => undefined });
    connection = new EventStoreConnection(stores.eventStoreUrl);
    observer = new Observer(stores.eventStoreUrl);
    application = new ApplicationProcess(stores, note);
    application.start();
    writers = new Writers(SEED, application);
    await acknowledged(WRITERS);
    for (const kill of killPlan(SEED, KILLS - 1)) await carryOut(kill);
    await acknowledged(4 * WRITERS);
    let silent = false;
    void writers.stop().then(() => (silent = true));
    await eventually(() => silent);
    // Nothing follows this one that could tell the read models what they lost.
    await kill('postgres');
    log = await eventually(() => readLog(stores.eventStoreUrl).catch(() => undefined));
  });

  afterEach(function () {
    if (this.currentTest?.state === 'failed') console.error(lines.slice(-LOG_LINES_SHOWN).join('\n'));
  });

  after(async () => {
    if (!log) console.error(lines.slice(-LOG_LINES_SHOWN).join('\n'));
    application?.kill();
    await application?.stop();
    await observer?.stop();
    await connection?.close();
    await pool?.end();
    await stores?.stop();
  });

  it('every acknowledged command stands once at its receipt, refused ones left nothing, those in doubt are there whole or not at all', function () {
    const tally = auditOutcomes(log, writers.journal);
    const told = Object.entries(tally).map(([name, count]) => `${name} ${count}`);
    this.test!.title += ` (${told.join(', ')})`;
    assert.ok(tally.acknowledged > 0 && tally.severalEvents > 0);
  });

  it('every stream runs without a gap, and positions only grow', () => {
    assertContiguousStreams(log);
    assertPositionsGrow(log);
  });

  it('who watched all the time saw the log in the order it has now', async function () {
    await eventually(() => observer.seen.length >= log.sightings.length);
    this.test!.title += ` (${log.sightings.length} events, subscribed again ${observer.reconnections} times)`;
    assert.deepEqual(
      observer.seen.map(({ fingerprint }) => fingerprint),
      log.sightings.map(({ fingerprint }) => fingerprint),
    );
  });

  it('long bodies are whole wherever an event names them', async () => {
    const written = new Set(log.events.map(({ metadata }) => (metadata as { commandId?: string } | undefined)?.commandId));
    const blobs = new EsdbBlobs(connection, () => new Date());
    for (const { request } of writers.journal) {
      if (request.command.type !== 'Draft' || typeof request.command.content.body === 'string' || !written.has(request.commandId))
        continue;
      const drafted = log.events.some(
        ({ type, metadata }) =>
          type === 'IntelReportDrafted' && (metadata as { commandId?: string }).commandId === request.commandId,
      );
      if (!drafted) continue;
      assert.equal(request.command.content.body.mediaType, BODY_MEDIA_TYPE);
      const content = await blobs.get(subjectOf(request.writer).tenantId, request.command.content.body);
      assert.ok(content.equals(bodyOf(request)));
    }
  });

  it('the application outlived its stores, and none of its projections stopped', async () => {
    assert.deepEqual(application.deaths, []);
    const health = await application.health();
    assert.deepEqual(
      health.filter(({ stopped }) => stopped !== null),
      [],
    );
    assert.ok(health.length > 0);
  });

  it('the read models catch up with the log, and equal a rebuild in every table', async function () {
    await assertCaughtUp(pool, log.sightings.at(-1)!.position);
    assert.ok(await application.stop(), 'the application closes when it is asked to');
    await assertCompartmentsKnown(pool);
    const tables = await assertEqualToRebuild(pool, new EsdbEventLog(connection, readEvent));
    this.test!.title += ` (${Object.entries(tables)
      .map(([name, sum]) => `${name} ${sum.split(',')[0]}`)
      .join(', ')})`;
  });

  async function carryOut({ victim, afterCommands, delayMs }: Kill): Promise<void> {
    await acknowledged(afterCommands);
    await delay(delayMs);
    await kill(victim);
  }

  /** Waits until so many more commands have been acknowledged. */
  async function acknowledged(commands: number): Promise<void> {
    const before = writers.acknowledged;
    await eventually(() => writers.acknowledged >= before + commands);
  }

  async function kill(victim: Victim): Promise<void> {
    const pid = await eventually(() => pidOf(victim));
    note(`killing ${victim} (process ${pid}) after ${writers.acknowledged} acknowledged commands`);
    if (victim === 'application') application.kill();
    else process.kill(pid, 'SIGKILL');
  }

  /** The process that plays the part at this moment; undefined while it is being brought back. */
  function pidOf(victim: Victim): number | undefined {
    const pid =
      victim === 'application' ? application.pid : victim === 'node' ? stores.pids.eventStoreNode : stores.pids.postgres;
    return pid !== undefined && processIsAlive(pid) ? pid : undefined;
  }

  async function eventually<T>(attempt: () => T | Promise<T>): Promise<NonNullable<T>> {
    const deadline = Date.now() + RECOVERY_MS;
    for (;;) {
      const reached = await attempt();
      if (reached) return reached;
      assert.deepEqual(application.deaths, []);
      if (Date.now() > deadline) throw new Error(`not reached within ${RECOVERY_MS / 1000} s: ${attempt.toString()}`);
      await delay(10);
    }
  }
});
