/** What a live feed yields: the root value of a delivery, and for whom it may be shared. */
import { GraphQLError } from 'graphql';
import type { Subject } from '../access/actor.js';

/** The value of the subscription's root field, under the field's name. */
export interface LiveEvent {
  readonly [field: string]: unknown;
  /** Where a reader who got this resumes. */
  readonly position: bigint;
  /** Set when subscribers who may read the same share one event, and so one answer. */
  readonly shared?: SharedFor;
}

export interface SharedFor {
  /** Whom it was read for. */
  readonly subject: Subject;
  /** What they all may read, as a key of {@link ReadModels.accessKeys}. */
  readonly accessKey: string;
  /** The same stretch of the log, read anew for one reader alone. */
  readonly readFor: (subject: Subject) => Promise<LiveEvent>;
}

/** Ends a subscription whose reader has fallen too far behind. */
export const tooSlow = (limit: number, position: bigint): GraphQLError =>
  new GraphQLError(
    `You are more than ${limit} changes behind, so this subscription ends. Subscribe again from position ${position}.`,
    { extensions: { code: 'RATE_LIMITED', resumeFrom: String(position) } },
  );
