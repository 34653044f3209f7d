/** Adds objects to a collection in envelopes that the server takes, and sees what became of each (TAXII 2.1 §5.5, §4.3). */
import { z } from 'zod';
import {
  type FailedObject,
  type LeftPending,
  lostStatus,
  type PushAnswer,
  type PushedObject,
  type PushResult,
  type Settled,
} from '../../remote/pushed.js';
import { RemoteFailure } from '../../remote/remote-failure.js';
import { type Wait, waitBefore } from '../../remote/waiting.js';
import { taxiiCollection, taxiiManifest, taxiiStatus } from '../taxii-resources.js';
import { apiRootOf, resourceOf } from './discovery.js';
import { jsonOf, type TaxiiConnection } from './taxii-connection.js';
import { taxiiTimestamp } from './taxii-timestamp.js';
import { collectionUrl, manifestUrl, objectsUrl, pageUrl, statusUrl } from './taxii-urls.js';

export interface PushParts {
  readonly connection: TaxiiConnection;
  readonly apiRoot: string;
  readonly collectionId: string;
  readonly wait: Wait;
  readonly now: () => Date;
  /** How long the server may work on one envelope. */
  readonly statusWithinMs: number;
  readonly signal?: AbortSignal | undefined;
  /** Told of each answer before anything else is asked or sent. */
  readonly answered?: ((answer: PushAnswer) => Promise<void>) | undefined;
}
const MOST_ATTEMPTS = 5;
/** Ids in one question for a manifest: they go into a URL. */
const IDS_AT_ONCE = 40;
const SLOWEST_LOOK_MS = 10_000;

/** Servers leave out what they do not count. */
const count = z.int().min(0).optional();
const details = z.array(z.looseObject({ id: z.string(), version: z.string().optional() })).default([]);
const status = taxiiStatus.extend({
  total_count: count,
  success_count: count,
  failure_count: count,
  pending_count: count,
  successes: details,
  failures: details,
  pendings: details,
});
type Status = z.output<typeof status>;

const EMPTY_BYTES = Buffer.byteLength('{"objects":[]}');
const bytesOf = ({ text }: PushedObject): number => Buffer.byteLength(text) + 1;

/** In envelopes of at most so many bytes; an object that is larger is alone in its own. */
export const envelopesOf = (objects: readonly PushedObject[], mostBytes: number): readonly (readonly PushedObject[])[] => {
  const envelopes: PushedObject[][] = [];
  let bytes = Infinity;
  for (const object of objects) {
    if (bytes + bytesOf(object) > mostBytes) {
      envelopes.push([]);
      bytes = EMPTY_BYTES;
    }
    envelopes.at(-1)!.push(object);
    bytes += bytesOf(object);
  }
  return envelopes;
};

const halvesOf = (objects: readonly PushedObject[]): readonly (readonly PushedObject[])[] => {
  const middle = Math.ceil(objects.length / 2);
  return [objects.slice(0, middle), objects.slice(middle)];
};

/** Of versions that mean the same time the spelling may differ. */
const keyOf = (id: string, version: string | undefined): string => `${id} ${taxiiTimestamp(version) ?? version ?? ''}`;

/** Which objects a server names by id and version; one without a version of its own is known by its id. */
const namedIn = (lines: readonly { readonly id: string; readonly version?: string | undefined }[]) => {
  const ids = new Set(lines.map(({ id }) => id));
  const keys = new Set(lines.map(({ id, version }) => keyOf(id, version)));
  return ({ id, version }: Pick<PushedObject, 'id' | 'version'>): boolean =>
    version === undefined ? ids.has(id) : keys.has(keyOf(id, version));
};

const without = (objects: readonly PushedObject[], others: readonly PushedObject[]): readonly PushedObject[] => {
  const known = new Set(others);
  return objects.filter((object) => !known.has(object));
};

class Push {
  private envelopes = 0;
  private succeeded = 0;
  private pending = 0;
  private readonly failed: FailedObject[] = [];
  private readonly pendingStatusIds: string[] = [];
  /** Objects that failed once and are sent once more. */
  private readonly retried = new Set<PushedObject>();
  private mostBytes = Infinity;
  private canRead = false;

