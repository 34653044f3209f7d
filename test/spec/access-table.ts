/** Who may see what, as a plain table: written from the rules and not from the policy, so that the two can be held against each other. */
import type { Subject } from '../../src/access/actor.js';
import type { Marking, Protection } from '../../src/access/marking.js';
import type { Rule } from '../../src/access/policy.js';

/** Clearances that read a level. */
const CLEARED: Readonly<Record<Marking['secrecyLevel'], readonly Marking['secrecyLevel'][]>> = {
  UNCLASSIFIED: ['UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'],
  RESTRICTED: ['RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET'],
  CONFIDENTIAL: ['CONFIDENTIAL', 'SECRET', 'TOP_SECRET'],
  SECRET: ['SECRET', 'TOP_SECRET'],
  TOP_SECRET: ['TOP_SECRET'],
};

const inside = ({ orgId }: Subject, { ownerOrganisation, marking }: Protection): boolean =>
  [ownerOrganisation, ...marking.organisations].includes(orgId);
const shared = (left: readonly string[], right: readonly string[]): number =>
  new Set(left.filter((one) => right.includes(one))).size;

export interface TableRow {
  readonly rule: Exclude<Rule, 'role'>;
  readonly hides: (subject: Subject, protection: Protection) => boolean;
}

/** Every reason to hide a record; any one of them does. */
export const ACCESS_TABLE: readonly TableRow[] = [
  { rule: 'partner', hides: ({ roles }) => roles.includes('partner') },
  { rule: 'tenant', hides: (subject, { tenantId }) => tenantId !== subject.tenantId },
  { rule: 'clearance', hides: ({ clearance }, { marking }) => !CLEARED[marking.secrecyLevel].includes(clearance) },
  { rule: 'organisation', hides: (subject, record) => record.marking.organisations.length > 0 && !inside(subject, record) },
  {
    rule: 'tlp-organisation',
    hides: ({ orgId }, { ownerOrganisation, marking }) => marking.tlp === 'AMBER+STRICT' && orgId !== ownerOrganisation,
  },
  { rule: 'tlp-recipients', hides: ({ actorId }, { marking }) => marking.tlp === 'RED' && !marking.recipients.includes(actorId) },
  { rule: 'not-releasable', hides: ({ countries }, { marking }) => shared(countries, marking.notReleasableTo) > 0 },
  {
    rule: 'releasable-to',
    hides: ({ countries }, { marking }) => marking.releasableTo.length > 0 && shared(countries, marking.releasableTo) === 0,
  },
];

/** @param table the whole one when left out; without a row it is a broken policy. */
export const hiddenFrom = (subject: Subject, protection: Protection, table: readonly TableRow[] = ACCESS_TABLE): boolean =>
  table.some(({ hides }) => hides(subject, protection));
