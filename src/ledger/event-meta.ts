/** The metadata that a command puts on each of its events. */
import { randomFillSync } from 'node:crypto';
import type { Meta } from './event-contract.js';
import type { CommandContext } from './ledger.js';

const SALT_BYTES = 16;
/** Drawn for many events at once: each call of the system's generator costs more than the bytes. */
const salts = Buffer.alloc(256 * SALT_BYTES);
let nextSalt = salts.length;

const drawSalt = (): string => {
  if (nextSalt === salts.length) {
    randomFillSync(salts);
    nextSalt = 0;
  }
  const salt = salts.toString('base64url', nextSalt, nextSalt + SALT_BYTES);
  salts.fill(0, nextSalt, nextSalt + SALT_BYTES);
  nextSalt += SALT_BYTES;
  return salt;
};

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
  saltData: drawSalt(),
  saltMeta: drawSalt(),
});