  constructor(private readonly parts: PushParts) {}

  async run(objects: readonly PushedObject[]): Promise<PushResult> {
    try {
      await this.lookAtCollection();
      for (const envelope of envelopesOf(objects, this.mostBytes)) await this.send(envelope);
      return this.result(null);
    } catch (error) {
      if (error instanceof RemoteFailure) return this.result(error);
      throw error;
    }
  }

  private async lookAtCollection(): Promise<void> {
    const { connection, apiRoot, collectionId } = this.parts;
    const { max_content_length: mostBytes } = await this.patiently(() => apiRootOf(connection, apiRoot));
    const answer = await this.patiently(() => connection.get(collectionUrl(apiRoot, collectionId)));
    const { can_write: canWrite, can_read: canRead } = resourceOf(taxiiCollection, jsonOf(answer), 'a collection');
    if (!canWrite)
      throw new RemoteFailure(
        'forbidden',
        'The collection takes nothing from these credentials. Ask its operator for write access.',
      );
    this.mostBytes = mostBytes;
    this.canRead = canRead;
  }

  private async send(objects: readonly PushedObject[]): Promise<void> {
    if (objects.length === 0) return;
    const body = Buffer.from(`{"objects":[${objects.map(({ text }) => text).join(',')}]}`);
    if (objects.length === 1 && body.byteLength > this.mostBytes) return this.fail(objects, 'too_large');
    const { connection, apiRoot, collectionId } = this.parts;
    try {
      // What was stored although the answer was lost is stored once: servers know objects by id and version.
      const answer = await this.patiently(() => connection.post(objectsUrl(apiRoot, collectionId), body));
      this.envelopes += 1;
      const first = resourceOf(status, jsonOf(answer), 'a status');
      if (first.status === 'pending') await this.tell(first.id, { pending: objects });
      await this.settle(objects, await this.settled(first));
    } catch (error) {
      if (!(error instanceof RemoteFailure) || !['too_large', 'unprocessable'].includes(error.fault)) throw error;
      if (error.fault === 'unprocessable') return this.sendWithoutStored(objects);
      return this.sendSmaller(objects, 'too_large');
    }
  }

  private async sendSmaller(objects: readonly PushedObject[], reason: FailedObject['reason']): Promise<void> {
    if (objects.length === 1) return this.fail(objects, reason);
    for (const half of halvesOf(objects)) await this.send(half);
  }

  /** A server may have stored some of what it refused. */
  private async sendWithoutStored(objects: readonly PushedObject[]): Promise<void> {
    const stored = this.canRead ? await this.storedOf(objects) : new Set<PushedObject>();
    this.succeeded += stored.size;
    await this.tell('', { stored: [...stored] });
    const rest = objects.filter((object) => !stored.has(object));
    if (rest.length > 0) await this.sendSmaller(rest, 'refused');
  }

  private async storedOf(objects: readonly PushedObject[]): Promise<ReadonlySet<PushedObject>> {
    const { connection, apiRoot, collectionId } = this.parts;
    const known: { readonly id: string; readonly version: string }[] = [];
    for (let begin = 0; begin < objects.length; begin += IDS_AT_ONCE) {
      const ids = objects.slice(begin, begin + IDS_AT_ONCE).map(({ id }) => id);
      const match = { id: [...new Set(ids)], version: ['all'] };
      const url = pageUrl(manifestUrl(apiRoot, collectionId), { addedAfter: null, limit: 1_000, match });
      const answer = await this.patiently(() => connection.get(url));
      const { objects: lines = [] } = resourceOf(taxiiManifest, jsonOf(answer), 'a manifest');
      known.push(...lines);
    }
    return new Set(objects.filter(namedIn(known)));
  }

