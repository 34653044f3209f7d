/** A generated world for the leak matrix: tenants, organisations, markings, records of every kind, and people who read. */
import { type Role, ROLES, type Subject } from '../../../src/access/actor.js';
import { type Marking, type Protection, SecrecyLevel, Tlp } from '../../../src/access/marking.js';
import { hiddenFrom, type TableRow } from '../../spec/access-table.js';
import type { TestApplication } from '../../spec/application.js';
import { seeded, type Seeded } from '../../spec/seeded.js';
import { change } from '../requests.js';
import { type Kind, KINDS } from './kinds.js';

export interface Size {
  readonly readers: number;
  /** Records of each tenant, by stream category; of other kinds there are `others`. */
  readonly records: Readonly<Record<string, number>>;
  readonly others: number;
  /** Records of a kind that a door which answers for one at a time is asked for, by each reader. */
  readonly sampled: number;
  /** Readers that ask through each mutation; others through each. */
  readonly changers: number;
}
export const SHORT: Size = {
  readers: 7,
  records: { intelReport: 12, source: 8, handover: 3, stixObject: 6, socReport: 2 },
  others: 6,
  sampled: 1,
  changers: 2,
};
export const FULL: Size = {
  readers: 20,
  records: { intelReport: 28, source: 14, handover: 5, stixObject: 8, socReport: 4 },
  others: 12,
  sampled: 5,
  changers: 5,
};

export interface Reader {
  readonly name: string;
  readonly token: string;
  readonly subject: Subject;
}
export interface Kept {
  readonly kind: Kind;
  readonly id: string;
  readonly protection: Protection;
  /** Texts that only this record has. */
  readonly traces: readonly string[];
  readonly status: string;
  readonly publishedAt: string | undefined;
  readonly assignee: string | undefined;
}
export interface World {
  readonly app: TestApplication;
  readonly size: Size;
  /** Choices of one question, the same whatever is asked beside it. */
  readonly randomFor: (question: string) => Seeded;
  readonly readers: readonly Reader[];
  readonly records: readonly Kept[];
  /** Of the last event. */
  readonly head: string;
  /** Position, by tenant, of the last change there: one that everybody in it is told of. */
  readonly settledAt: Readonly<Record<string, string>>;
}

export const TENANTS = ['north', 'south'] as const;
const ORGANISATIONS = ['alpha', 'beta', 'gamma'] as const;
const OPEN: Marking = {
  secrecyLevel: 'UNCLASSIFIED',
  tlp: 'GREEN',
  organisations: [],
  releasableTo: [],
  notReleasableTo: [],
  recipients: [],
};

/** Markings of which each is hidden by one rule alone from one of {@link PLAIN_READERS}. */
const plainMarkings = (recipient: string): readonly Marking[] => [
  OPEN,
  { ...OPEN, secrecyLevel: 'SECRET' },
  { ...OPEN, organisations: ['beta'] },
  { ...OPEN, tlp: 'AMBER+STRICT' },
  { ...OPEN, tlp: 'RED', recipients: [recipient] },
  { ...OPEN, notReleasableTo: ['US'] },
  { ...OPEN, releasableTo: ['GB'] },
];

type Claims = Pick<Subject, 'tenantId' | 'orgId' | 'clearance' | 'countries'> & { readonly role: Role };
const reads = (tenantId: string, orgId: string, clearance: Subject['clearance'], countries: string[], role: Role): Claims => ({
  tenantId,
  orgId,
  clearance,
  countries,
  role,
});
const PLAIN_READERS: readonly Claims[] = [
  reads('north', 'alpha', 'TOP_SECRET', ['GB'], 'supervisor'),
  reads('north', 'gamma', 'TOP_SECRET', ['GB'], 'senior_analyst'),
  reads('north', 'alpha', 'TOP_SECRET', ['US'], 'auditor'),
  reads('south', 'alpha', 'TOP_SECRET', ['GB'], 'supervisor'),
  reads('north', 'beta', 'RESTRICTED', [], 'source_manager'),
];

const randomMarking = ({ one, some }: Seeded, readers: readonly string[]): Marking => {
  const tlp = one(Tlp.options);
  return {
    secrecyLevel: one(SecrecyLevel.options),
    tlp,
    organisations: one([[], [], ['beta'], ['alpha', 'gamma']]),
    releasableTo: one([[], [], ['GB'], ['US', 'FR']]),
    notReleasableTo: one([[], [], [], ['CN'], ['US']]),
    recipients: tlp === 'RED' ? [...some(readers, 3)] : [],
  };
};

/** The keeper of a record may see it: a country that it may be released to, and none that it may not. */
const keeperCountries = ({ releasableTo, notReleasableTo }: Marking): readonly string[] =>
  releasableTo.filter((country) => !notReleasableTo.includes(country)).slice(0, 1);

