/** The doors of the leak matrix that are of TAXII: as readers of the tenant, and as a partner of it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Protection } from '../../../src/access/marking.js';
import type { Subject } from '../../../src/access/actor.js';
import { TAXII_MEDIA_TYPE } from '../../../src/exchange/taxii/taxii-resources.js';
import { stix } from '../shared-stix.js';
import { KINDS } from './kinds.js';
import type { AtRoute, RouteWalk } from './rest-doors.js';
import { sampleOf } from './walk.js';
import { maySee, type Reader, tells, type World } from './world.js';

const [ROOT, KEEPER, PARTNER, COUNTRY, KEPT_IN] = ['north', 'alpha', 'delta-cert', 'FR', 'GB'];
const COLLECTION = `/taxii2/:root/collections/:collection/`;

interface Opened {
  readonly collection: string;
  readonly partner: Reader;
}
const opened = new WeakMap<World, Promise<Opened>>();

/** One collection of everything up to SECRET and TLP:AMBER, for one partner. */
const open = async ({ app }: World): Promise<Opened> => {
  const claims = { tenant: ROOT, org: KEEPER, sub: 'keeper of collections', clearance: 'TOP_SECRET', countries: [KEPT_IN] };
  const keeper = await app.token({ ...claims, roles: ['tenant_admin'] });
  const { createCollection } = await app.data(
    keeper,
    `mutation { createCollection(input: { title: "All", maximumSecrecyLevel: SECRET, maximumTlp: AMBER,
      partners: [{ organisation: "${PARTNER}", country: "${COUNTRY}", canRead: true, canWrite: true }] }) { record { id } receipt { position } } }`,
  );
  await app.data(keeper, 'query($p: Position) { collections(atLeast: $p) { id } }', { p: createCollection.receipt.position });
  const token = await app.token({
    tenant: ROOT,
    org: PARTNER,
    sub: 'partner',
    roles: ['partner'],
    clearance: 'TOP_SECRET',
    countries: [COUNTRY],
  });
  const subject: Subject = {
    actorId: 'partner',
    actorKind: 'human',
    sub: 'partner',
    tenantId: ROOT,
    orgId: PARTNER,
    roles: ['partner'],
    clearance: 'TOP_SECRET',
    countries: [COUNTRY],
    expiresAt: 0,
  };
  return { collection: createCollection.record.id, partner: { name: 'the partner', token, subject } };
};
const openedIn = (world: World): Promise<Opened> => {
  const known = opened.get(world) ?? open(world);
  opened.set(world, known);
  return known;
};

/** What the keeper may see and the partner may have, as a table: TLP, level, organisations, countries. */
const mayBeTold = ({ tenantId, marking }: Protection): boolean =>
  tenantId === ROOT &&
  ['CLEAR', 'WHITE', 'GREEN', 'AMBER'].includes(marking.tlp) &&
  marking.secrecyLevel !== 'TOP_SECRET' &&
  (marking.organisations.length === 0 || marking.organisations.includes(PARTNER)) &&
  (marking.releasableTo.length === 0 || [KEPT_IN, COUNTRY].every((country) => marking.releasableTo.includes(country))) &&
  ![KEPT_IN, COUNTRY].some((country) => marking.notReleasableTo.includes(country));

const call = async ({ world, door }: AtRoute, { token }: Reader, path: string): Promise<string> => {
  const headers = { authorization: `Bearer ${token}`, accept: TAXII_MEDIA_TYPE, connection: 'close' };
  const method = door.slice(0, door.indexOf(' '));
  const response = await fetch(`${world.app.url}${path}`, { method, headers });
  return `${response.status} ${await response.text()}`.replace(/"error_id":"[^"]*"/, '');
};
const pathOf = async ({ world, door }: AtRoute): Promise<string> =>
  door
    .slice(door.indexOf(' ') + 1)
    .replace(':root', ROOT)
    .replace(':collection', (await openedIn(world)).collection);

