/** perf */
import { randomUUID } from 'node:crypto';
import * as fs from 'node:fs';
import { EventStoreDBClient, jsonEvent, START } from '@eventstore/db-client';
import { startEmbeddedStores } from '/work/main/src/embedded/embedded-stores.js';
import { migrate } from '/work/main/src/app-schema/migrate.js';
import { createPool } from '/work/main/src/postgres/pool.js';
import { EventStoreConnection } from '/work/main/src/ledger/esdb/connection.js';
import { EsdbEventLog } from '/work/main/src/ledger/esdb/esdb-event-log.js';
import { readEvent } from '/work/main/src/event-catalogue.js';
import { models } from '/work/main/projections/registry.js';
import { rebuild } from '/work/main/projections/runtime/generation.js';
import { Projector } from '/work/main/projections/runtime/projector.js';
import { drafted, submitted, approvedBy, publishedAt, revised, loader, monday } from '/work/main/test/examples/intel-report.js';
import { registered } from '/work/main/test/examples/source.js';
import { green, amber, secret } from '/work/main/test/examples/marking.js';

const N = Number(process.env.N ?? 100_000);
const dataDir = '/tmp/proj-task/data';
fs.mkdirSync(dataDir, { recursive: true }); fs.chmodSync('/tmp/proj-task', 0o755); fs.chmodSync(dataDir, 0o755);
const stores = await startEmbeddedStores({ dataDir, log: () => {}, durable: false } as never);
await migrate(stores.databaseUrl);
const client = EventStoreDBClient.connectionString(stores.eventStoreUrl);
const pool = createPool(stores.databaseUrl, { max: 12, name: 'p', onError: () => {} });
const connection = new EventStoreConnection(stores.eventStoreUrl);
const log = new EsdbEventLog(connection, readEvent);
const secs = (t: number) => (performance.now() - t) / 1000;
try {
  if ((await connection.head()) === undefined) {
    const t = performance.now();
    const { body: _, ...c } = loader;
    const sources = Array.from({ length: 12 }, () => randomUUID());
    let made = 0, k = 0;
    const meta = () => ({ tenantId: 'acme', orgId: 'cti', actorId: 'actor-ana-0123456789abcdef', actorKind: 'human', commandId: randomUUID(), commandHash: 'h'.repeat(43), $correlationId: randomUUID(), $causationId: randomUUID(), schemaVersion: 1, recordedAt: new Date(Date.UTC(2026, 0, 5) + made * 10).toISOString(), saltData: 's'.repeat(22), saltMeta: 's'.repeat(22) });
    const put = async (stream: string, evs: any[]) => { await client.appendToStream(stream, evs.map((e) => { made++; return jsonEvent({ type: e.type, data: e.data, metadata: meta() as never }); })); };
    for (const s of sources) await put(`source-acme.${s}`, [registered]);
    while (made < N) {
      const batch: Promise<void>[] = [];
      for (let i = 0; i < 64 && made < N; i++) {
        k++;
        const marking = [green, amber, secret][k % 3];
        const d = { type: 'IntelReportDrafted', data: { ...drafted.data, marking, content: { ...c, body: 'x'.repeat(200), title: `Report ${k}`, sourceIds: [sources[k % 12]] } } };
        const seq: any[] = [d, revised, submitted, approvedBy('actor-ben'), publishedAt(monday)].slice(0, 1 + (k % 5));
        batch.push(put(`intelReport-acme.${randomUUID()}`, seq));
      }
      await Promise.all(batch);
    }
    console.log(`generated ${made} in ${secs(t).toFixed(1)} s`);
  }
  const bare = async () => { const t = performance.now(); let n = 0; for await (const { event } of client.readAll({ fromPosition: START })) if (event) n++; const r = n / secs(t); console.log(`bare read ${n}: ${Math.round(r)}/s`); return r; };
  const what = process.argv[2] ?? 'all';
  const b1 = await bare();
  if (what === 'decode' || what === 'all') { const t = performance.now(); let n = 0; for await (const _ of log.read(undefined)) n++; console.log(`decoded ${Math.round(n / secs(t))}/s`); }
  if (what === 'rebuild' || what === 'all') {
    for (const { name } of models) await pool.query(`drop schema if exists rm_${name} cascade`);
    const t = performance.now();
    const marks: string[] = []; let phase = '';
    await rebuild(models, { pool, log, now: () => new Date(), onProgress: (p) => { if (p.phase !== phase) { phase = p.phase; marks.push(`${phase}@${secs(t).toFixed(2)}`); } } });
    const s = secs(t);
    console.log(`rebuild ${s.toFixed(1)} s, ${Math.round(N / s)}/s, ratio ${(N / s / b1).toFixed(2)}, rss ${Math.round(process.memoryUsage().rss / 1e6)} MB`, marks.join(' '));
  }
  const c0 = await pool.query("select enumvals from pg_settings where name = 'default_toast_compression'"); console.log(c0.rows[0]);
  if (what === 'live' || what === 'all') {
    for (const { name } of models) { await pool.query(`drop schema if exists rm_${name} cascade`); }
    for (const m of models) { const c = await pool.connect(); await c.query(`create schema rm_${m.name}`); await m.create(c, `rm_${m.name}`); await m.index(c, `rm_${m.name}`); const { createCheckpointSql } = await import('/work/main/projections/runtime/checkpoint.js'); for (const q of createCheckpointSql(`rm_${m.name}`, m.version)) await c.query(q); c.release(); }
    const head = `${await connection.head()}`;
    const t = performance.now();
    const p = new Projector({ pool, log, models, now: () => new Date(), onProblem: console.log });
    await p.start();
    while (!p.health().models.every((m) => m.position === head)) await new Promise((r) => setTimeout(r, 20));
    const s = secs(t);
    console.log(`live ${Math.round(N / s)}/s`, `rss ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
    await p.stop();
  }
  await bare();
} finally { await pool.end(); await connection.close(); await client.dispose(); await stores.stop(); }
