/** The doors of the leak matrix to what was exchanged: imports that were made, views for partners, and what another server offers. */
import { randomUUID } from 'node:crypto';
import type { Marking } from '../../../src/access/marking.js';
import { collectionMarking } from '../../../src/exchange/collections/collection.record.js';
import { collectionType } from '../../../src/exchange/collections/collection.type.js';
import { importType } from '../../../src/exchange/imports/import.type.js';
import type { Loaded, RecordType } from '../../../src/ledger/ledger.js';
import { bundleOf, importText } from '../shared-stix.js';
import { KINDS } from './kinds.js';
import type { At, Walk } from './walk.js';
import { maySee, type Reader, type World } from './world.js';

const TENANT = 'north';
const LEVELS = ['UNCLASSIFIED', 'CONFIDENTIAL', 'SECRET'] as const;
const OWNERS = ['alpha', 'beta'] as const;

/** An import or a collection, as the table of rules looks at it. */
type Protected = Parameters<typeof maySee>[1];
type Made = Readonly<Record<'exchangeImport' | 'collection', readonly Protected[]>>;
const made = new WeakMap<World, Promise<Made>>();

const loadedOf = async <State>(
  { app }: World,
  type: RecordType<never, never, State>,
  id: string,
  markingOf: (state: never) => Marking,
  traces: readonly string[],
): Promise<Protected> => {
  const loaded = (await app.application.kernel.ledger.load(type as never, TENANT, id)) as Loaded<never>;
  const protection = { tenantId: TENANT, ownerOrganisation: loaded.ownerOrganisation, marking: markingOf(loaded.record) };
  return { kind: KINDS[0], id, protection, traces: [id, ...traces], status: '', publishedAt: undefined, assignee: undefined };
};

/** Of each organisation: imports that brought nothing, which other doors would count, and a collection for each secrecy level. */
const make = async (world: World): Promise<Made> => {
  const { app } = world;
  const exchangeImport: Protected[] = [];
  const collection: Protected[] = [];
  for (const org of OWNERS)
    for (const level of LEVELS) {
      const trace = `sent-by-${org}-${level.toLowerCase()}`;
      const claims = { tenant: TENANT, org, sub: 'exchanger', clearance: 'TOP_SECRET', countries: ['GB'] };
      const token = await app.token({ ...claims, roles: ['tenant_admin', 'analyst'] });
      const { importId } = await importText(app, token, bundleOf(), `?name=${trace}`);
      exchangeImport.push(
        await loadedOf(world, importType as never, importId, ({ marking }: { marking: Marking }) => marking, [trace]),
      );
      const { createCollection } = await app.data(
        token,
        `mutation { createCollection(input: { title: "${trace}", maximumSecrecyLevel: ${level}, maximumTlp: AMBER, partners: [] }) { record { id } } }`,
      );
      collection.push(await loadedOf(world, collectionType as never, createCollection.record.id, collectionMarking, [trace]));
    }
  return { exchangeImport, collection };
};

const madeIn = (world: World): Promise<Made> => {
  const known = made.get(world) ?? make(world);
  made.set(world, known);
  return known;
};

type Ask = (at: At, reader: Reader, given: Record<string, unknown>) => Promise<string>;

/** One at a time: what the reader may not know of is answered like what never was. */
export const exchanged =
  (of: keyof Made, ask: Ask): Walk =>
  async (at) => {
    const { world, matrix, door, reader } = at;
    const said = async (id: string): Promise<string> => (await ask(at, reader, { id })).replaceAll(id, '<id>');
    const absent = await said(randomUUID());
    const isAllowed = !absent.includes('"FORBIDDEN"');
    for (const one of (await madeIn(world))[of]) {
      const text = await said(one.id);
      const isTold = one.traces.some((trace) => text.includes(trace));
      matrix.equal(door, reader, isTold, isAllowed && maySee(reader, one), `tells of a ${of}`);
      if (!isTold) matrix.equal(door, reader, text, absent, `a hidden ${of}`);
    }
  };

/** The server that is asked is not there, whoever asks: nothing of this one is told in its place. */
export const elsewhere =
  (ask: Ask): Walk =>
  async (at) => {
    const { matrix, door, reader } = at;
    matrix.tellsNothing(door, reader, await ask(at, reader, { url: 'https://127.0.0.1:9/taxii2/' }));
  };
