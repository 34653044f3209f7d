/** A SOC manager sets what is promised, reads the KPIs of a month, opens a figure down to its incidents, and sees what was known before. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { DateTime } from 'luxon';
import { shippedMapping } from '../../src/exchange/incident-import/mappings.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const LOG = path.resolve(process.env.LEDGER_SHARED ?? '../shared', 'data/incidents/servicenow-incident-event-log-sample.csv');
const HOUR = 3_600;

/** The shipped mapping, but that a resolution is dated by its own row and not by the column that every row of a ticket repeats. */
const mapping = (): string => {
  const { columns, ...rest } = shippedMapping('servicenow-audit')!;
  const { resolvedAt: _, ...used } = columns;
  return JSON.stringify({ ...rest, columns: used });
};

const importCsv = async (app: TestApplication, token: string, body: string, marking: Record<string, string> = {}) => {
  const query = new URLSearchParams({ mapping: mapping(), name: 'log.csv', ...marking });
  const response = await fetch(`${app.url}/api/v1/incidents/import?${query.toString()}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv' },
    body,
  });
  assert.equal(response.status, 200, await response.clone().text());
};

const KPIS = `query ($period: PeriodInput!, $knownAt: DateTime, $position: Position) { socKpis(period: $period, knownAt: $knownAt, position: $position) {
  kpis { name value n numerator mean median p90 negative censored target targetIs previous trend status }
  sla { severity clock target due met } times { severity kpi n median } slaPolicyIsDefault bySeverity { key opened backlog } scope { incidents tests merged }
  previousPeriod { start end } asOf { position reducedToTodaysAccess } } }`;
const LINEAGE = `query ($period: PeriodInput!, $kpi: KpiName!, $first: Int, $after: String, $outcome: KpiOutcome) {
  kpiLineage(period: $period, kpi: $kpi, first: $first, after: $after, outcome: $outcome) {
    totalCount pageInfo { hasNextPage endCursor } nodes { incidentId number title outcome value from to severity sla { clock dueAt paused } } } }`;

const HEADER = Object.values(shippedMapping('servicenow-audit')!.columns).flat();
const COLUMNS = [...new Set(HEADER)];
/** A row of a log: what is not given is empty. */
const row = (given: Record<string, string>): string => COLUMNS.map((column) => given[column] ?? '').join(',');
const logOf = (...rows: readonly Record<string, string>[]): string => [COLUMNS.join(','), ...rows.map(row)].join('\n');
const ticket = (number: string, opened: string, ...states: readonly (readonly [state: string, at: string])[]) =>
  states.map(([state, at], index) => ({
    number,
    incident_state: state,
    opened_at: opened,
    sys_updated_at: at,
    sys_mod_count: `${index}`,
    category: 'Malware',
    impact: '1 - High',
  }));

describe('measuring security operations', function () {
  this.timeout(240_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const MAY = { start: '2026-05-01T00:00:00.000Z', end: '2026-06-01T00:00:00.000Z', zone: 'UTC' };
  const kpis = async (token: string, period: object, when: object = {}) =>
    (await app.data(token, KPIS, { period, ...when })).socKpis;
  const eventually = async (token: string, period: object, incidents: number) => {
    for (let waits = 0; waits < 300; waits += 1) {
      const table = await kpis(token, period);
      if (table.scope.incidents >= incidents) return table;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`the figures never held ${incidents} incidents`);
  };
  const named = (table: { kpis: readonly { name: string }[] }, name: string) =>
    // oxlint-disable-next-line typescript/no-explicit-any
    table.kpis.find((kpi) => kpi.name === name) as any;

  it('tells the figures, what is promised, and the incidents behind each, to whom may see them', async () => {
    const sam = await app.token({ sub: 'sam', roles: ['soc_manager'], clearance: 'SECRET' });
    const low = await app.token({ sub: 'lou', roles: ['report_consumer'], clearance: 'UNCLASSIFIED' });
    const first = logOf(
      ...ticket(
        'A1',
        '02-05-2026 08:00',
        ['New', '02-05-2026 08:00'],
        ['Active', '02-05-2026 09:00'],
        ['Resolved', '02-05-2026 12:00'],
      ),
      ...ticket(
        'A2',
        '03-05-2026 08:00',
        ['Active', '03-05-2026 11:00'],
        ['Resolved', '04-05-2026 08:00'],
        ['Closed', '05-05-2026 08:00'],
      ),
    );
    await importCsv(app, sam, first, { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' });
    const before = await eventually(sam, MAY, 2);
    assert.ok(before.slaPolicyIsDefault);
    assert.equal(named(before, 'time_to_resolve').median, 14 * HOUR);
    assert.deepEqual([named(before, 'time_to_resolve').status, named(before, 'time_to_resolve').previous], ['no_target', null]);

    await importCsv(app, sam, logOf(...ticket('S1', '10-05-2026 08:00', ['Active', '10-05-2026 10:00'])), {
      tlp: 'AMBER',
      secrecyLevel: 'SECRET',
    });
    const all = await eventually(sam, MAY, 3);
    assert.equal(named(all, 'backlog').value, 1);
    assert.deepEqual((await kpis(low, MAY)).scope, { incidents: 2, tests: 0, merged: 0 });
    const then = await kpis(sam, MAY, { position: before.asOf.position });
    assert.deepEqual({ ...then, asOf: null }, { ...before, asOf: null });

    const { setSlaPolicy } = await app.data(
      sam,
      `mutation ($input: SlaPolicyInput!) { setSlaPolicy(input: $input) { policyId record { slaPolicies { id name calendar { kind zone weekdays } } } } }`,
      { input: { name: 'Half a day', targets: [{ severity: 'high', clock: 'resolve', seconds: 12 * HOUR }] } },
    );
    assert.equal(setSlaPolicy.record.slaPolicies[0].id, setSlaPolicy.policyId);
    const { setKpiTarget } = await app.data(
      sam,
      `mutation { setKpiTarget(kpi: "time_to_resolve", input: { target: 43200, targetIs: "at_most" }) { receipt { position } record { kpiTargets { kpi target } } } }`,
    );
    await app.data(sam, `query ($at: Position) { intelligenceDashboard(atLeast: $at) { reportCount } }`, {
      at: setKpiTarget.receipt.position,
    });
    const judged = await kpis(sam, MAY);
    assert.deepEqual(judged.sla, [{ severity: 'high', clock: 'resolve', target: 12 * HOUR, due: 3, met: 1 }]);
    assert.deepEqual(judged.times.at(-1), { severity: 'high', kpi: 'time_to_resolve_without_holds', n: 2, median: 14 * HOUR });
    assert.equal(named(judged, 'time_to_resolve').status, 'missed');
    assert.equal(named(await kpis(low, MAY), 'sla_attainment').n, 2);

    const page = (await app.data(sam, LINEAGE, { period: MAY, kpi: 'sla_attainment', outcome: 'in_denominator', first: 1 }))
      .kpiLineage;
    assert.equal(page.totalCount, 2);
    assert.deepEqual(
      page.nodes.map(({ number, value, to, sla }: Record<string, unknown>) => [number, value, to, sla]),
      [['A2', 24 * HOUR, '2026-05-04T08:00:00.000Z', { clock: 'resolve', dueAt: '2026-05-03T20:00:00.000Z', paused: 0 }]],
    );
    const { nodes, pageInfo } = (
      await app.data(sam, LINEAGE, {
        period: MAY,
        kpi: 'sla_attainment',
        outcome: 'in_denominator',
        after: page.pageInfo.endCursor,
      })
    ).kpiLineage;
    assert.deepEqual([nodes[0].number, nodes[0].to, pageInfo.hasNextPage], ['S1', null, false]);
    const { errors } = await app.ask(low, `mutation { removeSlaPolicy(id: "${setSlaPolicy.policyId}") { receipt { id } } }`);
    assert.equal(errors[0].extensions.code, 'FORBIDDEN', JSON.stringify(errors[0]));
  });

  it('says of now what it says of the last position, whenever incidents were done and whatever the period', async () => {
    const sam = await app.token({ sub: 'sam', roles: ['soc_manager'], clearance: 'SECRET', tenant: 'borders' });
    const at = (minute: number): string =>
      DateTime.fromISO('2026-05-11T06:00:00Z', { zone: 'utc' }).plus({ minutes: minute }).toFormat('dd-MM-yyyy HH:mm');
    const tickets = Array.from({ length: 240 }, (_, minute) =>
      ticket(`B${minute}`, at(0), ['Active', at(minute)], ...(minute % 40 === 7 ? [] : [['Resolved', at(minute)] as const])),
    );
    await importCsv(app, sam, logOf(...tickets.flat(), ...ticket('OLD', '02-01-2024 08:00', ['Resolved', '03-01-2024 08:00'])));
    const hours = (start: string, end: string) => ({
      start: `2026-05-11T${start}:00.000Z`,
      end: `2026-05-11T${end}:00.000Z`,
      zone: 'UTC',
    });
    const { asOf } = await eventually(sam, MAY, tickets.length);
    const resolved = async (period: object): Promise<number> => {
      const now = await kpis(sam, period);
      assert.deepEqual({ ...(await kpis(sam, period, { position: asOf.position })), asOf: null }, { ...now, asOf: null });
      return named(now, 'resolved').n;
    };
    const sums = [
      await resolved(MAY),
      await resolved(hours('06:00', '10:00')),
      await resolved(hours('07:00', '08:00')),
      await resolved(hours('10:00', '11:00')),
      await resolved({ start: '2023-01-01T00:00:00.000Z', end: '2027-01-01T00:00:00.000Z', zone: 'UTC' }),
      await resolved({ start: '2999-01-01T00:00:00.000Z', end: '3000-01-01T00:00:00.000Z', zone: 'UTC' }),
    ];
    assert.deepEqual(sums, [234, 234, 59, 0, 235, 0]);
  });

  it('refuses a period that is none, and names the field', async () => {
    const ann = await app.token({ sub: 'ann' });
    const { errors } = await app.ask(ann, KPIS, { period: { ...MAY, zone: 'Mars/Base' } });
    assert.equal(errors[0].extensions.code, 'INVALID_INPUT');
    assert.match(JSON.stringify(errors[0].extensions), /period\.zone/);
  });

  it('prints the definitions that it measures by', async () => {
    const ann = await app.token({ sub: 'ann' });
    const { kpiDefinitions } = await app.data(ann, '{ kpiDefinitions { version general kpis { name definition leftOut } } }');
    assert.equal(kpiDefinitions.version, 1);
    assert.equal(kpiDefinitions.kpis.length, 19);
  });

  it('agrees with plain loops over a real log, for each month of 2016', async function () {
    if (!existsSync(LOG)) this.skip(); // needs the shared incident log
    const text = readFileSync(LOG, 'utf8');
    const sam = await app.token({ tenant: 'log', sub: 'sam', roles: ['soc_manager'] });
    await importCsv(app, sam, text);
    const year = { start: '2016-01-01T00:00:00.000Z', end: '2017-04-01T00:00:00.000Z', zone: 'UTC' };
    const tickets = readTickets(text);
    await eventually(sam, year, tickets.length);
    for (let month = 1; month <= 12; month += 1) {
      const start = DateTime.utc(2016, month);
      const period = { start: start.toISO(), end: start.plus({ months: 1 }).toISO(), zone: 'UTC' };
      const table = await kpis(sam, period);
      const expected = inMonth(tickets, +start, +start.plus({ months: 1 }));
      const told = Object.fromEntries(
        ['time_to_acknowledge', 'time_to_resolve'].map((name) => {
          const { n, mean, median, p90, negative } = named(table, name);
          return [name, { n, mean, median, p90, negative }];
        }),
      );
      assert.deepEqual(
        {
          ...told,
          opened: named(table, 'opened').value,
          resolved: named(table, 'resolved').value,
          closed: named(table, 'closed').value,
          backlog: named(table, 'backlog').value,
          backlogAge: named(table, 'backlog').median,
          reopenRate: named(table, 'reopen_rate').value,
        },
        expected,
        period.start!,
      );
    }
  });
});

/** One ticket of the log: seconds since 1970. */
interface Ticket {
  readonly opened: number;
  readonly acknowledged: number | undefined;
  readonly turns: readonly (readonly [what: 'resolved' | 'reopened' | 'closed', at: number])[];
}

const readTickets = (text: string): readonly Ticket[] => {
  const [header, ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  const seconds = (value: string) => {
    const [, day, month, year, hour, minute] = /^(\d\d)-(\d\d)-(\d{4}) (\d\d):(\d\d)$/.exec(value)!;
    return Date.UTC(+year, +month - 1, +day, +hour, +minute) / 1_000;
  };
  const rows = lines.map((line, place) => {
    const cells = line.split(',');
    const cell = (name: string) => cells[names.indexOf(name)];
    const [at, count] = [seconds(cell('sys_updated_at')), Number(cell('sys_mod_count'))];
    return { id: cell('number'), state: cell('incident_state'), opened: seconds(cell('opened_at')), at, count, place };
  });
  const tickets: Ticket[] = [];
  for (const id of new Set(rows.map((one) => one.id))) {
    const own = rows.filter((one) => one.id === id);
    own.sort((a, b) => a.at - b.at || a.count - b.count || a.place - b.place);
    let [done, isClosed] = [false, false];
    const turns: ['resolved' | 'reopened' | 'closed', number][] = [];
    for (const { state, at } of own) {
      const ends = state === 'Resolved' || state === 'Closed';
      if (!ends && done) turns.push(['reopened', at]);
      if (ends && !done) turns.push(['resolved', at]);
      if (state === 'Closed' && !(done && isClosed)) turns.push(['closed', at]);
      done = ends;
      isClosed = ends && (isClosed || state === 'Closed');
    }
    tickets.push({ opened: own[0].opened, acknowledged: own.find(({ state }) => state !== 'New')?.at, turns });
  }
  return tickets;
};

const described = (durations: readonly number[]) => {
  const values = durations.filter((value) => value >= 0).toSorted((a, b) => a - b);
  const at = (p: number) => {
    if (values.length === 0) return null;
    const place = p * (values.length - 1);
    const below = Math.floor(place);
    return values[below] + (place - below) * ((values[below + 1] ?? values[below]) - values[below]);
  };
  let sum = 0;
  for (const value of values) sum += value;
  const n = values.length;
  return { n, mean: n === 0 ? null : sum / n, median: at(0.5), p90: at(0.9), negative: durations.length - n };
};

const inMonth = (tickets: readonly Ticket[], startMs: number, endMs: number) => {
  const [start, end] = [startMs / 1_000, endMs / 1_000];
  const acknowledgements: number[] = [];
  const resolutions: number[] = [];
  const ages: number[] = [];
  let [opened, resolved, closed, reopened] = [0, 0, 0, 0];
  for (const ticket of tickets) {
    if (ticket.opened >= end) continue;
    const past = ticket.turns.filter(([, at]) => at < end);
    const within = (what: string) => past.some(([turn, at]) => turn === what && at >= start);
    if (ticket.opened >= start) opened += 1;
    if (within('resolved')) resolved += 1;
    if (within('closed')) closed += 1;
    if (within('reopened')) reopened += 1;
    if (ticket.acknowledged !== undefined && ticket.acknowledged >= start && ticket.acknowledged < end)
      acknowledgements.push(ticket.acknowledged - ticket.opened);
    const state = past.findLast(([turn]) => turn !== 'closed')?.[0];
    const last = past.findLast(([turn]) => turn === 'resolved')?.[1];
    if (state !== 'resolved') ages.push(end - ticket.opened);
    else if (last! >= start) resolutions.push(last! - ticket.opened);
  }
  return {
    time_to_acknowledge: described(acknowledgements),
    time_to_resolve: described(resolutions),
    opened,
    resolved,
    closed,
    backlog: ages.length,
    backlogAge: described(ages).median,
    reopenRate: resolved === 0 ? null : reopened / resolved,
  };
};
