/** What the system log says of revoked tokens, told to the verifier of this process. */
import type { TokenVerifier } from '../auth/token-verifier.js';
import type { Ledger } from '../ledger/ledger.js';
import { SYSTEM_TENANT } from '../ledger/stream-name.js';
import type { EventLog } from '../ledger/subscription.js';
import { followSystemLog } from '../ledger/system-log.js';
import type { Revocation } from './token-revocation.events.js';
import { revocationDayId, tokenRevocationType } from './token-revocation.type.js';

const DAY_MS = 86_400_000;

export const honour = (verifier: TokenVerifier, { jti, tenant, until }: Revocation): void =>
  verifier.revoke(jti, Date.parse(until) / 1000, tenant);

/** Resolves once what was recorded before holds; what is recorded later, by any process, holds within moments. No token lives longer than a day. */
export const honourRevocations = async (
  log: EventLog,
  ledger: Ledger,
  verifier: TokenVerifier,
  signal: AbortSignal,
): Promise<void> => {
  const { category } = tokenRevocationType.contracts;
  await followSystemLog(log, category, ({ event }) => honour(verifier, event.data as Revocation), signal);
  const now = verifier.now();
  for (const day of [now - DAY_MS, now]) {
    const loaded = await ledger.load(tokenRevocationType, SYSTEM_TENANT, revocationDayId(day));
    for (const revocation of loaded?.record.revoked ?? []) honour(verifier, revocation);
  }
};
