/** `ledger attack layer`: prints or writes a layer for the ATT&CK Navigator. */
import { writeFile } from 'node:fs/promises';
import { Command, Option } from 'commander';
import { AttackDomain } from '../../src/attack-patterns/attack-pattern.events.js';
import { LAYER_SUBJECTS } from '../../src/exchange/attack/navigator-layer.measure.js';
import { type ApiOptions, authorization, problemText, request, withApi } from './api.js';
import { CommandFailed } from './command-failed.js';
import { queryOf } from './import-files.js';

interface LayerOptions extends ApiOptions {
  readonly of: string;
  readonly domain: string;
  readonly out?: string;
}

const run = async (options: LayerOptions): Promise<void> => {
  const { of, domain, out } = options;
  const path = `/api/v1/attack/navigator?${queryOf({ of, domain })}`;
  const response = await request(options, path, { headers: authorization(options) });
  if (!response.ok) throw new CommandFailed(await problemText(response));
  const layer = await response.text();
  if (out === undefined) {
    console.log(layer);
    return;
  }
  await writeFile(out, `${layer}\n`).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailed(`${out}: it cannot be written (${error.code}).`);
  });
};

export const attackLayerCommand = (): Command =>
  withApi(new Command('layer'))
    .description(
      'Print a layer for the ATT&CK Navigator (format 4.5): of how many records that you may see each technique is told.',
    )
    .addOption(new Option('--of <what>', 'what is counted').choices(LAYER_SUBJECTS).makeOptionMandatory())
    .addOption(new Option('--domain <domain>', 'matrix').choices(AttackDomain.options).default('enterprise'))
    .option('--out <file>', 'write it there instead')
    .addHelpText('after', '\nExample:\n  npx ledger attack layer --of coverage --out coverage.json')
    .action(run);
