/** A SOC manager imports the incidents of another system: every row is accounted for, and a second import changes nothing. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { importedIncidentId } from '../../src/incidents/incident.commands.js';
import { incidentType } from '../../src/incidents/incident.type.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const LOG = path.resolve(process.env.LEDGER_SHARED ?? '../shared', 'data/incidents/servicenow-incident-event-log-sample.csv');
const HEADER =
  'number,incident_state,sys_mod_count,opened_at,sys_updated_by,sys_updated_at,contact_type,category,subcategory,u_symptom,cmdb_ci,impact,priority,assignment_group,assigned_to,closed_code,resolved_at';
const row = (id: string, state: string, count: number, updated: string): string =>
  `${id},${state},${count},01-03-2026 08:00,Ann,${updated},Phone,Mail,Spam,?,?,2 - Medium,3 - Moderate,Desk,Bo,code 5,?`;

// Each story knows the shape it asked for.
// oxlint-disable-next-line typescript/no-explicit-any
type Body = any;

describe('importing incidents', function () {
  this.timeout(180_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const manager = (tenant: string, claims: object = {}) => app.token({ tenant, sub: 'sam', roles: ['soc_manager'], ...claims });
  const send = async (token: string, body: string | Buffer, query: Record<string, string> = {}, type = 'text/csv') => {
    const response = await fetch(`${app.url}/api/v1/incidents/import?${new URLSearchParams(query).toString()}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': type },
      body,
    });
    return { status: response.status, body: (await response.json()) as Body };
  };
  const log = (token: string, ...rows: readonly string[]) =>
    send(token, [HEADER, ...rows].join('\n'), { mapping: 'servicenow-audit', name: 'log.csv' });
  const incident = async (tenant: string, id: string, system = 'ServiceNow') => {
    const loaded = await app.application.kernel.ledger.load(incidentType, tenant, importedIncidentId(tenant, { system, id }));
    return loaded?.record.status === 'absent' ? undefined : loaded?.record;
  };
  const head = () => app.application.kernel.log.head();
  const recordedAfter = async (position: bigint | undefined): Promise<readonly string[]> => {
    const types: string[] = [];
    for await (const item of app.application.kernel.log.read(position))
      if (item.kind === 'event' && item.recorded.event.type !== 'TenantRegistered') types.push(item.recorded.event.type);
    return types;
  };

  it('accounts for every row of a real log, and changes nothing the second time', async function () {
    if (!existsSync(LOG)) this.skip(); // needs the shared incident log
    const sam = await manager('log');
    const text = readFileSync(LOG);
    const { status, body } = await send(sam, text, { mapping: 'servicenow-audit', name: 'log.csv' });
    assert.equal(status, 200, JSON.stringify(body).slice(0, 500));
    const [header, ...lines] = text
      .toString('utf8')
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(','));
    const column = (fields: readonly string[], name: string): string => fields[header.indexOf(name)];
    assert.deepEqual(
      [body.rows.total, body.rows.errors, body.incidents.opened],
      [lines.length, 0, new Set(lines.map(([id]) => id)).size],
    );
    assert.equal(body.rows.total, body.rows.events + body.rows.nothingNew + body.rows.errors);

    const instant = (date: string): string => date.replace(/(\d+)-(\d+)-(\d+) (\d+:\d+)/, '$3-$2-$1T$4:00.000Z');
    const tickets = new Map<string, (readonly string[])[]>();
    for (const fields of lines) tickets.set(fields[0], [...(tickets.get(fields[0]) ?? []), fields]);
    const expected = { IncidentOnHold: 0, IncidentReopened: 0, IncidentResolved: 0 };
    for (const rows of tickets.values()) {
      const states = rows
        .toSorted(
          (a, b) =>
            instant(column(a, 'sys_updated_at')).localeCompare(instant(column(b, 'sys_updated_at'))) ||
            Number(column(a, 'sys_mod_count')) - Number(column(b, 'sys_mod_count')),
        )
        .map((fields) => column(fields, 'incident_state'));
      let [before, resolved] = ['', false];
      for (const state of states) {
        const done = state === 'Resolved' || state === 'Closed';
        if (!done && resolved) expected.IncidentReopened += 1;
        if (done && !resolved) expected.IncidentResolved += 1;
        if (state.startsWith('Awaiting') && state !== before) expected.IncidentOnHold += 1;
        [before, resolved] = [state, done];
      }
    }
    assert.deepEqual(
      { ...body.events, IncidentAssigned: 0, IncidentRevised: 0, IncidentSeverityChanged: 0, IncidentResumed: 0 },
      {
        ...expected,
        IncidentOpened: tickets.size,
        IncidentAcknowledged: tickets.size,
        IncidentClosed: tickets.size,
        IncidentAssigned: 0,
        IncidentRevised: 0,
        IncidentSeverityChanged: 0,
        IncidentResumed: 0,
      },
    );
    const early = lines.flatMap((fields, index) =>
      instant(column(fields, 'sys_updated_at')) < instant(column(fields, 'opened_at')) ? [index + 2] : [],
    );
    assert.deepEqual(
      body.warnings.map(({ line }: { line: number }) => line),
      early,
    );
    const one = await incident('log', 'INC0000045');
    assert.deepEqual(
      [one?.status, one?.detectedAt, one?.acknowledged?.at, one?.resolutions.map(({ at }) => at), one?.closings[0]?.at],
      [
        'closed',
        '2016-02-29T01:16:00.000Z',
        '2016-02-29T08:53:00.000Z',
        ['2016-02-29T11:29:00.000Z'],
        '2016-03-05T12:00:00.000Z',
      ],
    );

    const position = await head();
    const again = await send(sam, text, { mapping: 'servicenow-audit', name: 'log.csv' });
    assert.deepEqual([again.body.rows.nothingNew, again.body.events, again.body.position], [lines.length, {}, null]);
    assert.deepEqual(await recordedAfter(position), ['IncidentsImported'], 'but for the import itself');
  });

  it('reports the rows that do not go in by line and column, and takes the others', async () => {
    const sam = await manager('rows', { clearance: 'SECRET' });
    const { status, body } = await log(
      sam,
      row('INC1', 'New', 0, '01-03-2026 08:05'),
      row('INC1', '-100', 1, '01-03-2026 08:10'),
      row('INC1', 'Active', 2, '2026-03-01 09:00'),
      row('INC1', 'Resolved', 3, '01-03-2026 10:00'),
    );
    assert.equal(status, 200);
    assert.deepEqual(body.rows, { total: 4, events: 2, nothingNew: 0, known: 0, errors: 2 });
    assert.deepEqual(body.errors, [
      { line: 3, column: 'incident_state', reason: '"-100" is no state of the mapping' },
      { line: 4, column: 'sys_updated_at', reason: '"2026-03-01 09:00" is no date of the form dd-MM-yyyy HH:mm from 1970 on' },
    ]);
    const taken = await incident('rows', 'INC1');
    assert.deepEqual([taken?.status, taken?.acknowledged?.at], ['resolved', '2026-03-01T10:00:00.000Z']);
    const { body: next } = await log(sam, row('INC1', 'Closed', 4, '02-03-2026 10:00'));
    assert.deepEqual([next.incidents.updated, next.events], [1, { IncidentClosed: 1 }]);
  });

  it('says what it would write, and writes nothing, on a dry run', async () => {
    const sam = await manager('dry');
    const text = [HEADER, row('INC1', 'Closed', 0, '01-03-2026 09:00')].join('\n');
    const before = await head();
    const { body } = await send(sam, text, { mapping: 'servicenow-audit', dryRun: 'true' });
    assert.deepEqual([body.dryRun, body.rows.events, body.incidents.opened, body.position], [true, 1, 1, null]);
    assert.equal(await head(), before);
  });

  it('takes OCSF findings that come in several files, and marks new incidents as it is told', async () => {
    const sam = await manager('ocsf');
    const message = (minute: number, more: object) =>
      JSON.stringify({
        class_uid: 2004,
        time: Date.UTC(2026, 2, 1, 8, minute),
        severity_id: 4,
        finding_info: { uid: 'D-1', title: 'Beacon' },
        metadata: { product: { name: 'Sensor' } },
        ...more,
      });
    const files = [
      [message(0, { activity_id: 1, status_id: 1 }), 'not json'],
      [message(5, { activity_id: 2, status_id: 2, assignee: { name: 'Bo' } })],
      [message(9, { activity_id: 3, status_id: 4, verdict_id: 1 })],
    ];
    const events: Body[] = [];
    for (const lines of files) {
      const { body } = await send(sam, lines.join('\n'), { tlp: 'GREEN' }, 'application/x-ndjson');
      events.push(body.events);
    }
    assert.deepEqual(events, [
      { IncidentOpened: 1 },
      { IncidentAcknowledged: 1, IncidentAssigned: 1 },
      { IncidentResolved: 1, IncidentClosed: 1 },
    ]);
    const record = await incident('ocsf', 'D-1', 'Sensor');
    assert.deepEqual(
      [record?.status, record?.marking.tlp, record?.resolutions[0]?.verdict, record?.severity],
      ['closed', 'GREEN', 'false_positive', 'high'],
    );
    assert.match(String(record?.assignee), /^[\w-]{32}$/);
  });

  it('refuses what is broken as a whole, says where, writes nothing, and goes on serving', async () => {
    const sam = await manager('broken');
    const before = await head();
    const mapped = { mapping: 'servicenow-audit' };
    const own = (more: object) => ({ mapping: JSON.stringify({ system: 'X', dates: { format: 'ISO', zone: 'UTC' }, ...more }) });
    const columns = { id: 'n', state: 's', openedAt: 'o', updatedAt: 'u' };
    const refused: readonly (readonly [string | Buffer, Record<string, string>, RegExp, string?])[] = [
      ['number,incident_state\n', mapped, /Line 1: the header has no columns opened_at/],
      [Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), mapped, /Line 1: it is not text in UTF-8/],
      [`${HEADER}\n${'x'.repeat(3 * 1024 ** 2)}`, mapped, /Line 2: it is longer than 1048576 bytes/],
      ['x'.repeat(3 * 1024 ** 2), {}, /Line 1: it is longer/, 'application/x-ndjson'],
      [HEADER, {}, /mapping is needed for CSV: servicenow-audit/],
      [HEADER, { mapping: 'nonsense' }, /mapping must be one of servicenow-audit/],
      [HEADER, { mapping: '{"system": ' }, /mapping is not valid JSON, line 1, column 12/],
      [HEADER, own({ columns, states: { N: 'new' }, colour: 1 }), /Unrecognized key: "colour"/],
      [HEADER, own({ columns, states: { N: 'begun' } }), /mapping\.states\.N must be one of new, active/],
      [HEADER, { ...mapped, tlp: 'PINK' }, /tlp/],
      ['{}', mapped, /mapping is for CSV/, 'application/x-ndjson'],
      ['{}', {}, /Send the file as the body/, 'application/json'],
    ];
    for (const [body, query, message, type] of refused) {
      const answer = await send(sam, body, query, type);
      assert.equal(answer.status, 400, JSON.stringify(answer.body));
      assert.match(answer.body.detail, message);
    }
    assert.equal((await send(sam, HEADER, mapped)).body.rows.total, 0);
    assert.equal((await send(await app.token({ tenant: 'broken', roles: ['report_consumer'] }), HEADER, mapped)).status, 403);
    const elsewhere = await fetch(`${app.url}/api/v1/stix/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sam}`, 'content-type': 'text/csv' },
      body: HEADER,
    });
    assert.equal(elsewhere.status, 415);
    assert.deepEqual(await recordedAfter(before), ['IncidentsImported'], 'of the one that had no rows');
  });
});
