/** What a feed needs of whatever it exchanges over. */
import type { PulledPage, PullResult } from '../../remote/pulled.js';
import type { LeftPending, PushAnswer, PushedObject, PushResult, Settled } from '../../remote/pushed.js';
import type { RemoteConnection } from '../../remote/remote-connection.js';
import type { Wait } from '../../remote/waiting.js';
import type { FeedRecord } from '../feed.record.js';

interface Parts {
  /** To the server of the feed, with its credentials. */
  readonly connection: RemoteConnection;
  readonly wait: Wait;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}
export interface PullParts extends Parts {
  /** Keeps a page, which may come twice. @returns how many objects it held. */
  readonly take: (page: PulledPage) => Promise<number>;
}
export interface PushParts extends Parts {
  /** How long the server may work on what it was sent. */
  readonly statusWithinMs: number;
  /** Told of each answer before anything else is asked or sent. */
  readonly answered?: ((answer: PushAnswer) => Promise<void>) | undefined;
}

export interface PushConnector {
  /** Every failure of the server is in the result, beside what was stored before it. @throws the signal's reason. */
  readonly send: (objects: readonly PushedObject[], feed: FeedRecord, parts: PushParts) => Promise<PushResult>;
  /** @returns undefined while the server works on it. @throws RemoteFailure when it cannot be asked. */
  readonly settled: (left: LeftPending, feed: FeedRecord, connection: RemoteConnection) => Promise<Settled | undefined>;
}

export interface FeedConnector {
  /** What is wrong with an address, after its name; undefined: nothing is. */
  readonly refusal: (url: URL) => string | undefined;
  /** An address as feeds keep it. */
  readonly address: (url: string) => string;
  /** Where objects come from, or go to. */
  readonly placeOf: (feed: FeedRecord) => string;
  /**
   * Reads what came since the feed's cursor: what is not taken yet comes again, and nothing is passed over.
   * Every failure of the server is in the result, beside what was taken before it.
   * @throws whatever `take` throws, or the signal's reason.
   */
  readonly pull: (feed: FeedRecord, parts: PullParts) => Promise<PullResult>;
  /** Null: nothing is sent over it. */
  readonly push: PushConnector | null;
}
