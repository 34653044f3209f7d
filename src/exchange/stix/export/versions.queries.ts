/** Earlier versions of received objects, as far as an audience may have them. */
import { decide } from '../../../access/policy.js';
import type { Blobs } from '../../../ledger/blobs.js';
import type { Ledger } from '../../../ledger/ledger.js';
import { inParallel } from '../../in-parallel.js';
import { compareStixTimestamps, type ReceivedVersion } from '../stix-object.record.js';
import { stixObjectType } from '../stix-object.type.js';
import { type Audience, verdictFor } from './audience.js';
import type { Outgoing } from './closure.js';
import { versionIn } from './export-page.js';
import type { HeldObject, HeldVersion } from './holdings.queries.js';

/** A version that is no longer the current one, with its text. */
export type PastVersion = HeldObject & { readonly content: string };

const sameVersion = (a: string, b: string): boolean =>
  a === b || (a.endsWith('Z') && b.endsWith('Z') && compareStixTimestamps(a, b) === 0);

const isEarlier = (a: ReceivedVersion, b: ReceivedVersion): boolean =>
  a.modified !== null && b.modified !== null && compareStixTimestamps(a.modified, b.modified) < 0;

export class VersionQueries {
  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
  ) {}

  /** What they said when they came; without those that the subject may not see. */
  async pastOf({ subject }: Audience, older: readonly HeldVersion[]): Promise<readonly PastVersion[]> {
    const past: PastVersion[] = [];
    await inParallel(older, async ({ object, index, isLate }) => {
      const { tenantId } = object;
      const version = isLate ? (await this.versionsOf(tenantId, object.id))[index] : undefined;
      const marking = version?.marking ?? object.marking;
      if (!decide(subject, 'read', { ...object, marking }).allow) return;
      const content = await this.blobs.textOf(tenantId, version?.text ?? object.content);
      past.push({ ...object, marking, content, modified: version ? version.modified : object.modified });
    });
    return past;
  }

  /** Those of the wanted versions: `first`, `last`, `all`, or STIX timestamps. */
  async wanted(objects: readonly Outgoing[], audience: Audience, versions: readonly string[]): Promise<readonly Outgoing[]> {
    if (versions.includes('all')) return objects;
    const kept = new Set<Outgoing>();
    await inParallel(objects, async (one) => {
      const { candidate } = one;
      const version = versionIn(candidate.value, candidate.addedAt);
      const isWanted =
        (versions.includes('last') && candidate.pastOf === undefined) ||
        versions.some((wanted) => sameVersion(wanted, version)) ||
        (versions.includes('first') && (await this.isFirst(one, version, audience)));
      if (isWanted) kept.add(one);
    });
    return objects.filter((one) => kept.has(one));
  }

  /** Of the versions that may go to the audience; what we make ourselves has one. */
  private async isFirst({ candidate }: Outgoing, version: string, audience: Audience): Promise<boolean> {
    const { streamId, protections } = candidate;
    if (streamId === undefined) return true;
    const verdict = verdictFor(audience);
    const [{ tenantId, ownerOrganisation }] = protections;
    const [first, ...others] = (await this.versionsOf(tenantId, streamId)).filter(({ marking }) => {
      const protection = { tenantId, ownerOrganisation, marking };
      return decide(audience.subject, 'read', protection).allow && verdict(protection) === undefined;
    });
    if (first === undefined) return true;
    const { modified } = others.reduce((least, one) => (isEarlier(one, least) ? one : least), first);
    return modified === null || sameVersion(modified, version);
  }

  private async versionsOf(tenantId: string, streamId: string): Promise<readonly ReceivedVersion[]> {
    const loaded = await this.ledger.load(stixObjectType, tenantId, streamId);
    return loaded?.record.status === 'received' ? loaded.record.versions : [];
  }
}
