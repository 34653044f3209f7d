/** Who acts: the subject of a verified token, as the policy and the ledger see it. */
import type { ActorKind } from '../ledger/event-contract.js';
import type { Protection, SecrecyLevel } from './marking.js';

export const ROLES = [
  'analyst',
  'senior_analyst',
  'watch_officer',
  'supervisor',
  'source_manager',
  'soc_manager',
  'tenant_admin',
  'auditor',
  'report_consumer',
  'superuser',
  'partner',
] as const;
export type Role = (typeof ROLES)[number];

export interface Subject {
  /** HMAC(instance key, iss|sub): the pseudonym that events carry. */
  readonly actorId: string;
  readonly actorKind: ActorKind;
  readonly sub: string;
  readonly tenantId: string;
  readonly orgId: string;
  readonly roles: readonly Role[];
  readonly clearance: SecrecyLevel;
  /** ISO 3166-1 alpha-2. */
  readonly countries: readonly string[];
  /** Seconds since the epoch (RFC 7519 §4.1.4). */
  readonly expiresAt: number;
  /** From the token, for `app.person` only; never part of an event. */
  readonly name?: string;
  readonly email?: string;
  /** Set while a superuser reads another tenant: the session that names it. Such a subject reads and does nothing else. */
  readonly superuserSession?: string;
  /** Set where a document is made for others: only what everybody who may see a record under this protection may see is read. */
  readonly audience?: Protection;
  /** Set where that audience is outside of the tenant: what is of a stricter TLP is not read either, though all in the tenant may see it. */
  readonly outside?: true;
}
