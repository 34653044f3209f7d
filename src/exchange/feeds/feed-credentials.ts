/** Credentials of feeds: sealed in a table of their own, read only to connect, and in no event, answer or message. */
import type { Pool } from 'pg';
import { Sealing, type SealedSecret } from '../../secrets/sealing.js';
import type { RemoteCredentials } from '../remote/remote-connection.js';

/** Which credentials: those that an event of the feed names, and no others. */
export interface CredentialsKey {
  readonly tenantId: string;
  readonly feedId: string;
  readonly credentialsId: string;
}

const ownerOf = ({ tenantId, feedId, credentialsId }: CredentialsKey): string =>
  JSON.stringify([tenantId, feedId, credentialsId]);

export class FeedCredentialStore {
  private readonly sealing: Sealing;

  /** @param pool as the role that projects. */
  constructor(
    private readonly pool: Pool,
    instanceKey: Buffer,
  ) {
    this.sealing = new Sealing(instanceKey, 'feed credentials');
  }

  /** Before an event names them: what no event names is never used. */
  async keep(key: CredentialsKey, credentials: RemoteCredentials): Promise<void> {
    const sealed = this.sealing.seal(ownerOf(key), Buffer.from(JSON.stringify(credentials)));
    await this.pool.query(
      'insert into app.feed_credentials (tenant_id, feed_id, credentials_id, sealed) values ($1, $2, $3, $4)',
      [key.tenantId, key.feedId, key.credentialsId, JSON.stringify(sealed)],
    );
  }

  /** @returns undefined when there are none: they are in no backup of the log. @throws Error when the instance key is another one. */
  async open(key: CredentialsKey): Promise<RemoteCredentials | undefined> {
    const { rows } = await this.pool.query<{ sealed: SealedSecret }>(
      'select sealed from app.feed_credentials where tenant_id = $1 and feed_id = $2 and credentials_id = $3',
      [key.tenantId, key.feedId, key.credentialsId],
    );
    if (rows.length === 0) return undefined;
    return JSON.parse(this.sealing.unseal(ownerOf(key), rows[0].sealed).toString()) as RemoteCredentials;
  }

  /** What no event names any more. */
  async forget({ tenantId, feedId, credentialsId }: CredentialsKey): Promise<void> {
    await this.pool.query('delete from app.feed_credentials where tenant_id = $1 and feed_id = $2 and credentials_id = $3', [
      tenantId,
      feedId,
      credentialsId,
    ]);
  }
}
