/** Who comes to a collection, and what it opens to them: partners whom it names, and readers of the organisation that keeps it. */
import type { Subject } from '../../../access/actor.js';
import { type Marking, secrecyRank } from '../../../access/marking.js';
import { decideGrant, isPartner } from '../../../access/policy.js';
import { forbidden, LedgerError } from '../../../ledger/errors.js';
import type { Loaded } from '../../../ledger/ledger.js';
import { isRecordId } from '../../../ledger/stream-name.js';
import type { CollectionDirectory, CollectionQueries } from '../../collections/collection.queries.js';
import { collectionMarking, type CollectionRecord, partnerOf } from '../../collections/collection.record.js';
import type { Audience } from '../../stix/export/audience.js';

/** A collection as it stands open to somebody. */
export interface OpenCollection {
  readonly collection: Loaded<CollectionRecord>;
  readonly subject: Subject;
  /** To whom it tells: ISO 3166-1 alpha-2, null where the country is not known. */
  readonly receiver: { readonly organisation: string; readonly country: string | null };
  readonly canRead: boolean;
  readonly canWrite: boolean;
}

const NO_COLLECTION = 'There is no such collection.';
const absent = (message: string): LedgerError => new LedgerError('NOT_FOUND', message);

export class CollectionAccess {
  constructor(
    private readonly queries: CollectionQueries,
    private readonly directory: CollectionDirectory,
  ) {}

  /** @throws LedgerError FORBIDDEN for roles that exchange nothing; NOT_FOUND for another's API root. */
  enter(subject: Subject, root: string): void {
    if (!decideGrant(subject, 'taxii.read').allow) throw forbidden('None of your roles allows taxii.read.');
    if (root !== subject.tenantId) throw absent('There is no such API root.');
  }

  /** Standing ones, by title. */
  async all(subject: Subject): Promise<readonly OpenCollection[]> {
    const { tenantId, orgId } = subject;
    const found = isPartner(subject) ? await this.directory.naming(tenantId, orgId) : await this.queries.list(subject, false, {});
    return found.flatMap((collection) => openTo(subject, collection) ?? []);
  }

  /** @param name its id or its alias. @throws LedgerError NOT_FOUND, the same whether it is not there or not open. */
  async one(subject: Subject, name: string): Promise<OpenCollection> {
    const { tenantId } = subject;
    const id = isRecordId(name.toLowerCase()) ? name.toLowerCase() : await this.directory.idOfAlias(tenantId, name);
    const collection =
      id === undefined
        ? undefined
        : await (isPartner(subject) ? this.queries.load(tenantId, id) : this.queries.visible(subject, id));
    const open = collection && openTo(subject, collection);
    if (!open) throw absent(NO_COLLECTION);
    return open;
  }
}

const openTo = (subject: Subject, collection: Loaded<CollectionRecord>): OpenCollection | undefined => {
  const { record } = collection;
  if (record.status !== 'standing') return undefined;
  const base = { collection, subject };
  if (!isPartner(subject)) {
    const country = subject.countries.length === 1 ? subject.countries[0] : null;
    return { ...base, receiver: { organisation: subject.orgId, country }, canRead: true, canWrite: false };
  }
  const partner = partnerOf(record, subject.orgId);
  if (!partner) return undefined;
  const { organisation, country, canRead, canWrite } = partner;
  return { ...base, receiver: { organisation, country }, canRead, canWrite };
};

/** To partners it tells what those who set it could see, to readers of its own organisation what they can see themselves; to nobody more than its maximum. */
export const audienceOf = ({ collection, subject, receiver }: OpenCollection): Audience => {
  const { maximum, countries, tlpVersion } = collection.record;
  const bounded = secrecyRank(subject.clearance) < secrecyRank(maximum.secrecyLevel) ? subject.clearance : maximum.secrecyLevel;
  return {
    subject: isPartner(subject)
      ? { ...subject, roles: [], orgId: collection.ownerOrganisation, clearance: maximum.secrecyLevel, countries }
      : { ...subject, clearance: bounded },
    receiver: { kind: 'organisation', organisation: receiver.organisation, country: receiver.country ?? undefined },
    ceiling: maximum,
    maxTlp: maximum.tlp,
    tlpVersion,
  };
};

/** Writes down what passes through a collection, for the organisation that keeps it. */
export const recorderOf = ({ collection, subject }: OpenCollection): Subject => {
  const { tenantId, ownerOrganisation, record } = collection;
  return {
    ...subject,
    roles: [],
    orgId: ownerOrganisation,
    audience: { tenantId, ownerOrganisation, marking: collectionMarking(record) },
  };
};

/** Who sent a push, when nobody of theirs is there to ask. */
export const senderOf = (
  tenantId: string,
  { organisation, country }: OpenCollection['receiver'],
  clearance: Subject['clearance'],
): Subject => ({
  actorId: 'service:collections',
  actorKind: 'service',
  sub: 'collections',
  tenantId,
  orgId: organisation,
  roles: ['partner'],
  clearance,
  countries: country === null ? [] : [country],
  expiresAt: 0,
});

/**
 * Takes in what a partner sends. What comes belongs to the organisation that keeps the collection, and what neither all of this nor the
 * partner may see is not there to be changed, or found.
 */
export const importerOf = (open: OpenCollection): Subject => {
  const { tenantId, ownerOrganisation, record } = open.collection;
  const { organisation, country } = open.receiver;
  const marking: Marking = {
    secrecyLevel: record.maximum.secrecyLevel,
    tlp: 'AMBER',
    organisations: [organisation],
    releasableTo: country === null ? [] : [country],
    notReleasableTo: [],
    recipients: [],
  };
  return { ...open.subject, roles: [], orgId: ownerOrganisation, audience: { tenantId, ownerOrganisation, marking } };
};
