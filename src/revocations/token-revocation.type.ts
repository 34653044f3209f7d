/** The record type of revoked tokens: one record a day, so that a process reads few of them when it starts. */
import { naturalId } from '../ledger/identity.js';
import type { RecordType } from '../ledger/ledger.js';
import { tokenRevocation, type RevokeCommand } from './token-revocation.decider.js';
import { tokenRevocationEvents } from './token-revocation.events.js';
import { markingOf, type RevokedTokens } from './token-revocation.record.js';

export const tokenRevocationType: RecordType<typeof tokenRevocationEvents, RevokeCommand, RevokedTokens> = {
  name: 'revocation of tokens',
  contracts: tokenRevocationEvents,
  decider: tokenRevocation,
  markingOf,
};

/** @param now milliseconds since the epoch. */
export const revocationDayId = (now: number): string => naturalId('token revocations', new Date(now).toISOString().slice(0, 10));
