/** The people of the demo tenant; all are invented. */
import type { Role, Subject } from '../../src/access/actor.js';
import type { SecrecyLevel } from '../../src/access/marking.js';
import { actorIdOf } from '../../src/auth/claims.js';

export const DEMO_TENANT = 'demo';

interface Person {
  readonly sub: string;
  readonly name: string;
  readonly orgId: string;
  readonly roles: readonly Role[];
  readonly clearance: SecrecyLevel;
}

export const FUSION_CENTRE = 'fusion-centre';
export const FINANCE_CELL = 'finance-cell';
export const DEFENCE_CELL = 'defence-cell';

const person = (sub: string, name: string, orgId: string, roles: readonly Role[], clearance: SecrecyLevel): Person => ({
  sub,
  name,
  orgId,
  roles,
  clearance,
});

const PEOPLE = {
  administrator: person('demo-administrator', 'Imke Sandvik', FUSION_CENTRE, ['tenant_admin'], 'SECRET'),
  sourceManager: person('demo-source-manager', 'Tomasz Wren', FUSION_CENTRE, ['source_manager'], 'SECRET'),
  watchOfficer: person('demo-watch-officer', 'Robin Okafor', FUSION_CENTRE, ['watch_officer', 'senior_analyst'], 'SECRET'),
  fusionAnalyst: person('demo-analyst-1', 'Ana Lindqvist', FUSION_CENTRE, ['analyst'], 'SECRET'),
  fusionAnalyst2: person('demo-analyst-2', 'Dev Marchetti', FUSION_CENTRE, ['analyst'], 'SECRET'),
  fusionEditor: person('demo-editor-1', 'Maud Ferreira', FUSION_CENTRE, ['senior_analyst'], 'TOP_SECRET'),
  financeAnalyst: person('demo-analyst-3', 'Yusuf Brandt', FINANCE_CELL, ['analyst'], 'SECRET'),
  financeEditor: person('demo-editor-2', 'Clara Nyberg', FINANCE_CELL, ['senior_analyst'], 'SECRET'),
  defenceAnalyst: person('demo-analyst-4', 'Jonas Achterberg', DEFENCE_CELL, ['analyst'], 'TOP_SECRET'),
  defenceEditor: person('demo-editor-3', 'Ruth Castellan', DEFENCE_CELL, ['supervisor'], 'TOP_SECRET'),
  socManager: person('demo-soc-manager', 'Helle Vantongeren', FUSION_CENTRE, ['soc_manager'], 'SECRET'),
  socAnalyst: person('demo-soc-analyst-1', 'Pavel Ojukwu', FUSION_CENTRE, ['analyst'], 'SECRET'),
  socAnalyst2: person('demo-soc-analyst-2', 'Nadia Hallorsen', FUSION_CENTRE, ['analyst'], 'SECRET'),
  socAnalyst3: person('demo-soc-analyst-3', 'Emil Castro Lund', FUSION_CENTRE, ['analyst'], 'SECRET'),
} as const satisfies Record<string, Person>;

export type PersonName = keyof typeof PEOPLE;

/** The demo's people as subjects of this instance. @param issuer the `iss` that their tokens would carry. */
export const demoSubjects = (instanceKey: Buffer, issuer: string): Readonly<Record<PersonName, Subject>> =>
  Object.fromEntries(
    Object.entries(PEOPLE).map(([key, { sub, ...rest }]): [string, Subject] => [
      key,
      {
        ...rest,
        sub,
        actorId: actorIdOf(instanceKey, issuer, sub),
        actorKind: 'human',
        tenantId: DEMO_TENANT,
        countries: ['GB'],
        expiresAt: 0,
      },
    ]),
  ) as Record<PersonName, Subject>;

/** Who the start of the product prints a token for. */
export const watchOfficerClaims = {
  tenant: DEMO_TENANT,
  org: PEOPLE.watchOfficer.orgId,
  roles: [...PEOPLE.watchOfficer.roles],
  clearance: PEOPLE.watchOfficer.clearance,
  countries: ['GB'],
  sub: PEOPLE.watchOfficer.sub,
  name: PEOPLE.watchOfficer.name,
};
