/** `ledger rebuild`: builds read models anew beside the live ones, compares and swaps them. */
import { Command } from 'commander';
import type { Model } from '../../projections/runtime/model.js';
import { CommandFailed } from './command-failed.js';
import { onStores, STORES_HELP } from './operator-stores.js';
import { progressOn } from './progress.js';

interface RebuildOptions {
  readonly rollback?: boolean;
  readonly dropOld?: boolean;
}

/** Loaded when a rebuild is asked for, so that other commands start at once. */
const loadParts = async () => {
  const [{ models }, generation, { readEvent }, { EsdbEventLog }] = await Promise.all([
    import('../../projections/registry.js'),
    import('../../projections/runtime/generation.js'),
    import('../../src/event-catalogue.js'),
    import('../../src/ledger/esdb/esdb-event-log.js'),
  ]);
  return { models, generation, readEvent, EsdbEventLog };
};

const chosen = (names: readonly string[], models: readonly Model[]): readonly Model[] => {
  const unknown = names.filter((name) => !models.some((model) => model.name === name));
  if (unknown.length > 0)
    throw new CommandFailed(
      `There is no projection ${unknown.join(', ')}; give some of ${models.map(({ name }) => name).join(', ')}, or none for all.`,
    );
  return names.length === 0 ? models : models.filter(({ name }) => names.includes(name));
};

const run = async (names: readonly string[], { rollback, dropOld: drop }: RebuildOptions): Promise<void> => {
  const { models, generation, readEvent, EsdbEventLog } = await loadParts();
  const { BuildStopped, dropOld, ParityMismatch, rebuild, rollBack } = generation;
  const wanted = chosen(names, models);
  return onStores(async (stores) => {
    const pool = stores.pool(wanted.length + 2);
    if (rollback || drop) {
      for (const model of wanted) {
        await (rollback ? rollBack(pool, model) : dropOld(pool, model)).catch((error: Error) => {
          throw new CommandFailed(error.message);
        });
        console.log(
          rollback ? `${model.name}: the earlier model is live again.` : `${model.name}: the earlier model is dropped.`,
        );
      }
      return;
    }
    const progress = progressOn(process.stderr, wanted.map(({ name }) => name).join(', '));
    const began = Date.now();
    let events = 0;
    try {
      await rebuild(wanted, {
        pool,
        log: new EsdbEventLog(stores.connection, readEvent),
        now: () => new Date(),
        onProgress({ phase, events: read, eventsPerSecond, share, etaSeconds }) {
          events = Math.max(events, read);
          const eta = etaSeconds === undefined ? '' : `, ${Math.ceil(etaSeconds)} s to go`;
          progress.show(share, phase === 'reading' ? `${read} events, ${eventsPerSecond} events/s${eta}` : phase);
        },
      });
    } catch (error) {
      progress.end();
      if (error instanceof ParityMismatch || error instanceof BuildStopped) throw new CommandFailed(error.message);
      throw error;
    }
    progress.end();
    const seconds = (Date.now() - began) / 1000;
    console.log(
      `${wanted.map(({ name }) => name).join(', ')}: rebuilt from ${events} events in ${seconds.toFixed(1)} s (${Math.round(events / seconds)} events/s) and swapped in.`,
    );
    console.log('The earlier models are kept: --rollback brings them back, --drop-old removes them.');
  });
};

export const rebuildCommand = (): Command =>
  new Command('rebuild')
    .description(
      'Build read models anew from the log beside the live ones, compare them where the definition is the same, and swap them in. Readers notice nothing.',
    )
    .argument('[projection...]', 'such as intelligence; all when left out')
    .option('--rollback', 'bring back the models that the last rebuild replaced')
    .option('--drop-old', 'drop the models that the last rebuild replaced')
    .addHelpText(
      'after',
      `${STORES_HELP}\n\nExamples:\n  npx ledger rebuild\n  npx ledger rebuild intelligence\n  npx ledger rebuild intelligence --rollback`,
    )
    .action(run);
