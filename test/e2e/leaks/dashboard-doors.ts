/** The door of the leak matrix that is open to outsiders: the shared dashboard, with every maximum, against what the rules let go to them. */
import assert from 'node:assert/strict';
import { type Marking, SecrecyLevel } from '../../../src/access/marking.js';
import type { SharedFigures } from '../../../src/dashboard-shares/shared-dashboard.measure.js';
import type { RouteWalk } from './rest-doors.js';
import { type Kept, type Reader, TENANTS, type World } from './world.js';

/** TLPs and levels that are within a maximum, written from the rules and not from the policy. */
const WITHIN = {
  CLEAR: ['CLEAR', 'WHITE'],
  GREEN: ['CLEAR', 'WHITE', 'GREEN'],
  AMBER: ['CLEAR', 'WHITE', 'GREEN', 'AMBER'],
} as const;
type Maximum = { readonly tlp: keyof typeof WITHIN; readonly secrecyLevel: SecrecyLevel };

const mayGo = ({ tlp, organisations, releasableTo, notReleasableTo, secrecyLevel }: Marking, maximum: Maximum): boolean =>
  [organisations, releasableTo, notReleasableTo].every(({ length }) => length === 0) &&
  (WITHIN[maximum.tlp] as readonly string[]).includes(tlp) &&
  SecrecyLevel.options.indexOf(secrecyLevel) <= SecrecyLevel.options.indexOf(maximum.secrecyLevel);

/** Nobody of the ledger: who reads through a link, as messages of the matrix name them. */
const outsider = (reader: Reader, tenantId: string, { tlp, secrecyLevel }: Maximum): Reader => ({
  ...reader,
  name: `an outsider (${tenantId}, up to ${secrecyLevel} and TLP:${tlp})`,
});

const shared = async ({ app }: World, tenant: string, maximum: Maximum): Promise<string> => {
  const admin = await app.token({ tenant, org: 'alpha', sub: 'admin', clearance: 'TOP_SECRET', roles: ['tenant_admin'] });
  const { shareDashboard } = await app.data(
    admin,
    `mutation ($input: ShareDashboardInput!) {
      setSharingCeiling(role: "tenant_admin", input: { tlp: AMBER, secrecyLevel: TOP_SECRET }) { receipt { id } }
      shareDashboard(input: $input) { token } }`,
    {
      input: {
        name: 'Outsiders',
        organisation: 'outside',
        withSourceNames: true,
        maximumTlp: maximum.tlp,
        maximumSecrecyLevel: maximum.secrecyLevel,
      },
    },
  );
  return shareDashboard.token;
};

type Tally = readonly (readonly [string, number])[];
const inOrder = (counts: ReadonlyMap<string, number>): Tally => [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1));
const tally = (records: readonly Kept[], keyOf: (record: Kept) => string): Tally => {
  const counts = new Map<string, number>();
  for (const record of records) counts.set(keyOf(record), (counts.get(keyOf(record)) ?? 0) + 1);
  return inOrder(counts);
};
const counted = (rows: readonly { readonly key: string; readonly count: number }[]): Tally =>
  inOrder(new Map(rows.filter(({ count }) => count > 0).map(({ key, count }) => [key, count])));

const figuresOf = (seen: readonly Kept[]) => {
  const all = seen.filter(({ kind }) => kind.type === 'intelReport');
  const reports = all.filter(({ status }) => !['archived', 'retracted'].includes(status));
  const published = reports.filter(({ status }) => status === 'published');
  const sources = seen.filter(({ kind }) => kind.type === 'source');
  return {
    reports: reports.length,
    published: published.length,
    drafts: reports.filter(({ status }) => status === 'draft').length,
    inReview: reports.filter(({ status }) => status === 'in_review').length,
    byStatus: tally(all, ({ status }) => status),
    bySecrecy: tally(reports, ({ protection }) => protection.marking.secrecyLevel),
    byTlp: tally(reports, ({ protection }) => protection.marking.tlp),
    lastPublishedAt:
      published
        .map(({ publishedAt }) => publishedAt!)
        .toSorted()
        .at(-1) ?? null,
    sources: sources.length,
    active: sources.filter(({ status }) => status === 'active').length,
  };
};

/** Once, whoever reads: with a link of each maximum in each tenant. */
export const sharedDashboard: RouteWalk = async ({ world, matrix, door, reader }) => {
  if (reader !== world.readers[0]) return;
  for (const tenantId of TENANTS)
    for (const tlp of Object.keys(WITHIN) as (keyof typeof WITHIN)[])
      for (const secrecyLevel of SecrecyLevel.options) {
        const maximum: Maximum = { tlp, secrecyLevel };
        const who = outsider(reader, tenantId, maximum);
        const isSeen = ({ protection }: Kept): boolean => protection.tenantId === tenantId && mayGo(protection.marking, maximum);
        const token = await shared(world, tenantId, maximum);
        const response = await fetch(`${world.app.url}/s/dashboards/${token}.json`, { headers: { connection: 'close' } });
        const text = await response.text();
        assert.equal(response.status, 200, text);
        for (const record of world.records)
          if (!isSeen(record)) {
            const told = record.traces.filter((trace) => text.includes(trace));
            matrix.equal(door, who, told, [], `tells of ${record.kind.type}`);
          }
        const { counts, recency, sources } = JSON.parse(text) as SharedFigures;
        const { byStatus, bySecrecy, byTlp, ...plain } = counts!;
        matrix.equal(
          door,
          who,
          {
            reports: plain.reports,
            published: plain.published,
            drafts: plain.drafts,
            inReview: plain.inReview,
            byStatus: counted(byStatus),
            bySecrecy: counted(bySecrecy),
            byTlp: counted(byTlp),
            lastPublishedAt: recency!.lastPublishedAt,
            sources: sources!.total,
            active: sources!.active,
          },
          figuresOf(world.records.filter(isSeen)),
          'figures',
        );
      }
};
