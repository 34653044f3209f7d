/** Two instances, killed in the middle of an import and at the steps of a report's or an alert's way to its reader: all happens once all the same. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { readEvent } from '../../../src/event-catalogue.js';
import { incidentEvents } from '../../../src/incidents/incident.events.js';
import type { RecordedEvent } from '../../../src/ledger/event-contract.js';
import { EventStoreConnection } from '../../../src/ledger/esdb/connection.js';
import { EsdbEventLog } from '../../../src/ledger/esdb/esdb-event-log.js';
import { reportShareEvents } from '../../../src/report-shares/report-share.events.js';
import { bareStores, type FreshStores, temporaryDataDir } from '../../spec/stores.js';
import { Choices } from './choices.js';
import { Instances, type Serving } from './instances.js';

const SEED = process.env.REPORT_KILLS_SEED ?? randomBytes(4).toString('hex');
/** Of a report, from when it is due until its reader is told; the last are those of an alert too. */
const STEPS = [
  ...['Request', 'Start', 'Complete', 'Render.json', 'Render.html', 'Render.pdf', 'Render.csv'].flatMap((step) => [
    `before socReport.${step}`,
    `after socReport.${step}`,
  ]),
  ...['Plan', 'Attempt', 'Succeed'].flatMap((step) => [`before delivery.${step}`, `after delivery.${step}`]),
  ...['before', 'after'].map((when) => `${when} ${reportShareEvents.category}.Share`),
];
const ALL = process.env.REPORT_KILLS === 'all';

const DAY_MS = 86_400_000;
const DAYS = 2;
/** Where it is about noon now: no day ends while this runs, and the report of the last one is due whatever the hour. */
const hoursEast = 12 - new Date().getUTCHours();
const ZONE = `Etc/GMT${hoursEast > 0 ? '-' : '+'}${Math.abs(hoursEast)}`;
const ALERTS = 1;
const TICKETS = 24;
const WORDS = {
  system: 'Desk',
  columns: { id: 'number', state: 'state', openedAt: 'opened', updatedAt: 'updated', sequence: 'count' },
  states: { New: 'new', Active: 'active', Waiting: 'hold:user', Resolved: 'resolved', Closed: 'closed' },
  dates: { format: 'ISO', zone: 'UTC' },
};

/** One ticket has more rows than a single command records. */
const logOfTickets = (): string => {
  const opened = Date.now() - 2 * DAY_MS;
  const rows = Array.from({ length: TICKETS }, (_, ticket) => {
    const long = ticket === 0 ? 110 : 1;
    const states = ['New', ...Array.from({ length: long }, () => ['Active', 'Waiting']).flat(), 'Active', 'Resolved', 'Closed'];
    const at = (minutes: number): string => new Date(opened + ticket * 60_000 + minutes * 60_000).toISOString();
    return states.map((state, count) => [`T${ticket}`, state, at(0), at(count), count].join(','));
  });
  return ['number,state,opened,updated,count', ...rows.flat()].join('\n');
};

const LOG = logOfTickets();

