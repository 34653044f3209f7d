/** Asks the policy whether a report may be told to those it is shared with: when it is shared, and again each time. */
import { type Role, ROLES, type Subject } from '../access/actor.js';
import { type Action, GRANTS } from '../access/grants.js';
import type { Protection } from '../access/marking.js';
import {
  decideSharing,
  ceilingOf,
  type Receiver,
  type SharingCeilings,
  type SharingVerdict,
  sharingVerdict,
} from '../access/sharing.js';
import type { ReportShareRecord } from './report-share.record.js';

export const outside = (organisation: string | null, country: string | null): Receiver =>
  organisation === null ? { kind: 'public' } : { kind: 'organisation', organisation, country: country ?? undefined };

const sharersBy = (action: Action): readonly Role[] => ROLES.filter((role) => GRANTS[role].includes(action));

type Recipient = Pick<ReportShareRecord, 'kind' | 'recipient' | 'organisation' | 'country'>;

/** What a person may read is found out when they come; that they are not named for TLP:RED is known before. */
const toPerson = ({ marking }: Protection, recipient: string | null): SharingVerdict =>
  marking.tlp === 'RED' && !marking.recipients.includes(recipient ?? '')
    ? { allow: false, rule: 'tlp-recipients' }
    : { allow: true };

/**
 * Links and deliveries go out for the tenant: as far as those who may share let them, whoever began them.
 * @param action by which it is shared.
 */
export const mayBeTold = (
  shared: Protection,
  receiver: Receiver,
  ceilings: SharingCeilings,
  action: Action = 'socReport.share',
): SharingVerdict =>
  sharingVerdict(shared, receiver, ceilingOf({ roles: sharersBy(action), orgId: shared.ownerOrganisation }, ceilings));

export const mayShare = (subject: Subject, report: Protection, to: Recipient, ceilings: SharingCeilings): SharingVerdict => {
  if (to.kind === 'user') return toPerson(report, to.recipient);
  const receiver = outside(to.organisation, to.country);
  // The service shares for whoever keeps the list.
  return subject.audience === undefined
    ? decideSharing(subject, report, receiver, ceilings)
    : mayBeTold(report, receiver, ceilings);
};

/** @param subject who comes; undefined: whoever has the link. */
export const stillShared = (
  report: Protection,
  share: Recipient,
  subject: Subject | undefined,
  ceilings: SharingCeilings,
): SharingVerdict => {
  if (share.kind === 'token') return mayBeTold(report, outside(share.organisation, share.country), ceilings);
  if (subject === undefined || subject.actorId !== share.recipient) return { allow: false, rule: 'tlp-recipients' };
  return mayBeTold(report, { kind: 'user', subject }, ceilings);
};
