/** Whoever comes with a link: which share it names, of which tenant, and whether secret and password fit. As much work whatever is wrong. */
import type { Loaded } from '../ledger/ledger.js';
import type { PasswordHash } from './share-link.measure.js';
import { isPassword, isSecret, type LinkTokens, newSecret } from './share-secret.js';

/** The id of nothing. */
export const NONE = '00000000-0000-4000-8000-000000000000';
const NOBODY = 'nobody';

export interface LinkKey {
  readonly shareId: string;
  readonly tenantId: string;
  readonly secret: Buffer;
}

/** @param tenantOf finds the tenant of a share. */
export const keyOf = async (
  tokens: LinkTokens,
  token: string,
  tenantOf: (shareId: string) => Promise<string | undefined>,
): Promise<LinkKey> => {
  const { shareId, secret } = tokens.read(token) ?? { shareId: NONE, secret: newSecret() };
  return { shareId, secret, tenantId: (await tenantOf(shareId)) ?? NOBODY };
};

/** @param share undefined: there is none. */
export const fits = async (
  { secret }: LinkKey,
  password: string,
  share: { readonly secretHash: string | null; readonly password: PasswordHash | null } | undefined,
): Promise<boolean> => {
  const known = isSecret(secret, share?.secretHash);
  const agreed = await isPassword(password, share?.password);
  return share !== undefined && known && agreed;
};

type Present<State> = Exclude<State, { readonly status: 'absent' }>;

export const present = <State extends { readonly status: string }>(
  loaded: Loaded<State> | undefined,
): Loaded<Present<State>> | undefined =>
  loaded === undefined || loaded.record.status === 'absent' ? undefined : (loaded as Loaded<Present<State>>);