const readerFrom = async (
  app: TestApplication,
  { tenantId, orgId, clearance, countries, role }: Claims,
  index: number,
): Promise<Reader> => {
  const sub = `reader-${index}`;
  const token = await app.token({ tenant: tenantId, org: orgId, sub, clearance, countries, roles: [role] });
  const { me } = await app.data(token, '{ me { actorId } }');
  const name = `${sub} (${tenantId}/${orgId}, ${clearance}, ${countries.join('+') || 'no country'}, ${role})`;
  const subject = {
    actorId: me.actorId,
    actorKind: 'human',
    sub,
    tenantId,
    orgId,
    roles: [role],
    clearance,
    countries,
    expiresAt: 0,
  } as const;
  return { name, token, subject };
};

/** Partners read collections alone, and are asked about in taxii-doors.ts. */
const ROLES_OF_TENANTS = ROLES.filter((role) => role !== 'partner');

const letters = 'abcdefghijklmnopqrstuvwxyz';
const markerFrom = ({ below }: Seeded): string =>
  `mark${Array.from({ length: 12 }, () => letters[below(letters.length)]).join('')}`;

export const buildWorld = async (app: TestApplication, random: Seeded, size: Size): Promise<World> => {
  const drawn = Array.from({ length: Math.max(0, size.readers - PLAIN_READERS.length) }, (_, i) =>
    reads(
      random.one(['north', 'north', 'south']),
      random.one(ORGANISATIONS),
      random.one(SecrecyLevel.options),
      random.one([[], ['GB'], ['US'], ['GB', 'US']]),
      ROLES_OF_TENANTS[i % ROLES_OF_TENANTS.length],
    ),
  );
  const readers = await Promise.all([...PLAIN_READERS, ...drawn].map((claims, i) => readerFrom(app, claims, i)));
  const randomFor = (question: string): Seeded =>
    seeded(Buffer.from(question).reduce((sum, byte) => Math.imul(sum, 31) + byte, random.seed));
  const records: Kept[] = [];
  const settledAt: Record<string, string> = {};
  for (const tenant of TENANTS) {
    const admin = await app.token({ tenant, org: 'alpha', sub: 'admin', roles: ['tenant_admin'] });
    await change(app, admin, 'changeTenantSettings', { input: { authorMayApprove: true, minimumActiveSources: 2 } });
    const own = readers.filter(({ subject }) => subject.tenantId === tenant).map(({ subject }) => subject.actorId);
    // Those of the other tenant too: being named helps nobody across tenants.
    const named = readers.map(({ subject }) => subject.actorId);
    const sources: Kept[] = [];
    for (const kind of KINDS)
      for (let index = 0; index < (size.records[kind.type] ?? size.others); index += 1) {
        const plain = plainMarkings(named[0]);
        const marking = index < plain.length ? plain[index] : randomMarking(random, named);
        const ownerOrganisation = index < plain.length ? 'alpha' : random.one(ORGANISATIONS.slice(0, 2));
        const sub = `keeper-${ownerOrganisation}`;
        const countries = keeperCountries(marking);
        const roles = ['supervisor'];
        const token = await app.token({ tenant, org: ownerOrganisation, sub, clearance: 'TOP_SECRET', countries, roles });
        const { me } = await app.data(token, '{ me { actorId } }');
        const given =
          marking.tlp === 'RED'
            ? { ...marking, recipients: [...new Set([...marking.recipients, me.actorId as string])] }
            : marking;
        const keeper: Subject = {
          ...readers[0].subject,
          actorId: me.actorId,
          tenantId: tenant,
          orgId: ownerOrganisation,
          clearance: 'TOP_SECRET',
          countries,
        };
        const seen = sources.filter(({ protection }) => !hiddenFrom(keeper, protection)).map(({ id }) => id);
        const marker = markerFrom(random);
        const facts = await kind.keep({ app, token, marking: given, readers: own, sources: seen.slice(-6), index }, marker);
        const { id, status, traces = [], publishedAt, assignee } = facts;
        const protection = { tenantId: tenant, ownerOrganisation, marking: facts.marking ?? given };
        const kept: Kept = { kind, id, protection, traces: [...traces, id, marker], status, publishedAt, assignee };
        records.push(kept);
        if (kind.type === 'source') sources.push(kept);
      }
    const { receipt } = await change(
      app,
      await app.token({ tenant, sub: 'sol', roles: ['soc_manager'] }),
      'setReportingExpectation',
      {
        input: { name: 'Daily', count: 1, start: '00:00', end: '00:00', effectiveFrom: '2026-01-01T00:00:00.000Z' },
      },
    );
    settledAt[tenant] = receipt.position;
  }
  return { app, size, randomFor, readers, records, settledAt, head: `${await app.application.kernel.log.head()}` };
};

export const maySee = ({ subject }: Reader, { protection }: Kept, table?: readonly TableRow[]): boolean =>
  !hiddenFrom(subject, protection, table);

/** Whether an answer holds anything of a record. */
export const tells = (answer: string, { traces }: Kept): boolean => traces.some((trace) => answer.includes(trace));
