/** `ledger stix-object`: a received STIX object as it came. */
import { Command } from 'commander';
import { type ApiOptions, ask, withApi } from './api.js';

const QUERY = 'query ($id: String!) { stixObject(id: $id) { text } }';

const run = async (id: string, options: ApiOptions): Promise<void> => {
  const { stixObject } = await ask<{ stixObject: { text: string } }>(options, QUERY, { id });
  process.stdout.write(`${stixObject.text}\n`);
};

export const stixObjectCommand = (): Command =>
  withApi(new Command('stix-object'))
    .description('Print a received STIX object verbatim.')
    .argument('<stixId>', 'such as malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061')
    .addHelpText('after', '\nExample:\n  npx ledger stix-object identity--b38dfe21-7477-40d1-aa90-5c8671ce51ca')
    .action(run);