describe(`reports and imports with two instances killed on the way (REPORT_KILLS_SEED=${SEED}; REPORT_KILLS=all for every step)`, function () {
  // What a dead instance had begun is waited for before another one takes it over.
  this.timeout(ALL ? 3_600_000 : 120_000);
  const choices = new Choices(SEED, 'steps');
  const deadly = [`after incident.Import ${choices.duration(2, TICKETS)}`, ...(ALL ? STEPS : [choices.pick(STEPS)])];
  const calls: { id: string; body: { data: Record<string, string> } }[] = [];
  const [broken, whole] = ['broken', 'whole'].map((tenant) => ({
    tenant,
    org: 'soc',
    sub: 'mo',
    roles: ['soc_manager', 'tenant_admin'],
    clearance: 'SECRET',
  }));
  let stores: FreshStores;
  let receiver: Server;
  let instances: Instances;
  let connection: EventStoreConnection;
  let log: EsdbEventLog;
  let graves: string;

  before(async () => {
    stores = await bareStores();
    graves = await temporaryDataDir();
    receiver = createServer((request, response) => {
      void text(request).then((body) => {
        calls.push({ id: String(request.headers['webhook-id']), body: JSON.parse(body) });
        response.writeHead(204).end();
      });
    }).listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    connection = new EventStoreConnection(stores.eventStoreUrl);
    log = new EsdbEventLog(connection, readEvent);
    instances = new Instances({
      stores: { databaseUrl: stores.databaseUrl, databaseReadUrl: stores.databaseUrl, eventStoreUrl: stores.eventStoreUrl },
      env: {
        NODE_ENV: 'test',
        PORT: '0',
        LOG_LEVEL: 'fatal',
        PROJECTIONS: 'inline',
        BUILT_IN_REPORTS: '0',
        INSTANCE_KEY: randomBytes(32).toString('hex'),
        WEBHOOK_NETWORKS: '127.0.0.0/8',
        PUBLIC_URL: 'https://ledger.acme.example',
      },
      tokensFor: [broken, whole],
      deadly,
      graves,
    });
    await Promise.all([instances.whenServing(0), instances.whenServing(1)]);
  });
  after(async () => {
    await instances?.stop();
    receiver?.close();
    await connection?.close();
    await stores?.stop();
  });

  const died = (): readonly string[] => fs.readdirSync(graves).toSorted();
  const events = async (): Promise<readonly RecordedEvent[]> => {
    const found: RecordedEvent[] = [];
    for await (const item of log.read(undefined)) if (item.kind === 'event') found.push(item.recorded);
    return found;
  };
  const importInto = async ({ url, tokens }: Serving, token: number) => {
    const mapping = encodeURIComponent(JSON.stringify(WORDS));
    const response = await fetch(`${url}/api/v1/incidents/import?mapping=${mapping}&tlp=GREEN`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[token]}`, 'content-type': 'text/csv' },
      body: LOG,
    });
    assert.equal(response.status, 200, await response.clone().text());
    return (await response.json()) as { rows: Record<string, number>; incidents: Record<string, number> };
  };
  const data = async ({ url, tokens }: Serving, query: string, input: object): Promise<void> => {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens[0]}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { input } }),
    });
    assert.equal(((await response.json()) as { errors?: unknown }).errors, undefined);
  };

  it('completes an import that was broken off, as if nothing had happened', async () => {
    await assert.rejects(importInto(await instances.whenServing(0), 0));
    const other = await instances.whenServing(1);
    const second = await importInto(other, 0);
    assert.ok(second.rows.known > 0 && second.rows.events > 0, JSON.stringify(second));
    await importInto(other, 1);
    const third = await importInto(other, 0);
    assert.deepEqual([third.rows.events, third.incidents.unchanged], [0, TICKETS]);

    const told: Record<string, Map<string, object[]>> = { [broken.tenant]: new Map(), [whole.tenant]: new Map() };
    const ticketOf = new Map<string, string>();
    for (const { event, at } of await events()) {
      if (at.category !== incidentEvents.category) continue;
      const { origin } = event.data as { origin?: { id: string } };
      if (origin) ticketOf.set(at.recordId, origin.id);
      const ticket = ticketOf.get(at.recordId)!;
      const tickets = told[at.meta.tenantId];
      tickets.set(ticket, [...(tickets.get(ticket) ?? []), event]);
    }
    assert.equal(told[whole.tenant].size, TICKETS);
    for (const [ticket, facts] of told[whole.tenant]) assert.deepEqual(told[broken.tenant].get(ticket), facts, ticket);
  });

  it('makes and delivers one report a period, and one alert of a silent feed, whichever instance dies at which step', async () => {
    const mutate = async (query: string, input: object) => data(await instances.whenServing(1), query, input);
    await mutate('mutation ($input: CreateDistributionListInput!) { createDistributionList(input: $input) { record { id } } }', {
      name: 'Partner',
      reportTypes: ['operational'],
      feedAlerts: true,
      content: 'link',
      receivers: [
        {
          kind: 'webhook',
          label: 'Partner',
          organisation: 'partner',
          url: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`,
          secret: `whsec_${randomBytes(32).toString('base64')}`,
        },
      ],
    });
    await mutate('mutation ($input: CreateReportScheduleInput!) { createReportSchedule(input: $input) { record { id } } }', {
      name: 'Days',
      reportType: 'operational',
      cadence: 'daily',
      zone: ZONE,
      activeFrom: new Date(Date.now() - DAYS * DAY_MS).toISOString(),
      tlp: 'GREEN',
      secrecyLevel: 'UNCLASSIFIED',
    });
    await mutate('mutation ($input: CreateFeedInput!) { createFeed(input: $input) { record { id } } }', {
      name: 'Silent',
      direction: 'pull',
      apiRoot: 'https://taxii.example/api1/',
      collectionId: 'silent',
      expectedWithinSeconds: 60,
      activeFrom: new Date(Date.now() - DAY_MS).toISOString(),
      tlp: 'GREEN',
      secrecyLevel: 'UNCLASSIFIED',
    });
    let found: readonly RecordedEvent[] = [];
    const count = (type: string): number => found.filter(({ event }) => event.type === type).length;
    let told = 0;
    do {
      await delay(200);
      found = await events();
      if (ALL && died().length > told) console.log(`      ${(told = died().length)} of ${deadly.length}: ${died().join(', ')}`);
    } while (count('DeliverySucceeded') < DAYS + ALERTS || died().length < deadly.length);
    this.tests.at(-1)!.title += ` (${died().join(', ')})`;

    const streams = new Map<string, string[]>();
    for (const { event, at } of found)
      if (at.category === 'socReport' || at.category === 'delivery')
        streams.set(`${at.category} ${at.recordId}`, [...(streams.get(`${at.category} ${at.recordId}`) ?? []), event.type]);
    const expected = {
      socReport: [
        'SocReportRequested',
        'SocReportGenerationStarted',
        'SocReportCompleted',
        ...Array<string>(4).fill('SocReportRendered'),
      ],
      delivery: ['DeliveryPlanned', 'DeliveryAttempted', 'DeliverySucceeded'],
    };
    for (const [category, types] of Object.entries(expected)) {
      const some = [...streams].filter(([name]) => name.startsWith(category));
      assert.equal(some.length, category === 'delivery' ? DAYS + ALERTS : DAYS, category);
      // An attempt that nobody knows the outcome of is made again.
      for (const [name, had] of some)
        assert.deepEqual(
          had.filter((type, index) => type !== 'DeliveryAttempted' || had[index + 1] !== type),
          types,
          name,
        );
    }
    const periods = found.flatMap(({ event }) =>
      event.type === 'SocReportRequested' ? [(event.data as { request: { periodStart: string } }).request.periodStart] : [],
    );
    assert.deepEqual([periods.length, new Set(periods).size], [DAYS, DAYS]);
    const messages = new Map(calls.map(({ id, body }) => [id, body.data.link]));
    assert.equal(messages.size, DAYS + ALERTS);
    for (const { id, body } of calls) assert.equal(body.data.link, messages.get(id));
    assert.deepEqual(died(), deadly.toSorted());
    assert.deepEqual(instances.deaths, []);
  });
});
