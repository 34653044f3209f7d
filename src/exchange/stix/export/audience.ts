/** To whom an export goes, and what may go there. */
import type { Subject } from '../../../access/actor.js';
import { type Protection, type Tlp, tlpRank } from '../../../access/marking.js';
import { ceilingOf, type Receiver, type SharingCeiling, type SharingCeilings, sharingVerdict } from '../../../access/sharing.js';
import type { Verdict } from './closure.js';
import { markingRefOf, type TlpVersion } from './own-object.stix.js';

export interface Audience {
  /** Who exports: nothing goes out that this subject may not see. */
  readonly subject: Subject;
  readonly receiver: Extract<Receiver, { kind: 'organisation' }>;
  /** Of what the subject may tell outside the tenant. */
  readonly ceiling: SharingCeiling;
  /** Nothing stricter goes out, whatever else would let it; null: no limit of its own. */
  readonly maxTlp: Tlp | null;
  readonly tlpVersion: TlpVersion;
}

/** To whom, as a caller says it; all left out: the caller's own organisation. */
export interface ReceiverInput {
  readonly organisation?: string | undefined;
  /** ISO 3166-1 alpha-2. */
  readonly country?: string | undefined;
  readonly maxTlp?: Tlp | undefined;
}

/** No organisation is called so: what is meant for named organisations only goes to none. */
const NOBODY_IN_PARTICULAR = '';

/**
 * A TLP alone means anybody who may have that much: what is limited to organisations or countries stays here. Of the caller's own
 * organisation the country is known when the caller has one only.
 */
export const audienceOf = (
  subject: Subject,
  input: ReceiverInput,
  tlpVersion: TlpVersion,
  ceilings: SharingCeilings,
): Audience => {
  const { organisation, country, maxTlp } = input;
  const own = organisation === undefined && country === undefined && maxTlp === undefined;
  return {
    subject,
    receiver: own
      ? {
          kind: 'organisation',
          organisation: subject.orgId,
          country: subject.countries.length === 1 ? subject.countries[0] : undefined,
        }
      : { kind: 'organisation', organisation: organisation ?? NOBODY_IN_PARTICULAR, country },
    ceiling: ceilingOf(subject, ceilings),
    maxTlp: maxTlp ?? null,
    tlpVersion,
  };
};

/** The rule that keeps a record from an audience, of those on what its subject may see left aside. */
export const verdictFor =
  ({ receiver, ceiling, maxTlp, tlpVersion }: Audience): Verdict =>
  (protection: Protection) => {
    const shared = sharingVerdict(protection, receiver, ceiling);
    if (!shared.allow) return shared.rule;
    const { tlp } = protection.marking;
    if (maxTlp !== null && tlpRank(tlp) > tlpRank(maxTlp)) return 'sharing-tlp';
    return markingRefOf(tlp, tlpVersion) === undefined ? 'tlp-version' : undefined;
  };
