/** Asks the policy whether a report may be told to those it is shared with: when it is shared, and again each time. */
import type { Subject } from '../access/actor.js';
import type { Protection } from '../access/marking.js';
import {
  decideSharing,
  DEFAULT_CEILING,
  type Receiver,
  type SharingCeilings,
  type SharingVerdict,
  sharingVerdict,
} from '../access/sharing.js';
import type { ReportShareRecord } from './report-share.record.js';

/** What tenants say of their roles and organisations: nothing, so that the default holds for all. */
const CEILINGS: SharingCeilings = { roles: {}, organisations: new Map() };

export const outside = (organisation: string | null, country: string | null): Receiver =>
  organisation === null ? { kind: 'public' } : { kind: 'organisation', organisation, country: country ?? undefined };

type Recipient = Pick<ReportShareRecord, 'kind' | 'recipient' | 'organisation' | 'country'>;

/** What a person may read is found out when they come; that they are not named for TLP:RED is known before. */
const toPerson = ({ marking }: Protection, recipient: string | null): SharingVerdict =>
  marking.tlp === 'RED' && !marking.recipients.includes(recipient ?? '')
    ? { allow: false, rule: 'tlp-recipients' }
    : { allow: true };

export const mayShare = (subject: Subject, report: Protection, to: Recipient): SharingVerdict =>
  to.kind === 'user'
    ? toPerson(report, to.recipient)
    : decideSharing(subject, report, outside(to.organisation, to.country), CEILINGS);

/** For those outside: the ceiling that holds for everybody who shares. */
export const mayBeTold = (report: Protection, receiver: Receiver): SharingVerdict =>
  sharingVerdict(report, receiver, DEFAULT_CEILING);

/** @param subject who comes; undefined: whoever has the link. */
export const stillShared = (report: Protection, share: Recipient, subject: Subject | undefined): SharingVerdict => {
  if (share.kind === 'token') return mayBeTold(report, outside(share.organisation, share.country));
  if (subject === undefined || subject.actorId !== share.recipient) return { allow: false, rule: 'tlp-recipients' };
  return mayBeTold(report, { kind: 'user', subject });
};
