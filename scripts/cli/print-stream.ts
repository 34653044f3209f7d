/** `ledger print-stream`: the raw events of a stream. */
import { Command } from 'commander';
import { CommandFailed } from './command-failed.js';
import { onStores, STORES_HELP } from './operator-stores.js';

const run = (stream: string): Promise<void> =>
  onStores(async ({ connection }) => {
    const events = await connection.readStream(stream);
    if (events.length === 0) throw new CommandFailed(`There is no stream ${stream}.`);
    for (const { event } of events) {
      if (!event) continue;
      const { streamId, revision, position, type, id, created, data, metadata } = event;
      const printed = {
        stream: streamId,
        revision: `${revision}`,
        position: `${position?.commit}`,
        type,
        id,
        created: created.toISOString(),
        data,
        metadata,
      };
      process.stdout.write(`${JSON.stringify(printed)}\n`);
    }
  });

export const printStreamCommand = (): Command =>
  new Command('print-stream')
    .description('Print the raw events of a stream, one line of JSON each, whatever their marking: for operators.')
    .argument('<stream>', '<category>-<tenant>.<record id>')
    .addHelpText(
      'after',
      `${STORES_HELP}\n\nExample:\n  npx ledger print-stream intelReport-demo.84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3 | head -n 1`,
    )
    .action(run);
