/** The metadata that a command puts on each of its events. */
import { randomBytes } from 'node:crypto';
import type { Meta } from './event-contract.js';
import type { CommandContext } from './ledger.js';

export const metaOf = (
  { subject, commandId, correlationId, causationId, reason }: CommandContext,
  commandHash: string,
  schemaVersion: number,
  recordedAt: string,
): Meta => ({
  tenantId: subject.tenantId,
  orgId: subject.orgId,
  actorId: subject.actorId,
  actorKind: subject.actorKind,
  commandId,
  commandHash,
  $correlationId: correlationId,
  $causationId: causationId ?? correlationId,
  schemaVersion,
  recordedAt,
  ...(reason === undefined ? {} : { reason }),
  saltData: randomBytes(16).toString('base64url'),
  saltMeta: randomBytes(16).toString('base64url'),
});
