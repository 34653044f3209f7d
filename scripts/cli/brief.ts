/** `ledger brief`: the shift brief of the token's tenant, and what changed since the last handover. */
import { Command, InvalidArgumentError, Option } from 'commander';
import { BRIEF_OF_QUERY, BRIEF_SINCE_QUERY, type HandoverBrief, handoverLines } from '../handover-brief.js';
import { type Brief, BRIEF_QUERY, briefLines } from '../shift-brief.js';
import { type ApiOptions, ask, withApi } from './api.js';

interface Options extends ApiOptions {
  readonly since?: string;
  readonly until?: string;
  readonly handover?: string;
  readonly json?: boolean;
  readonly width?: number;
}

const NARROWEST = 40;
const USUAL = 100;

const widthOf = (text: string): number => {
  const width = Number(text);
  if (Number.isInteger(width) && width >= NARROWEST) return width;
  throw new InvalidArgumentError(`Give a whole number of at least ${NARROWEST}.`);
};

const changesOf = async (options: Options, brief: Brief): Promise<HandoverBrief | undefined> => {
  const { handover, since, until } = options;
  if (handover !== undefined)
    return (await ask<{ handover: { brief: HandoverBrief } }>(options, BRIEF_OF_QUERY, { id: handover })).handover.brief;
  if (since === undefined && until === undefined && !brief.intelligenceDashboard.lastHandover) return undefined;
  return (await ask<{ handoverBrief: HandoverBrief }>(options, BRIEF_SINCE_QUERY, { since, until })).handoverBrief;
};

const run = async (options: Options): Promise<void> => {
  const brief = await ask<Brief>(options, BRIEF_QUERY);
  const changes = await changesOf(options, brief);
  if (options.json) {
    console.log(JSON.stringify({ ...brief, handoverBrief: changes ?? null }));
    return;
  }
  const width = options.width ?? Math.max(NARROWEST, process.stdout.columns ?? USUAL);
  console.log([...briefLines(brief, new Date()), ...(changes ? ['', ...handoverLines(changes, width)] : [])].join('\n'));
};

export const briefCommand = (): Command =>
  withApi(new Command('brief'))
    .description(
      'Print the shift brief: has anything new been published, are the sources alive, and what changed since the handover?',
    )
    .option('--since <handover or position>', 'what changed since then (default: the last handover that you may see)')
    .option('--until <handover or position>', 'up to then (default: now)')
    .addOption(
      new Option('--handover <id>', 'what that handover covers, with the hash to countersign').conflicts(['since', 'until']),
    )
    .option('--json', 'everything as one line of JSON')
    .option('--width <characters>', `longest line of the changes (default: the terminal, else ${USUAL})`, widthOf)
    .addHelpText(
      'after',
      '\nExample:\n  npx ledger brief --token "$(npx ledger token --org fusion-centre --role watch_officer --clearance SECRET)"',
    )
    .action(run);
