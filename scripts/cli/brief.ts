/** `ledger brief`: the shift brief of the token's tenant. */
import { Command } from 'commander';
import { type Brief, BRIEF_QUERY, briefLines } from '../shift-brief.js';
import { type ApiOptions, ask, withApi } from './api.js';

const run = async (options: ApiOptions): Promise<void> => {
  const brief = await ask<Brief>(options, BRIEF_QUERY);
  console.log(briefLines(brief, new Date()).join('\n'));
};

export const briefCommand = (): Command =>
  withApi(new Command('brief'))
    .description('Print the shift brief: has anything new been published, and are the sources alive?')
    .addHelpText(
      'after',
      '\nExample:\n  npx ledger brief --token "$(npx ledger token --org fusion-centre --role watch_officer --clearance SECRET)"',
    )
    .action(run);
