/** What is sent to a server, whatever it speaks, and what becomes of it. */
import type { RemoteFailure } from './remote-failure.js';

export interface PushedObject {
  readonly id: string;
  /** Its `modified`, else its `created`; undefined where it has neither. */
  readonly version: string | undefined;
  /** Its JSON. */
  readonly text: string;
}
export interface FailedObject {
  readonly id: string;
  readonly version: string | null;
  readonly reason: 'too_large' | 'refused';
}
/** What a server says of the objects of an envelope: first, and once it has finished with it. */
export interface PushAnswer {
  /** Under which it answers for the envelope; empty where it named none. */
  readonly statusId: string;
  readonly stored: readonly PushedObject[];
  readonly pending: readonly PushedObject[];
  /** They are sent once more. */
  readonly again: readonly PushedObject[];
  /** They were refused for good. */
  readonly failed: readonly PushedObject[];
}
export interface PushResult {
  readonly envelopes: number;
  readonly succeeded: number;
  /** What the server still works on. */
  readonly pending: number;
  readonly failed: readonly FailedObject[];
  /** Under which the server answers for what is pending. */
  readonly pendingStatusIds: readonly string[];
  /** What ended it before everything was sent. */
  readonly failure: RemoteFailure | null;
}

/** What a server had not finished with when it was pushed. */
export interface LeftPending {
  readonly statusId: string;
  readonly objects: readonly Pick<PushedObject, 'id' | 'version'>[];
}
export interface Settled {
  readonly succeeded: number;
  readonly failed: readonly FailedObject[];
  /** Not there, or nobody can say which of them are. */
  readonly missing: LeftPending['objects'];
  /** The server has forgotten about it. */
  readonly lost: boolean;
}

export const lostStatus = ({ objects }: LeftPending): Settled => ({ succeeded: 0, failed: [], missing: objects, lost: true });
