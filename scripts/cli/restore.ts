/** `ledger restore`: writes the events of a backup into an empty ledger, exactly as they were. */
import { existsSync } from 'node:fs';
import { Command } from 'commander';
import { newEvent } from '../../src/ledger/esdb/batch-appends.js';
import type { EventStoreConnection } from '../../src/ledger/esdb/connection.js';
import { type BackupEvent, eventsOf, storedEvents, verifyBackup } from './backup-file.js';
import { CommandFailed } from './command-failed.js';
import { instanceKeyFingerprint } from './instance-key-fingerprint.js';
import { onStores, STORES_HELP } from './operator-stores.js';
import { type Progress, progressOn } from './progress.js';

const IN_FLIGHT = 64;

const same = (a: BackupEvent, b: BackupEvent): boolean => JSON.stringify(a) === JSON.stringify(b);

/**
 * How many events of the backup are there already, from the first on.
 * @throws CommandFailed when the ledger holds anything else.
 */
const alreadyThere = async (connection: EventStoreConnection, file: string): Promise<number> => {
  const backup = eventsOf(file)[Symbol.asyncIterator]();
  let count = 0;
  for await (const stored of storedEvents(connection)) {
    const next = await backup.next();
    if (next.done || !same(stored, next.value)) {
      await backup.return?.();
      throw new CommandFailed(
        `The ledger is not empty: ${stored.stream} is not what the backup has at its place ${count + 1}. Restore into an empty one: DEMO=0 npm start with a new DATA_DIR.`,
      );
    }
    count += 1;
  }
  await backup.return?.();
  return count;
};

/** Appends in the order of the file, many at a time: the event store takes them in the order they are sent. */
const appendAll = async (
  connection: EventStoreConnection,
  file: string,
  from: number,
  total: number,
  progress: Progress,
): Promise<void> => {
  const began = Date.now();
  const underWay: Promise<unknown>[] = [];
  let done = 0;
  try {
    for await (const { stream, revision, type, id, data, metadata } of eventsOf(file)) {
      done += 1;
      if (done <= from) continue;
      const expected = BigInt(revision) - 1n;
      const event = newEvent(id, type, data, metadata);
      const appended = connection.append(stream, expected < 0n ? undefined : expected, [event]);
      // A failure shows where the promise is awaited.
      appended.catch(() => undefined);
      underWay.push(appended);
      if (underWay.length >= IN_FLIGHT) await underWay.shift();
      const perSecond = Math.round((done - from) / Math.max(0.001, (Date.now() - began) / 1000));
      progress.show(
        done / total,
        `${done} of ${total} events, ${perSecond} events/s, ${Math.ceil((total - done) / Math.max(1, perSecond))} s to go`,
      );
    }
    await Promise.all(underWay);
  } finally {
    await Promise.allSettled(underWay);
  }
};

const run = (file: string): Promise<void> => {
  if (!existsSync(file)) throw new CommandFailed(`There is no file ${file}.`);
  return onStores(async (stores) => {
    const { connection } = stores;
    const { header, events } = await verifyBackup(file);
    const ours = instanceKeyFingerprint();
    if (header.instanceKey !== null && ours !== header.instanceKey)
      console.error(
        'Note: this instance has another instance key than the one backed up. People get new pseudonyms and imported STIX objects new ids here, unless you put the instance key of the backup in place (INSTANCE_KEY, or DATA_DIR/instance.key) and start again.',
      );
    const from = await alreadyThere(connection, file);
    if (from > 0 && from < events) console.error(`${from} of ${events} events are there from an interrupted restore; going on.`);
    const progress = progressOn(process.stderr, 'restore');
    const { keepStill } = await import('../../src/postgres/standstill.js');
    try {
      if (!(await keepStill(stores.pool(1), () => appendAll(connection, file, from, events, progress))))
        throw new CommandFailed('Another restore is under way. Wait for its end.');
    } catch (error) {
      progress.end();
      if ((error as Error).name === 'RevisionMismatch')
        throw new CommandFailed(
          `Something else writes to this ledger (${(error as Error).message}); restore into an empty one that nobody uses.`,
        );
      throw error;
    }
    progress.end();
    const found = await alreadyThere(connection, file).catch((error: Error) => {
      throw new CommandFailed(
        `What was restored differs from the backup, so restore it once more into another empty ledger. ${error.message}`,
      );
    });
    if (found !== events) throw new CommandFailed(`Only ${found} of ${events} events are there. Run the restore again.`);
    console.log(
      `${file}: ${events} events restored and compared one by one. A running instance shows them within moments, another at its next start.`,
    );
  });
};

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('Write the events of a backup into an empty ledger, with the same ids, revisions and order, and compare them.')
    .argument('<file>', 'file of ledger backup')
    .addHelpText(
      'after',
      `${STORES_HELP}
The file is checked as a whole first: one that is truncated or was altered is refused. An interrupted restore goes on where it was when it is run
again. Read models are built by the running instance, or by the next start. Names of people (table app.person) are not part of a backup.

Example, into a new data directory:
  cp .data/instance.key new-data/ && DATA_DIR=new-data DEMO=0 npm start
  DATA_DIR=new-data npx ledger restore ledger.ndjson        (in a second terminal)`,
    )
    .action(run);
