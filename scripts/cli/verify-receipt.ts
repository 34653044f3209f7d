/** `ledger verify-receipt`: checks a signed receipt against the public keys of the instance that made it. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { ReceiptKeys, SignedReceiptShape, verifyReceipt } from '../../src/exchange/receipts/signed-receipt.js';
import { type ApiOptions, request, withApi } from './api.js';
import { CommandFailed } from './command-failed.js';

interface Options extends ApiOptions {
  readonly keys?: string;
}

const jsonIn = async (file: string): Promise<unknown> => {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CommandFailed(`${file}: it cannot be read as JSON: ${(error as Error).message}`);
  }
};

const run = async (file: string, options: Options): Promise<void> => {
  const given = await jsonIn(file);
  const signed = SignedReceiptShape.safeParse((given as { signed?: unknown } | null)?.signed ?? given);
  if (!signed.success) throw new CommandFailed(`${file}: there is no signed receipt in it; give the answer of an import.`);
  const keys = ReceiptKeys.safeParse(
    options.keys === undefined ? await (await request(options, '/api/v1/exchange/keys', {})).json() : await jsonIn(options.keys),
  );
  if (!keys.success) throw new CommandFailed('The keys are no JWK set with an Ed25519 key; save /api/v1/exchange/keys.');
  const fault = verifyReceipt(signed.data, keys.data);
  if (fault !== undefined) throw new CommandFailed(`${file}: not genuine: ${fault}.`);
  console.log(`${file}: genuine, signed by ${signed.data.keyId}`);
};

export const verifyReceiptCommand = (): Command =>
  withApi(new Command('verify-receipt'))
    .description('Check that a receipt was signed by the instance and not changed since.')
    .argument('<file>', 'a signed receipt, or the answer of an import, as JSON')
    .option('--keys <file>', 'the public keys as saved from /api/v1/exchange/keys; without it they are fetched')
    .action(run);
