/** The releases of ATT&CK that a tenant works with, now or as of a position, and the check of technique ids against them. */
import type { Subject } from '../../access/actor.js';
import { decide } from '../../access/policy.js';
import { invalidInput } from '../../graphql/arguments.js';
import type { BlobRef } from '../../ledger/blob.events.js';
import type { Blobs } from '../../ledger/blobs.js';
import type { Contracts } from '../../ledger/event-contract.js';
import type { Ledger, RecordType } from '../../ledger/ledger.js';
import {
  type AttackIndex,
  type NamedTechnique,
  type Release,
  releaseOf,
  type TechniqueUse,
  techniquesIn,
  techniqueUse,
} from './attack-index.measure.js';
import type { AttackDomain } from '../../attack-patterns/attack-pattern.events.js';
import { attackReleaseEvents } from './attack-release.events.js';
import { type AttackLibrary, empty, evolve, type LoadedRelease, releaseKey } from './attack-release.record.js';
import { attackLibraryId } from './attack-release.type.js';

/** Indexes kept in memory, some megabytes each. */
const KEPT = 12;

/** A record under change: the ids that it names already stay allowed. */
export interface Revised<State> {
  readonly type: RecordType<Contracts, never, State>;
  readonly id: string;
  readonly idsOf: (state: State) => readonly string[];
}

export class AttackReleases {
  private readonly kept = new Map<string, Promise<Release>>();

  constructor(
    private readonly ledger: Ledger,
    private readonly blobs: Blobs,
  ) {}

  /** As of a position if one is given. */
  async library(tenantId: string, position?: bigint): Promise<AttackLibrary> {
    const [library] = await this.libraries(tenantId, [position]);
    return library;
  }

  /** The chosen release of each domain that has one, as of a position if one is given. */
  async chosen(tenantId: string, position?: bigint): Promise<readonly Release[]> {
    return this.chosenOf(tenantId, await this.library(tenantId, position));
  }

  /** {@link chosen} of several positions, with one reading of the log. */
  async chosenAt(tenantId: string, positions: readonly bigint[]): Promise<readonly (readonly Release[])[]> {
    const libraries = await this.libraries(tenantId, positions);
    return Promise.all(libraries.map((library) => this.chosenOf(tenantId, library)));
  }

  /** A release of a library: the given version, else the chosen one; undefined when there is none, or it is retired. */
  async release(
    tenantId: string,
    library: AttackLibrary,
    domain: AttackDomain,
    version: string | undefined = library.chosen[domain],
  ): Promise<Release | undefined> {
    const loaded: LoadedRelease | undefined =
      version === undefined ? undefined : library.releases[releaseKey({ domain, version })];
    return loaded && !loaded.retired ? this.indexed(tenantId, loaded.techniques) : undefined;
  }

  /**
   * Refuses technique ids that the chosen releases do not know. Revoked and deprecated ones pass: what is shown of them says so.
   * @param input with `techniqueIds` or `attackId`.
   * @throws LedgerError INVALID_INPUT naming each field and id. A record that the subject may not see is left to the command to refuse.
   */
  async requireKnown<State>(subject: Subject, input: object, revised?: Revised<State>): Promise<void> {
    const named = techniquesIn(input);
    const unknown = await this.unknown(subject.tenantId, named);
    if (unknown.length === 0) return;
    const held = revised ? await this.heldBy(subject, revised) : [];
    const anew = held && unknown.filter(({ id }) => !held.includes(id));
    if (!anew || anew.length === 0) return;
    throw invalidInput(
      anew.map(({ path, id, note }) => ({ path: `input.${path}`, message: `${id} ${note}; correct it or leave it out` })),
    );
  }

  /** What to tell of the technique ids of an import, which are kept whatever they are: one line for each that is not current. */
  async warner(tenantId: string): Promise<(ids: readonly string[]) => readonly string[]> {
    const chosen = await this.chosen(tenantId);
    return (ids) =>
      ids.flatMap((id) => {
        const { status, note } = techniqueUse(id, chosen);
        return status === 'current' || status === 'unchecked' ? [] : [`${id} ${note}`];
      });
  }

  private async unknown(tenantId: string, named: readonly NamedTechnique[]): Promise<readonly (NamedTechnique & TechniqueUse)[]> {
    if (named.length === 0) return [];
    const chosen = await this.chosen(tenantId);
    return named.map((one) => ({ ...one, ...techniqueUse(one.id, chosen) })).filter(({ status }) => status === 'unknown');
  }

  /** @returns undefined for a record that the subject may not see. */
  private async heldBy<State>(subject: Subject, { type, id, idsOf }: Revised<State>): Promise<readonly string[] | undefined> {
    const loaded = await this.ledger.load(type, subject.tenantId, id);
    const marking = loaded && type.markingOf(loaded.record);
    return loaded && marking && decide(subject, 'read', { ...loaded, marking }).allow ? idsOf(loaded.record) : undefined;
  }

  private async libraries(tenantId: string, positions: readonly (bigint | undefined)[]): Promise<readonly AttackLibrary[]> {
    const events = await this.ledger.events(attackReleaseEvents, tenantId, attackLibraryId(tenantId));
    return positions.map((position) =>
      events
        .filter(({ at }) => position === undefined || at.position <= position)
        .reduce((before, { event }) => evolve(before, event), empty),
    );
  }

  private async chosenOf(tenantId: string, library: AttackLibrary): Promise<readonly Release[]> {
    const domains = Object.keys(library.chosen).toSorted() as AttackDomain[];
    const releases = await Promise.all(domains.map((domain) => this.release(tenantId, library, domain)));
    return releases.filter((release) => release !== undefined);
  }

  private indexed(tenantId: string, ref: BlobRef): Promise<Release> {
    const key = `${tenantId} ${ref.sha256}`;
    const known = this.kept.get(key);
    if (known) return known;
    const read = this.blobs
      .textOf(tenantId, ref)
      .then((text) => releaseOf(JSON.parse(text) as AttackIndex))
      .catch((error: unknown) => {
        this.kept.delete(key);
        throw error;
      });
    if (this.kept.size >= KEPT) this.kept.delete(this.kept.keys().next().value!);
    this.kept.set(key, read);
    return read;
  }
}
