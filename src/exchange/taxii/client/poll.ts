/** Reads what was added to a collection, page by page, so that no lost page loses an object. */
import { createHash } from 'node:crypto';
import type { PulledPage, PullResult } from '../../remote/pulled.js';
import { RemoteFailure } from '../../remote/remote-failure.js';
import { mayAskAgain, type Wait } from '../../remote/waiting.js';
import { DATE_ADDED_LAST } from '../taxii-resources.js';
import { jsonOf, type TaxiiAnswer, type TaxiiConnection } from './taxii-connection.js';
import { isLater, justBefore, taxiiTimestamp } from './taxii-timestamp.js';
import { objectsUrl, type PageQuery, pageUrl } from './taxii-urls.js';

export interface PollRequest {
  readonly apiRoot: string;
  readonly collectionId: string;
  /** What was added up to here is known already; null: nothing is. */
  readonly cursor: string | null;
  readonly pageSize: number;
  readonly match: PageQuery['match'];
  /** Objects after which the rest is left for another time. */
  readonly mostObjects: number;
}

/** The envelope as it came. */
export interface PolledPage extends PulledPage {
  readonly body: Buffer;
  readonly objectCount: number;
}

export interface PollParts {
  readonly connection: TaxiiConnection;
  readonly wait: Wait;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  /** Keeps the objects of a page. A page may come twice. */
  readonly take: (page: PolledPage) => Promise<unknown>;
}

/** Pages one after the other that bring nothing and promise more. */
const MOST_BARREN = 3;
const DAY_MS = 86_400_000;

export const NO_DATE_ADDED = `The server does not say when objects were added (${DATE_ADDED_LAST}), so the next poll reads them again.`;
export const FUTURE_DATE_ADDED = 'The server says that objects were added in the future, which is not believed.';

interface Page extends Omit<PolledPage, 'cursor'> {
  readonly more: boolean;
  readonly next: string | undefined;
  readonly addedLast: string | undefined;
  readonly keys: readonly string[];
}

/** Where a page begins. */
interface Place {
  readonly addedAfter: string | null;
  readonly next: string | undefined;
}

/** TAXII 2.1 §3.7: without a `next`, what follows is asked for by the time. @returns undefined where the server does not say. */
const placeAfter = ({ next, addedLast }: Page, { addedAfter }: Place): Place | undefined => {
  if (next !== undefined) return { addedAfter, next };
  return addedLast === undefined || (addedAfter !== null && !isLater(addedLast, addedAfter))
    ? undefined
    : { addedAfter: addedLast, next };
};

const broken = (): RemoteFailure =>
  new RemoteFailure('not_taxii', 'What answers there is no envelope of TAXII 2.1. Check the address and the collection.');

const keyOf = (object: unknown): string => {
  const { id, modified, created } = object as Record<string, unknown>;
  return `${String(id)} ${String(modified ?? created ?? '')}`;
};

const envelopeOf = (answer: TaxiiAnswer): Pick<Page, 'more' | 'next' | 'keys'> => {
  const value = jsonOf(answer);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw broken();
  const { more, next, objects } = value as Record<string, unknown>;
  const list = objects ?? [];
  if (!Array.isArray(list) || list.some((one) => typeof one !== 'object' || one === null)) throw broken();
  return { more: more === true, next: typeof next === 'string' && next !== '' ? next : undefined, keys: list.map(keyOf) };
};

/** Replaying `next` after a page was lost would skip that page on a real server, so whatever fails is begun again from the last cursor. */
class Poll {
  private readonly warnings = new Set<string>();
  private readonly taken = new Set<string>();
  /** Of the pages since it was begun last. */
  private readonly seen = new Set<string>();
  private cursor: string | null;
  private pageSize: number;
  private pages = 0;
  private objects = 0;
  private restarts = 0;
  private barren = 0;

  constructor(
    private readonly request: PollRequest,
    private readonly parts: PollParts,
  ) {
    this.cursor = request.cursor;
    this.pageSize = request.pageSize;
  }

  async run(): Promise<PullResult> {
    for (;;) {
      try {
        return this.result(await this.sequence(), null);
      } catch (error) {
        if (!(error instanceof RemoteFailure)) throw error;
        if (!(await this.mayBeginAgain(error))) return this.result(false, error);
      }
    }
  }

