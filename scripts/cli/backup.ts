/** `ledger backup`: every event of the ledger as lines of JSON. */
import { createHash } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { type BackupHeader, FORMAT, FORMAT_VERSION, revisionCounter, storedEvents } from './backup-file.js';
import { CommandFailed } from './command-failed.js';
import { instanceKeyFingerprint } from './instance-key-fingerprint.js';
import { onStores, STORES_HELP } from './operator-stores.js';
import { progressOn } from './progress.js';

const WRITE_BYTES = 1024 * 1024;

/** Collects lines into large writes and hashes them. */
class LineWriter {
  readonly hash = createHash('sha256');
  private text = '';

  constructor(private readonly file: FileHandle) {}

  async line(value: object): Promise<void> {
    this.text += `${JSON.stringify(value)}\n`;
    if (this.text.length >= WRITE_BYTES) await this.flush();
  }

  async flush(): Promise<void> {
    this.hash.update(this.text);
    await this.file.writeFile(this.text);
    this.text = '';
  }
}

const run = (file: string): Promise<void> =>
  onStores(async ({ connection }) => {
    if (existsSync(file)) throw new CommandFailed(`${file} exists already; name another file, or remove it.`);
    const partial = `${file}.partial`;
    // Everything there is, whatever its marking: for its owner alone.
    const handle = await open(partial, 'w', 0o600).catch((error: Error) => {
      throw new CommandFailed(`${partial} cannot be written: ${error.message}`);
    });
    const progress = progressOn(process.stderr, 'backup');
    let events = 0;
    try {
      const writer = new LineWriter(handle);
      const isNext = revisionCounter();
      const header: BackupHeader = {
        format: FORMAT,
        version: FORMAT_VERSION,
        createdAt: new Date().toISOString(),
        instanceKey: instanceKeyFingerprint() ?? null,
      };
      await writer.line(header);
      for await (const event of storedEvents(connection)) {
        if (!isNext(event))
          throw new CommandFailed(
            `Stream ${event.stream} lacks events before revision ${event.revision}: the event store was truncated or scavenged, so no whole backup is possible.`,
          );
        await writer.line(event);
        events += 1;
        progress.show(undefined, `${events} events`);
      }
      await writer.flush();
      await handle.writeFile(`${JSON.stringify({ events, sha256: writer.hash.digest('hex') })}\n`);
      await handle.sync();
      await handle.close();
      await rename(partial, file);
    } catch (error) {
      progress.end();
      await handle.close().catch(() => undefined);
      await rm(partial, { force: true });
      throw error;
    }
    progress.end();
    console.log(
      `${file}: ${events} events. Keep the instance key (INSTANCE_KEY, or DATA_DIR/instance.key) with it, apart from it.`,
    );
  });

export const backupCommand = (): Command =>
  new Command('backup')
    .description(
      'Write every event of the ledger to a file, in the order of the log, with ids, revisions, data and metadata as they are.',
    )
    .argument('<file>', 'file to write; must not exist')
    .addHelpText(
      'after',
      `${STORES_HELP}
Read models are not part of it: they follow from the events. Neither are the names of people (table app.person), which can be erased, nor the
instance key. The ledger may be in use meanwhile; what is written after the end of the log was reached is not in the file.

Example:
  npx ledger backup ledger.ndjson`,
    )
    .action(run);
