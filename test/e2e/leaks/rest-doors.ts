/** The doors of the leak matrix that are records, lists and files over REST. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { KINDS } from './kinds.js';
import type { Matrix } from './matrix.js';
import { sampleOf } from './walk.js';
import { maySee, type Reader, type World } from './world.js';

export interface AtRoute {
  readonly world: World;
  readonly matrix: Matrix;
  readonly door: string;
  readonly reader: Reader;
}
export type RouteWalk = (at: AtRoute) => Promise<void>;

/** A revision that no record has: a change of what may be seen is refused for that. */
const NEVER = '"999999999"';

const call = async ({ world, reader, door }: AtRoute, path: string): Promise<string> => {
  const response = await fetch(`${world.app.url}${path}`, {
    method: door.slice(0, door.indexOf(' ')),
    headers: { authorization: `Bearer ${reader.token}`, connection: 'close', 'if-match': NEVER },
  });
  return `${response.status} ${await response.text()}`;
};
const pathOf = (door: string): string => door.slice(door.indexOf(' ') + 1);

/** Every page of a list: exactly the records of a type that the reader may see. */
export const listOf =
  (type?: string, isShown: (status: string) => boolean = () => true): RouteWalk =>
  async (at) => {
    const { world, matrix, door, reader } = at;
    const texts: string[] = [];
    for (let next: string | null = `${pathOf(door)}?first=100&at_least=${world.head}`; next !== null;) {
      const text = await call(at, next);
      assert.match(text, /^200 /, door);
      texts.push(text);
      next = (JSON.parse(text.slice(4)) as { next?: string | null }).next ?? null;
    }
    matrix.answered(door, reader, texts.join('\n'), ({ kind, status }) => kind.type === type && isShown(status));
  };

/** Shows some records, or none: nothing of a hidden one. */
export const overview =
  (query: string = ''): RouteWalk =>
  async (at) => {
    const text = await call(at, `${pathOf(at.door)}${query}`);
    assert.match(text, /^200 /, at.door);
    at.matrix.answered(at.door, at.reader, text, () => false);
  };

/** One record at a time: a hidden one is answered like one that never was. */
export const oneOf =
  (type: string): RouteWalk =>
  async (at) => {
    const { matrix, door, reader } = at;
    const kinds = KINDS.filter((kind) => kind.type === type);
    const said = async (id: string): Promise<string> =>
      (await call(at, pathOf(door).replace(':id', id))).replace(/"correlationId":"[^"]*"/, '').replaceAll(id, '<id>');
    const absent = await said(randomUUID());
    assert.match(absent, /^40[34] /, door);
    if (absent.startsWith('403')) return;
    for (const record of sampleOf(at, kinds)) {
      const text = await said(record.id);
      matrix.cell({ door, reader, record, told: text !== absent });
      matrix.scan(door, reader, text);
    }
  };

/** Everything that may go to anybody at all, and each record by its id: nothing of a hidden one, which is answered like one that never was. */
export const exported: RouteWalk = async (at) => {
  const { world, matrix, door, reader } = at;
  const wanted = (query: string): Promise<string> => call(at, `${pathOf(door)}?atLeast=${world.head}&maxTlp=RED${query}`);
  const all = await wanted('');
  matrix.answered(door, reader, all, () => false);
  if (all.startsWith('403')) return;
  assert.match(all, /^200 .*"type":\s*"bundle"/s, door);
  const said = async (id: string): Promise<string> =>
    (await wanted(`&ids=${id}`))
      .replace(/"correlationId":"[^"]*"/, '')
      .replace(/bundle--[0-9a-f-]{36}/, '<bundle>')
      .replaceAll(id, '<id>');
  const absent = await said(randomUUID());
  for (const record of sampleOf(at, KINDS)) {
    const text = await said(record.id);
    matrix.scan(door, reader, text);
    if (!maySee(reader, record)) matrix.equal(door, reader, text, absent, `of a hidden ${record.kind.type}`);
  }
};

const REPORTS = '/api/v1/reports';

export const REST_ROUTES: Readonly<Record<string, RouteWalk | 'none'>> = {
  [`GET ${REPORTS}`]: listOf('socReport'),
  [`GET ${REPORTS}/my-reports`]: listOf('socReport'),
  [`GET ${REPORTS}/generated`]: listOf('socReport'),
  [`GET ${REPORTS}/generated/:id`]: oneOf('socReport'),
  [`GET ${REPORTS}/generated/:id/download`]: oneOf('socReport'),
  [`GET ${REPORTS}/:id`]: oneOf('socReport'),
  [`GET ${REPORTS}/:id/view`]: oneOf('socReport'),
  [`GET ${REPORTS}/:id/download`]: oneOf('socReport'),
  [`GET ${REPORTS}/:id/pdf`]: oneOf('socReport'),
  [`GET ${REPORTS}/:id/share-stats`]: oneOf('socReport'),
  [`GET ${REPORTS}/shared`]: overview(),
  [`GET ${REPORTS}/dashboard`]: overview(),
  [`GET ${REPORTS}/kpis`]: overview(),
  [`GET ${REPORTS}/templates/list`]: overview(),
  [`GET ${REPORTS}/schedules`]: listOf('reportSchedule'),
  [`GET ${REPORTS}/schedule/upcoming`]: overview(),
  [`DELETE ${REPORTS}/schedules/:id`]: oneOf('reportSchedule'),
  [`POST ${REPORTS}/schedule`]: 'none',
  [`POST ${REPORTS}/generate`]: 'none',
  [`POST ${REPORTS}/generated/generate`]: 'none',
  'GET /api/v1/handovers/:id/download': oneOf('handover'),
  'GET /api/v1/intel-reports/:id/download': oneOf('intelReport'),
  'GET /api/v1/campaigns/:id/download': oneOf('campaign'),
  'GET /api/v1/stix/export': exported,
  'GET /api/v1/exchange/keys': 'none',
  'GET /api/v1/openapi.json': 'none',
  'GET /api/v1/docs': 'none',
  'GET /api/v1/docs/:file': 'none',
};
