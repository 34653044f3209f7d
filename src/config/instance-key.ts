/** The key behind every actor pseudonym: from the configuration, else made once and kept in the data directory. */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, statSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigError } from './config-error.js';
import type { Config } from './config.js';
import { decodeKey } from './setting.js';

const failureCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Two processes that start together must end up with one whole key, so it is linked into place, not written there. */
const createKeyFile = (path: string): void => {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  const file = openSync(draft, 'wx', 0o600);
  try {
    writeSync(file, `${randomBytes(32).toString('base64url')}\n`);
    fsyncSync(file);
    linkSync(draft, path);
  } catch (error) {
    if (failureCode(error) !== 'EEXIST') throw error;
  } finally {
    closeSync(file);
    unlinkSync(draft);
  }
};

const readKeyFile = (path: string): Buffer | undefined => {
  try {
    const othersMayRead = process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0;
    if (othersMayRead) throw new ConfigError(`${path} is readable by other users; run: chmod 600 ${path}`);
    const key = decodeKey(readFileSync(path, 'utf8').trim());
    if (!key) throw new ConfigError(`${path} holds no key of at least 32 bytes; restore it from a backup, or set INSTANCE_KEY.`);
    return key;
  } catch (error) {
    if (failureCode(error) === 'ENOENT') return undefined;
    throw error;
  }
};

/**
 * @returns INSTANCE_KEY, else the key in DATA_DIR/instance.key, which is created (mode 0600) when missing. At least 32 bytes.
 * @throws ConfigError when the file is unusable or readable by others.
 */
export const loadInstanceKey = ({ instanceKey, dataDir }: Pick<Config, 'instanceKey' | 'dataDir'>): Buffer => {
  if (instanceKey) return instanceKey;
  const path = join(dataDir, 'instance.key');
  try {
    const kept = readKeyFile(path);
    if (kept) return kept;
    mkdirSync(dataDir, { recursive: true });
    createKeyFile(path);
    return readKeyFile(path)!;
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      `DATA_DIR cannot keep ${path} (${String(failureCode(error) ?? 'unknown failure')}); make it writable or set INSTANCE_KEY.`,
    );
  }
};