  /** Asks until the server has finished, or for as long as it may take. */
  private async settled(first: Status): Promise<Status> {
    const { connection, apiRoot, wait, now, statusWithinMs, signal } = this.parts;
    const deadline = now().getTime() + statusWithinMs;
    let current = first;
    for (let look = 0, waited = 0; current.status === 'pending'; look += 1) {
      const ms = Math.min(500 * 2 ** look, SLOWEST_LOOK_MS);
      waited += ms;
      if (now().getTime() + ms > deadline || waited > statusWithinMs) break;
      await wait(ms, signal);
      const answer = await this.patiently(() => connection.get(statusUrl(apiRoot, first.id)));
      current = resourceOf(status, jsonOf(answer), 'a status');
    }
    return current;
  }

  private async settle(objects: readonly PushedObject[], found: Status): Promise<void> {
    const failed = objects.filter(namedIn(found.failures));
    if (found.status === 'pending') {
      const stored = objects.filter(namedIn(found.successes));
      const pending = without(objects, [...failed, ...stored]);
      this.succeeded += stored.length;
      this.pending += pending.length;
      this.pendingStatusIds.push(found.id);
      await this.tell(found.id, { stored, pending, again: failed });
    } else if (failed.length === 0 && (found.failure_count ?? 0) > 0) {
      // It says how many failed, and not which.
      await this.tell(found.id, { again: objects });
      return this.sendSmaller(objects, 'refused');
    } else {
      const stored = without(objects, failed);
      this.succeeded += stored.length;
      await this.tell(found.id, { stored, again: failed });
    }
    const again = failed.filter((object) => !this.retried.has(object));
    await this.fail(without(failed, again), 'refused');
    for (const object of again) this.retried.add(object);
    await this.send(again);
  }

  private async fail(objects: readonly PushedObject[], reason: FailedObject['reason']): Promise<void> {
    for (const { id, version } of objects) this.failed.push({ id, version: version ?? null, reason });
    if (objects.length > 0) await this.tell('', { failed: objects });
  }

  private async tell(statusId: string, answer: Partial<PushAnswer>): Promise<void> {
    await this.parts.answered?.({ stored: [], pending: [], again: [], failed: [], ...answer, statusId });
  }

  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1)
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof RemoteFailure) || !error.temporary || attempt + 1 >= MOST_ATTEMPTS) throw error;
        const ms = waitBefore(attempt, error);
        if (ms === undefined) throw error;
        await this.parts.wait(ms, this.parts.signal);
      }
  }

  private result(failure: RemoteFailure | null): PushResult {
    const { envelopes, succeeded, pending, failed, pendingStatusIds } = this;
    return { envelopes, succeeded, pending, failed, pendingStatusIds, failure };
  }
}

/** Every failure of the server is in the result, beside what was stored before it. @throws the signal's reason. */
export const pushObjects = (objects: readonly PushedObject[], parts: PushParts): Promise<PushResult> => {
  const known = new Set<string>();
  const once = objects.filter(({ id, version }) => {
    const key = keyOf(id, version);
    return !known.has(key) && known.add(key);
  });
  return new Push(parts).run(once);
};

/** @returns undefined while the server works on it. @throws RemoteFailure when it cannot be asked. */
export const settledSince = async (
  left: LeftPending,
  { connection, apiRoot }: Pick<PushParts, 'connection' | 'apiRoot'>,
): Promise<Settled | undefined> => {
  const { statusId, objects } = left;
  const answer = await connection.get(statusUrl(apiRoot, statusId)).catch((error: unknown) => {
    if (error instanceof RemoteFailure && error.fault === 'not_found') return undefined;
    throw error;
  });
  if (answer === undefined) return lostStatus(left);
  const found = resourceOf(status, jsonOf(answer), 'a status');
  if (found.status === 'pending') return undefined;
  const named = objects.filter(namedIn(found.failures));
  // It says how many failed, and not which.
  const missing = named.length === 0 && (found.failure_count ?? 0) > 0 ? objects : named;
  return {
    succeeded: objects.length - missing.length,
    failed: named.map(({ id, version }) => ({ id, version: version ?? null, reason: 'refused' })),
    missing,
    lost: false,
  };
};
