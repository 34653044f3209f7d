/** Tells whether two instances have the same key, without telling the key. */
import { createHmac } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig } from '../../src/config/config.js';
import { loadInstanceKey } from '../../src/config/instance-key.js';

/** @returns undefined where the key is not at hand; none is made. */
export const instanceKeyFingerprint = (): string | undefined => {
  const config = loadConfig();
  if (!config.instanceKey && !existsSync(join(config.dataDir, 'instance.key'))) return undefined;
  return createHmac('sha256', loadInstanceKey(config)).update('backup').digest('hex').slice(0, 16);
};
