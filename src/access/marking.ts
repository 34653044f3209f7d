/** Who may see a record: secrecy level, TLP and caveats. Compared only by the policy. */
import { z } from 'zod';

export const SecrecyLevel = z.enum(['UNCLASSIFIED', 'RESTRICTED', 'CONFIDENTIAL', 'SECRET', 'TOP_SECRET']);
export type SecrecyLevel = z.infer<typeof SecrecyLevel>;
/** FIRST TLP 2.0, with WHITE as TLP 1.0 spelt CLEAR. */
export const Tlp = z.enum(['CLEAR', 'WHITE', 'GREEN', 'AMBER', 'AMBER+STRICT', 'RED']);
export type Tlp = z.infer<typeof Tlp>;

const Name = z.string().regex(/^[^\0\p{Cs}\p{Cc}]{1,200}$/u, 'must be 1 to 200 characters without control characters');
const Country = z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code such as GB');
export const Marking = z.strictObject({
  secrecyLevel: SecrecyLevel,
  tlp: Tlp,
  /** Empty: the whole tenant. */
  organisations: z.array(Name).max(200),
  /** REL TO, ISO 3166-1 alpha-2; empty: no country limit. */
  releasableTo: z.array(Country).max(250),
  /** ISO 3166-1 alpha-2. */
  notReleasableTo: z.array(Country).max(250),
  /** Actor ids; who may read TLP:RED, the creator always among them. */
  recipients: z.array(Name).max(200),
});
export type Marking = z.infer<typeof Marking>;

/** What the policy needs to know of a record. */
export interface Protection {
  readonly tenantId: string;
  readonly ownerOrganisation: string;
  readonly marking: Marking;
}

const SECRECY_RANK: Record<SecrecyLevel, number> = { UNCLASSIFIED: 0, RESTRICTED: 1, CONFIDENTIAL: 2, SECRET: 3, TOP_SECRET: 4 };
const TLP_RANK: Record<Tlp, number> = { CLEAR: 0, WHITE: 0, GREEN: 1, AMBER: 2, 'AMBER+STRICT': 3, RED: 4 };
export const secrecyRank = (level: SecrecyLevel): number => SECRECY_RANK[level];
export const tlpRank = (tlp: Tlp): number => TLP_RANK[tlp];

/** The default level of a record that came with a TLP and no secrecy level. */
export const DEFAULT_TLP_SECRECY: Record<Tlp, SecrecyLevel> = {
  CLEAR: 'UNCLASSIFIED',
  WHITE: 'UNCLASSIFIED',
  GREEN: 'UNCLASSIFIED',
  AMBER: 'RESTRICTED',
  'AMBER+STRICT': 'CONFIDENTIAL',
  RED: 'SECRET',
};

/** TLP:RED is for named recipients, the record's creator always among them. */
export const withCreator = (marking: Marking, creator: string): Marking =>
  marking.tlp !== 'RED' || marking.recipients.includes(creator)
    ? marking
    : { ...marking, recipients: [...marking.recipients, creator] };

/** Whether the secrecy level or the TLP of `a` is above that of `b`. */
export const isStricter = (a: Marking, b: Marking): boolean =>
  tlpRank(a.tlp) > tlpRank(b.tlp) || secrecyRank(a.secrecyLevel) > secrecyRank(b.secrecyLevel);

/** @returns `marking` with its secrecy level and TLP raised to at least those of `floor`; its caveats stay. */
export const raisedTo = (marking: Marking, floor: Marking): Marking => ({
  ...marking,
  secrecyLevel: secrecyRank(floor.secrecyLevel) > secrecyRank(marking.secrecyLevel) ? floor.secrecyLevel : marking.secrecyLevel,
  tlp: tlpRank(floor.tlp) > tlpRank(marking.tlp) ? floor.tlp : marking.tlp,
});
