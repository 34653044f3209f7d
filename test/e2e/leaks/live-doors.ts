/** The live doors of the leak matrix: subscriptions over the socket, and event streams. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { eventsOf, type Frame, LiveClient } from '../../spec/live-client.js';
import { type At, sampleOf, type Walk } from './walk.js';
import { REST_ROUTES, type RouteWalk } from './rest-doors.js';
import { sharedDashboard } from './dashboard-doors.js';
import { TAXII_ROUTES } from './taxii-doors.js';
import { KINDS, TECHNIQUE } from './kinds.js';
import { askFor } from './selection.js';
import { type Kept, maySee } from './world.js';

/** The records that the dashboard is about. */
const TYPES = new Set(['intelReport', 'source', 'handover', 'feed']);
const shown = ({ kind }: Kept): boolean => TYPES.has(kind.type);

/** The settings of a tenant were changed last, for everybody in it: whoever was told of that was told of all. */
const isLast = ({ world, reader }: Pick<At, 'world' | 'reader'>, { position }: { readonly position: string }): boolean =>
  BigInt(position) >= BigInt(world.settledAt[reader.subject.tenantId]);

/** What the socket says of a subscription first. */
const firstFrame = async ({ world, schema, field, reader }: At, given: object): Promise<Frame> => {
  const client = await LiveClient.connect(world.app.url, reader.token);
  const { query, variables } = askFor(schema, 'subscription', field, { ...given });
  client.subscribe('1', query, variables);
  const frame = await client.next();
  await client.close();
  return frame;
};

export const dashboardChanged: Walk = async (at) => {
  const { world, matrix, schema, field, door, reader } = at;
  const client = await LiveClient.connect(world.app.url, reader.token);
  const { query, variables } = askFor(schema, 'subscription', field, { from: '0' });
  client.subscribe('1', query, variables);
  const told: string[] = [];
  for (;;) {
    const { type, payload } = await client.next();
    assert.equal(type, 'next', JSON.stringify(payload));
    told.push(JSON.stringify(payload));
    if (isLast(at, payload.data.dashboardChanged)) break;
  }
  await client.close();
  matrix.answered(door, reader, told.join('\n'), shown);
};

export const recordChanged: Walk = async (at) => {
  const { matrix, door, reader } = at;
  for (const kind of KINDS) {
    const said = async (id: string): Promise<string> =>
      JSON.stringify(await firstFrame(at, { type: kind.type, id, from: '0' })).replaceAll(id, '<id>');
    const absent = await said(randomUUID());
    assert.match(absent, /NOT_FOUND/);
    for (const record of sampleOf(at, [kind])) {
      const text = await said(record.id);
      matrix.cell({ door, reader, record, told: text !== absent });
      matrix.scan(door, reader, text);
    }
  }
};

const open = async ({ world, reader }: Pick<At, 'world' | 'reader'>, path: string, abort: AbortController): Promise<Response> =>
  fetch(`${world.app.url}${path}`, { headers: { authorization: `Bearer ${reader.token}` }, signal: abort.signal });

const dashboardStream: RouteWalk = async (at) => {
  const abort = new AbortController();
  const told: string[] = [];
  for await (const { event, data } of eventsOf(await open(at, '/api/v1/stream/dashboard?from=0', abort))) {
    assert.equal(event, undefined, JSON.stringify(data));
    told.push(JSON.stringify(data));
    if (isLast(at, data)) break;
  }
  abort.abort();
  at.matrix.answered(at.door, at.reader, told.join('\n'), shown);
};

const recordStream: RouteWalk = async (at) => {
  const { matrix, door, reader } = at;
  for (const { type } of KINDS) {
    const said = async (id: string): Promise<string> => {
      const abort = new AbortController();
      const response = await open(at, `/api/v1/stream/records/${type}/${id}?from=0`, abort);
      const text = response.status === 200 ? 'opened' : await response.text();
      abort.abort();
      return `${response.status} ${text.replace(/"correlationId":"[^"]*"/, '').replaceAll(id, '<id>')}`;
    };
    const absent = await said(randomUUID());
    assert.match(absent, /^404 /);
    for (const record of sampleOf(
      at,
      KINDS.filter((kind) => kind.type === type),
    ))
      matrix.cell({ door, reader, record, told: (await said(record.id)) !== absent });
  }
};

/** Public, and about the process: nothing of any record, for whomever. */
const aboutTheProcess: RouteWalk = async ({ world, matrix, door, reader }) => {
  const response = await fetch(`${world.app.url}${door.slice(door.indexOf('/'))}`, { method: door.split(' ')[0] });
  matrix.tellsNothing(door, reader, await response.text());
};

/** A technique is scored by the reports that the reader may see. */
const navigator: RouteWalk = async ({ world, matrix, door, reader }) => {
  for (const what of ['reports', 'campaigns', 'coverage']) {
    const response = await fetch(`${world.app.url}/api/v1/attack/navigator?of=${what}&atLeast=${world.head}`, {
      headers: { authorization: `Bearer ${reader.token}` },
    });
    const text = await response.text();
    matrix.answered(door, reader, text, () => false);
    const { techniques } = JSON.parse(text) as { techniques: readonly { techniqueID: string; score: number }[] };
    const seen = world.records.filter(
      (record) =>
        record.kind.type === 'intelReport' && !['archived', 'retracted'].includes(record.status) && maySee(reader, record),
    );
    const scores = techniques.map(({ techniqueID, score }) => [techniqueID, score]);
    matrix.equal(door, reader, scores, what === 'reports' && seen.length > 0 ? [[TECHNIQUE, seen.length]] : [], what);
  }
};

/** Every route, as the server prints it; `none`: its cells are those of the root fields, or it is no door to records. */
export const ROUTES: Readonly<Record<string, RouteWalk | 'none'>> = {
  'GET /api/v1/stream/dashboard': dashboardStream,
  'GET /api/v1/stream/records/:type/:id': recordStream,
  // Shares are of SOC reports; their stories are in share-a-report.spec.ts.
  'POST /api/v1/reports/:id/share': 'none',
  'DELETE /api/v1/reports/shares/:shareId': 'none',
  'GET /api/v1/reports/shared/:shareId': 'none',
  'GET /s/:token': 'none',
  'POST /s/:token': 'none',
  'GET /s/dashboards/:token': sharedDashboard,
  // The same as by GET.
  'POST /s/dashboards/:token': 'none',
  'GET /health/live': aboutTheProcess,
  'GET /health/ready': aboutTheProcess,
  'GET /metrics': aboutTheProcess,
  'GET /dev/jwks.json': aboutTheProcess,
  'POST /dev/token': 'none',
  'POST /api/v1/stix/import': 'none',
  // The same as by GET.
  'POST /api/v1/stix/export': 'none',
  'POST /api/v1/incidents/import': 'none',
  ...REST_ROUTES,
  ...TAXII_ROUTES,
  'GET /api/v1/attack/navigator': navigator,
  'POST /api/v1/attack/releases': 'none',
  'GET /graphql': 'none',
  'POST /graphql': 'none',
};
