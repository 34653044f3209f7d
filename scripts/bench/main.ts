/** `npm run bench [name …]`: measures the product against limits taken in the same run. */
import * as fs from 'node:fs';
import { Command, Option } from 'commander';
import { isMet, ratioOf, SIZES, type Size } from './bench.js';
import { BENCHES, runBenches } from './suite.js';
import { tableOf } from './table.js';

interface Options {
  readonly size: Size['name'];
  readonly json?: string;
}

const main = async (names: readonly string[], { size, json }: Options): Promise<void> => {
  const unknown = names.filter((name) => BENCHES.every((bench) => bench.name !== name));
  if (unknown.length > 0)
    throw new Error(`There is no bench ${unknown.join(', ')}; there are ${BENCHES.map(({ name }) => name).join(', ')}.`);
  const chosen = BENCHES.filter(({ name }) => names.length === 0 || names.includes(name));
  const results = await runBenches(chosen, SIZES[size], (line) => console.log(line));
  const figures = results.benches.flatMap((bench) => bench.figures);
  console.log(`\n${tableOf(figures)}`);
  const missed = figures.filter((figure) => !isMet(figure));
  console.log(
    missed.length === 0
      ? '\nEvery target is met.'
      : `\n${missed.length} of ${figures.length} targets are missed: ${missed.map(({ name }) => name).join('; ')}.`,
  );
  if (json === undefined) return;
  const judged = results.benches.map((bench) => ({
    ...bench,
    figures: bench.figures.map((figure) => ({ ...figure, ratio: ratioOf(figure), met: isMet(figure) })),
  }));
  fs.writeFileSync(json, `${JSON.stringify({ ...results, benches: judged }, null, 2)}\n`);
};

const program = new Command('bench')
  .description('Measures the product against limits taken in the same run. A missed target is said, and is no failure.')
  .argument(
    '[name...]',
    `which benches; all when left out:\n${BENCHES.map(({ name, purpose }) => `  ${name}: ${purpose}`).join('\n')}`,
  )
  .addOption(
    new Option('--size <size>', 'how much: smoke takes seconds and means nothing').choices(Object.keys(SIZES)).default('small'),
  )
  .option('--json <file>', 'write the results there as well')
  .action(main);

program.parseAsync().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
