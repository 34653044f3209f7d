/** An event type is one object: its schema, its version and, through inference, its static type. */
import type { z } from 'zod';

export interface EventSpec {
  readonly version: number;
  readonly schema: z.ZodType;
  /** The event in words, as history shows it. */
  readonly label: string;
  /** The data field that holds the business time, where it differs from the time of recording. */
  readonly happenedAt?: string;
}
type Spec = Record<string, EventSpec>;

export interface Contracts<S extends Spec = Spec> {
  /** The stream category. */
  readonly category: string;
  readonly spec: S;
}
export const defineEvents = <const S extends Spec>(category: string, spec: S): Contracts<S> => ({ category, spec });

export type EventOf<C> =
  C extends Contracts<infer S>
    ? { [T in keyof S & string]: { readonly type: T; readonly data: z.output<S[T]['schema']> } }[keyof S & string]
    : never;
export type EventData<E extends { type: string; data: unknown }, T extends E['type']> = Extract<E, { type: T }>['data'];

export type ActorKind = 'human' | 'service' | 'rule';

/** Metadata of every event. The two salts keep hashed entries of the audit tree from being guessed. */
export interface Meta {
  readonly tenantId: string;
  readonly orgId: string;
  /** HMAC(instance key, iss|sub); never a name. */
  readonly actorId: string;
  readonly actorKind: ActorKind;
  readonly commandId: string;
  /** SHA-256 of the command, to tell a repeated command from a reused key. */
  readonly commandHash: string;
  readonly $correlationId: string;
  readonly $causationId: string;
  readonly schemaVersion: number;
  /** Our clock: UTC ISO 8601 with milliseconds. */
  readonly recordedAt: string;
  readonly reason?: string;
  /** 16 random bytes each, base64url. */
  readonly saltData: string;
  readonly saltMeta: string;
}

/** What the ledger knows about a recorded event besides its data. */
export interface Recorded {
  readonly eventId: string;
  readonly category: string;
  readonly recordId: string;
  readonly revision: bigint;
  /** Opaque; compare, never compute with it. */
  readonly position: bigint;
  readonly recordedAt: string;
  readonly meta: Meta;
}

/** An event as the log holds it, brought to its newest version. */
export interface RecordedEvent<E extends { type: string; data: unknown } = { type: string; data: unknown }> {
  readonly event: E;
  readonly at: Recorded;
}
