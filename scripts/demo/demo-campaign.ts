/** Three cases of the demo tenant that are one campaign, and what they share: the same plan at every start. All is invented. */
import type { MarkingInput } from '../../src/access/marking-input.js';
import type { LinkedType } from '../../src/links/link.events.js';
import { DEFENCE_CELL, FINANCE_CELL, FUSION_CENTRE, type PersonName } from './demo-people.js';

export interface ProfilePlan {
  readonly type: LinkedType;
  readonly by: PersonName;
  readonly input: MarkingInput & Readonly<{ [field: string]: unknown }>;
  /** Fields that hold an instant: days before the demo was loaded. */
  readonly daysAgo?: Readonly<{ [field: string]: number }>;
}

const OPEN = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' } as const;
const KEPT = { tlp: 'AMBER', secrecyLevel: 'RESTRICTED' } as const;
const CLOSE = { tlp: 'AMBER', secrecyLevel: 'SECRET' } as const;
const CALLBACK = { type: 'domain-name', value: 'tender-archive.example' } as const;

const technique = (attackId: string, name: string, tactics: readonly string[]): ProfilePlan => ({
  type: 'attackPattern',
  by: 'fusionAnalyst',
  input: { ...OPEN, name, attackId, tactics, domain: 'enterprise' },
});

export const demoProfiles = {
  campaign: {
    type: 'campaign',
    by: 'fusionEditor',
    input: {
      ...KEPT,
      name: 'Tin Lantern',
      description: 'A contractor account is taken over, plans and tenders are copied at night, and the next contractor follows.',
      objectives: ['Know tenders before they are published', 'Keep a way into regional government'],
      threatLevel: 'HIGH',
      confidence: 75,
    },
    daysAgo: { startDate: 64, firstSeen: 61, lastSeen: 2 },
  },
  actor: {
    type: 'threatActor',
    by: 'defenceEditor',
    input: {
      ...CLOSE,
      name: 'Grey Ibis',
      description: 'Works at night in one time zone and rests on its holidays.',
      threatActorTypes: ['spy'],
      primaryMotivation: 'organizational-gain',
      confidence: 60,
    },
  },
  councilCase: {
    type: 'investigation',
    by: 'fusionAnalyst',
    input: {
      ...KEPT,
      number: 'FC-2026-041',
      title: 'Planning files copied from a council',
      memberOrganisations: [FUSION_CENTRE],
    },
    daysAgo: { startDate: 58 },
  },
  supplierCase: {
    type: 'investigation',
    by: 'defenceAnalyst',
    input: {
      ...CLOSE,
      number: 'DC-2026-007',
      title: 'Night logins at a defence supplier',
      memberOrganisations: [DEFENCE_CELL],
    },
    daysAgo: { startDate: 33 },
  },
  bankCase: {
    type: 'investigation',
    by: 'financeAnalyst',
    input: {
      ...KEPT,
      number: 'FIN-2026-112',
      title: 'Contractor account misused at a savings bank',
      memberOrganisations: [FINANCE_CELL],
    },
    daysAgo: { startDate: 6 },
  },
  relay: {
    type: 'infrastructure',
    by: 'fusionAnalyst',
    input: {
      ...KEPT,
      name: 'Relay of the council case',
      infrastructureTypes: ['exfiltration'],
      values: [CALLBACK, { type: 'ipv4-addr', value: '198.51.100.24' }],
    },
  },
  proxy: {
    type: 'infrastructure',
    by: 'financeAnalyst',
    input: { ...KEPT, name: 'Upload address seen by the bank', infrastructureTypes: ['exfiltration'], values: [CALLBACK] },
  },
  accounts: technique('T1078.002', 'Domain Accounts', ['initial-access', 'persistence']),
  repositories: technique('T1213', 'Data from Information Repositories', ['collection']),
  exfiltration: technique('T1048', 'Exfiltration Over Alternative Protocol', ['exfiltration']),
  councils: {
    type: 'target',
    by: 'fusionAnalyst',
    input: { ...OPEN, name: 'Planning departments of councils', kind: 'sector', sectors: ['government-local'] },
  },
  suppliers: {
    type: 'target',
    by: 'defenceAnalyst',
    input: { ...KEPT, name: 'Defence suppliers', kind: 'sector', sectors: ['defense'] },
  },
} as const satisfies Readonly<Record<string, ProfilePlan>>;
export type ProfileName = keyof typeof demoProfiles;

interface LinksPlan {
  readonly from: ProfileName;
  readonly by: PersonName;
  readonly to: readonly ProfileName[];
  readonly reason: string;
}

/** Nobody has linked the bank's case with the campaign yet: the ledger suggests it. */
export const demoLinks: readonly LinksPlan[] = [
  {
    from: 'councilCase',
    by: 'fusionAnalyst',
    to: ['relay', 'accounts', 'repositories', 'councils'],
    reason: 'Found on the file server of the council.',
  },
  {
    from: 'supplierCase',
    by: 'defenceAnalyst',
    to: ['accounts', 'exfiltration', 'suppliers'],
    reason: 'From the logs of the supplier.',
  },
  { from: 'bankCase', by: 'financeAnalyst', to: ['proxy', 'accounts'], reason: 'Reported by the bank.' },
  {
    from: 'campaign',
    by: 'fusionEditor',
    to: ['councilCase', 'supplierCase', 'actor', 'relay', 'accounts', 'repositories', 'exfiltration', 'councils', 'suppliers'],
    reason: 'Both cases follow the same steps in the same order.',
  },
];