  /** From the cursor to the last page; the one after is fetched while one is kept. @returns false when there is more than is read at once. */
  private async sequence(): Promise<boolean> {
    this.seen.clear();
    this.barren = 0;
    let place: Place = { addedAfter: this.cursor, next: undefined };
    let fetched = this.page(place);
    for (;;) {
      const page = await fetched;
      const isLast = !page.more || this.objects + page.objectCount >= this.request.mostObjects;
      const following = isLast ? undefined : placeAfter(page, place);
      if (following) fetched = this.page(following);
      // What becomes of it is looked at when its turn comes.
      fetched.catch(() => undefined);
      await this.take(page);
      if (!page.more) return true;
      this.requireProgress(page);
      if (isLast) return false;
      if (!following)
        throw new RemoteFailure('no_progress', 'The server says that there is more and not how to get it. Ask its operator.');
      place = following;
    }
  }

  private async page({ addedAfter, next }: Place): Promise<Page> {
    const { apiRoot, collectionId, match } = this.request;
    const url = pageUrl(objectsUrl(apiRoot, collectionId), { addedAfter, limit: this.pageSize, next, match });
    const answer = await this.parts.connection.get(url).catch((error: unknown) => {
      throw next !== undefined && error instanceof RemoteFailure ? forgotten(error) : error;
    });
    const { more, next: following, keys } = envelopeOf(answer);
    const addedLast = keys.length === 0 ? undefined : this.addedLast(answer);
    return {
      body: answer.body,
      objectCount: keys.length,
      more,
      next: following,
      keys,
      addedLast,
    };
  }

  private addedLast({ headers }: TaxiiAnswer): string | undefined {
    const header = headers[DATE_ADDED_LAST.toLowerCase()];
    const addedLast = taxiiTimestamp(typeof header === 'string' ? header.trim() : undefined);
    if (addedLast === undefined) {
      this.warnings.add(NO_DATE_ADDED);
      return undefined;
    }
    if (Date.parse(addedLast) <= this.parts.now().getTime() + DAY_MS) return addedLast;
    this.warnings.add(FUTURE_DATE_ADDED);
    return undefined;
  }

  /** While more follows, others that were added at the same moment may be among it. */
  private cursorAfter({ addedLast, more }: Page): string | null {
    if (addedLast === undefined) return this.cursor;
    const reached = more ? justBefore(addedLast) : addedLast;
    return this.cursor === null || isLater(reached, this.cursor) ? reached : this.cursor;
  }

  private async take(page: Page): Promise<void> {
    this.pages += 1;
    this.objects += page.objectCount;
    const { body, objectCount } = page;
    const cursor = this.cursorAfter(page);
    const hash = createHash('sha256').update(body).digest('base64');
    if (objectCount > 0 && !this.taken.has(hash)) await this.parts.take({ body, objectCount, cursor });
    this.taken.add(hash);
    this.cursor = cursor;
  }

  private requireProgress({ keys }: Page): void {
    const brings = keys.some((key) => !this.seen.has(key));
    for (const key of keys) this.seen.add(key);
    this.barren = brings ? 0 : this.barren + 1;
    if (this.barren >= MOST_BARREN)
      throw new RemoteFailure(
        'no_progress',
        'The server promises more and gives nothing new. What it gave is kept; ask its operator.',
      );
  }

  private async mayBeginAgain(failure: RemoteFailure): Promise<boolean> {
    if (failure.fault === 'too_much' && this.pageSize === 1) return false;
    if (!(await mayAskAgain(failure, this.restarts, this.parts))) return false;
    if (failure.fault === 'too_much') this.pageSize = Math.ceil(this.pageSize / 8);
    this.restarts += 1;
    return true;
  }

  private result(complete: boolean, failure: RemoteFailure | null): PullResult {
    const { pages, objects, restarts, cursor, warnings } = this;
    return { complete, pages, objects, restarts, cursor, failure, warnings: [...warnings] };
  }
}

/** A `next` that a server no longer knows is a lost page; that the collection is there was seen before. */
const forgotten = (failure: RemoteFailure): RemoteFailure =>
  ['refused', 'not_found', 'unprocessable'].includes(failure.fault)
    ? new RemoteFailure('broken_answer', 'The server forgot where the next page is. It is begun again from what is kept.')
    : failure;

/** Every failure of the server is in the result, beside what was kept before it. @throws whatever `take` throws, or the signal's reason. */
export const pollCollection = (request: PollRequest, parts: PollParts): Promise<PullResult> => new Poll(request, parts).run();