/** Each page of all versions: nothing of a hidden record to readers, nothing to the partner that it may not have, and no door beside it. */
const pages: RouteWalk = async (at) => {
  const { world, matrix, door, reader } = at;
  const path = await pathOf(at);
  const { partner } = await openedIn(world);
  const all = async (who: Reader): Promise<string> => {
    const texts: string[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const text = await call(at, who, `${path}?match[version]=all&limit=1000${next}`);
      texts.push(text);
      const more = text.startsWith('200') ? (JSON.parse(text.slice(4)) as { next?: string }).next : undefined;
      next = more === undefined ? undefined : `&next=${more}`;
    }
    return texts.join('\n');
  };
  matrix.answered(door, reader, await all(reader), () => false);
  if (reader !== world.readers[0]) return;
  const text = await all(partner);
  assert.match(text, /^200 /, door);
  const told = world.records.filter((record) => tells(text, record));
  assert.ok(told.length > 0, 'something is told');
  for (const record of world.records)
    matrix.equal(door, partner, told.includes(record) && !mayBeTold(record.protection), false, `tells of ${record.kind.type}`);
  const elsewhere = await world.app.ask(
    partner.token,
    '{ campaigns { nodes { id name } } intelligenceReports { nodes { id title } } }',
  );
  for (const record of world.records)
    matrix.cell({ door: 'GraphQL of a partner', reader: partner, record, told: tells(JSON.stringify(elsewhere), record) });
};

const STIX_TYPES: Readonly<Record<string, string>> = {
  intelReport: 'report',
  source: 'identity',
  target: 'identity',
  campaign: 'campaign',
  threatActor: 'threat-actor',
  investigation: 'grouping',
  infrastructure: 'infrastructure',
  attackPattern: 'attack-pattern',
};

/** One object at a time: what may not be told is answered like what never was. */
const objects: RouteWalk = async (at) => {
  const { world, matrix, door, reader } = at;
  const path = await pathOf(at);
  const { partner } = await openedIn(world);
  const said = async (who: Reader, id: string): Promise<string> =>
    (await call(at, who, path.replace(':object', id))).replaceAll(id, '<id>');
  const kinds = KINDS.filter(({ type }) => type in STIX_TYPES);
  for (const record of sampleOf(at, kinds).slice(0, 3)) {
    const id = `${STIX_TYPES[record.kind.type]}--${record.id}`;
    const unknown = id.replace(record.id, randomUUID());
    const isHidden = (who: Reader) => (who === partner ? !mayBeTold(record.protection) : !maySee(who, record));
    for (const who of reader === world.readers[0] ? [reader, partner] : [reader]) {
      if (!isHidden(who)) continue;
      matrix.equal(door, who, await said(who, id), await said(who, unknown), `of a hidden ${record.kind.type}`);
    }
  }
};

/** Says nothing of any record. */
const about: RouteWalk = async (at) => {
  const { matrix, door, reader } = at;
  matrix.tellsNothing(door, reader, await call(at, reader, await pathOf(at)));
};

/** Taken in by no collection: other doors would count what was. */
const RED = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';
const pushed = new WeakMap<World, Promise<string>>();
const push = async (world: World): Promise<string> => {
  const { collection, partner } = await openedIn(world);
  const response = await fetch(`${world.app.url}/taxii2/${ROOT}/collections/${collection}/objects/`, {
    method: 'POST',
    headers: { authorization: `Bearer ${partner.token}`, accept: TAXII_MEDIA_TYPE, 'content-type': TAXII_MEDIA_TYPE },
    body: JSON.stringify({ objects: [stix('tool', 'f', { name: 'Pushed', object_marking_refs: [RED] })] }),
  });
  assert.equal(response.status, 202);
  return ((await response.json()) as { id: string }).id;
};

/** What became of a push is told to who pushed, and is nothing to others. */
const status: RouteWalk = async (at) => {
  const { world, matrix, door, reader } = at;
  const { partner } = await openedIn(world);
  const known = pushed.get(world) ?? push(world);
  pushed.set(world, known);
  const id = await known;
  const path = await pathOf(at);
  const said = async (who: Reader, one: string) => (await call(at, who, path.replace(':status', one))).replaceAll(one, '<id>');
  matrix.equal(door, partner, (await said(partner, id)).slice(0, 4), '200 ', 'of its own push');
  matrix.equal(door, reader, await said(reader, id), await said(reader, randomUUID()), "of somebody else's push");
};

export const TAXII_ROUTES: Readonly<Record<string, RouteWalk | 'none'>> = {
  'GET /taxii2/': about,
  'GET /taxii2/:root/': about,
  'GET /taxii2/:root/collections/': about,
  [`GET ${COLLECTION}`]: about,
  [`GET ${COLLECTION}objects/`]: pages,
  [`GET ${COLLECTION}manifest/`]: pages,
  [`GET ${COLLECTION}objects/:object/`]: objects,
  [`GET ${COLLECTION}objects/:object/versions/`]: objects,
  [`DELETE ${COLLECTION}objects/:object/`]: 'none',
  // What is sent belongs to the collection; its stories are in exchange-with-partners.spec.ts.
  [`POST ${COLLECTION}objects/`]: 'none',
  'GET /taxii2/:root/status/:status/': status,
};
