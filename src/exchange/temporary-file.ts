/** A file for what is too large to hold in memory. */
import { randomUUID } from 'node:crypto';
import { constants, type FileHandle, open, unlink } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Unlinked while it is open: nobody else can open it, and it is gone when the process is. */
export const temporaryFile = async (): Promise<FileHandle> => {
  const name = path.join(os.tmpdir(), `ledger-import-${randomUUID()}`);
  const handle = await open(name, constants.O_CREAT | constants.O_EXCL | constants.O_RDWR, 0o600);
  await unlink(name);
  return handle;
};
