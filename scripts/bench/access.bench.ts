/** What the second wall costs a dashboard of 200 compartments, and how many decisions on access a second has room for. */
import type { Role, Subject } from '../../src/access/actor.js';
import type { Marking } from '../../src/access/marking.js';
import { ACTIONS, decide } from '../../src/access/policy.js';
import type { ApplicationMethods } from './application.part.js';
import type { Bench } from './bench.js';
import { startPart } from './child-process.js';
import { fill } from './corpus.js';
import { Caller, load, type Load, type Target } from './load.js';
import { DASHBOARD } from './questions.js';
import { median } from './statistics.js';

const CONNECTIONS = 32;
const COMPARTMENTS = 200;
const WARM_UP_SECONDS = 2;
const DECISIONS = 20_000;

export const accessBench: Bench = {
  name: 'access',
  purpose: `dashboard over ${COMPARTMENTS} compartments with row-level security over the same without; decisions on access a second`,
  async run({ size, stores, say }) {
    const decisions = decisionsPerSecond(size.loadSeconds);
    const ledger = await stores.emptyLedger();
    const count = Math.max(size.reports.few, 2 * COMPARTMENTS);
    const filled = await fill(ledger.place.eventStoreUrl, count, undefined, COMPARTMENTS);
    const walled = await startPart<ApplicationMethods>('application.part', ledger.place);
    const caller = new Caller(1);
    try {
      const open = await startPart<ApplicationMethods>('application.part', { ...ledger.place, withoutWall: true });
      try {
        const targets: Target[] = [];
        for (const { remote } of [walled, open])
          targets.push({ url: `${await remote.url()}/graphql`, token: await remote.token(), body: { query: DASHBOARD } });
        // The first answers decide compartments; both show the same.
        const [with_, without] = await Promise.all(
          targets.map(async (target) => {
            for (let i = 0; i < 4; i += 1) await caller.post(target);
            return figuresOf(await caller.post<Answer>(target));
          }),
        );
        if (with_ !== without) throw new Error(`with the wall ${with_}, without ${without}`);
        say(
          `${filled.reports} reports in ${COMPARTMENTS} compartments, ${CONNECTIONS} connections, ${size.rounds} × ${size.loadSeconds} s each, in turns`,
        );
        const loads: [Load[], Load[]] = [[], []];
        for (const target of targets) await load(target, CONNECTIONS, Math.min(WARM_UP_SECONDS, size.loadSeconds));
        for (let round = 0; round < size.rounds; round += 1)
          for (const [i, target] of targets.entries()) loads[i].push(await load(target, CONNECTIONS, size.loadSeconds));
        for (const [i, who] of ['with the wall', 'without'].entries())
          say(
            `${who}: ${loads[i].map(({ perSecond, p50, p99 }) => `${Math.round(perSecond)}/s (p50 ${p50} ms, p99 ${p99} ms)`).join(', ')}`,
          );
        const rate = (of: readonly Load[]) => median(of.map(({ perSecond }) => perSecond));
        return [
          {
            name: `dashboard of ${COMPARTMENTS} compartments with row-level security`,
            unit: 'requests/s',
            measured: rate(loads[0]),
            limit: rate(loads[1]),
            limitOf: 'the same without it',
            target: { of: 'ratio', bound: 'at least', value: 0.7 },
          },
          {
            name: 'decisions on access',
            unit: 'decisions/s',
            measured: decisions,
            limit: 100_000,
            limitOf: 'asked for',
            target: { of: 'measured', bound: 'at least', value: 100_000 },
          },
        ];
      } finally {
        await open.stop();
      }
    } finally {
      caller.close();
      await walled.stop();
      await ledger.stop();
    }
  },
};

interface Answer {
  readonly data: { readonly intelligenceDashboard: Record<string, unknown> };
}
const figuresOf = ({ data }: Answer): string =>
  JSON.stringify({ ...data.intelligenceDashboard, asOf: undefined, secondsSinceLastPublication: undefined });

/** Subjects, actions and markings in ever other combinations, one core. */
const decisionsPerSecond = (seconds: number): number => {
  const roles: readonly Role[] = ['analyst', 'senior_analyst', 'auditor', 'tenant_admin'];
  const subject = (i: number): Subject => ({
    actorId: `actor-${i % 50}`,
    actorKind: 'human',
    sub: `sub-${i % 50}`,
    tenantId: `tenant-${i % 3}`,
    orgId: `org-${i % 7}`,
    roles: [roles[i % roles.length]],
    clearance: (['UNCLASSIFIED', 'RESTRICTED', 'SECRET'] as const)[i % 3],
    countries: [['GB', 'DE', 'FR', 'US'][i % 4]],
    expiresAt: 0,
  });
  const marking = (i: number): Marking => ({
    secrecyLevel: (['UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET'] as const)[i % 4],
    tlp: (['CLEAR', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED'] as const)[i % 5],
    organisations: i % 6 === 0 ? ['org-1', 'org-2'] : [],
    releasableTo: i % 8 === 0 ? ['GB', 'US'] : [],
    notReleasableTo: i % 9 === 0 ? ['FR'] : [],
    recipients: i % 5 === 4 ? ['actor-4', 'actor-9'] : [],
  });
  const cases = Array.from({ length: DECISIONS }, (_, i) => ({
    subject: subject(i * 7),
    action: ACTIONS[i % ACTIONS.length],
    protection: { tenantId: `tenant-${i % 3}`, ownerOrganisation: `org-${i % 5}`, marking: marking(i * 11) },
  }));
  const started = performance.now();
  let decided = 0;
  let allowed = 0;
  while (performance.now() - started < seconds * 1_000) {
    for (const { subject: who, action, protection } of cases) allowed += Number(decide(who, action, protection).allow);
    decided += cases.length;
  }
  if (allowed === 0 || allowed === decided) throw new Error('The cases decide nothing: all have one answer.');
  return decided / ((performance.now() - started) / 1_000);
};
