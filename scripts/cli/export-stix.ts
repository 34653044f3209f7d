/** `ledger export stix`: what may go to a receiver, as a STIX bundle. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { Command } from 'commander';
import { type ApiOptions, authorization, problemText, request, withApi } from './api.js';
import { CommandFailed } from './command-failed.js';

interface ExportOptions extends ApiOptions {
  readonly ids?: readonly string[];
  readonly types?: readonly string[];
  readonly receiver?: string;
  readonly country?: string;
  readonly maxTlp?: string;
  readonly tlpVersion?: string;
  readonly reason?: string;
  readonly out?: string;
}

const run = async (options: ExportOptions): Promise<void> => {
  const { ids, types, receiver, country, maxTlp, tlpVersion, reason, out } = options;
  const wanted = { ids, types, receiver, country, maxTlp, reason, ...(tlpVersion ? { tlpVersion: Number(tlpVersion) } : {}) };
  const response = await request(options, '/api/v1/stix/export', {
    method: 'POST',
    headers: { ...authorization(options), 'content-type': 'application/json' },
    body: JSON.stringify(wanted),
  });
  if (!response.ok || !response.body) throw new CommandFailed(await problemText(response));
  const said = (name: string): string => response.headers.get(`x-export-${name}`) ?? '';
  // Lines for people go to standard error, so that the bundle can go on by a pipe.
  const body = Readable.fromWeb(response.body as ReadableStream<Uint8Array>);
  try {
    if (out === undefined) for await (const chunk of body) process.stdout.write(chunk as Uint8Array);
    else await pipeline(body, createWriteStream(out));
  } catch (error) {
    throw new CommandFailed(`The bundle could not be written: ${(error as Error).message}.`);
  }
  const reasons = said('reasons');
  console.error(
    `exported ${said('exported')}, withheld ${said('withheld')}${reasons === '' ? '' : ` (${reasons})`}, names left out ${said('omitted-refs')}; export ${said('id')}`,
  );
};

export const exportStixCommand = (): Command =>
  withApi(new Command('stix'))
    .description('Export what may go to a receiver as a STIX 2.1 bundle.')
    .option('--ids <ids...>', 'STIX ids, or UUIDs of records; with what they name and are related to')
    .option('--types <types...>', 'STIX types, such as campaign')
    .option('--receiver <organisation>', 'who gets it (default: your own organisation)')
    .option('--country <code>', 'of the receiver, ISO 3166-1 alpha-2')
    .option('--max-tlp <tlp>', 'nothing stricter goes out')
    .option('--tlp-version <version>', 'the TLP that the receiver knows, 1 or 2 (default: 2)')
    .option('--reason <text>', 'why, for the history')
    .option('--out <file>', 'where to write it (default: standard output)')
    .addHelpText(
      'after',
      '\nExample:\n  npx ledger export stix --types campaign threat-actor --receiver northern-cert --country NO --out campaigns.json',
    )
    .action(run);
