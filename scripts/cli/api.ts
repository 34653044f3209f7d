/** The running instance as commands reach it: over HTTP, with the caller's token. */
import { Option, type Command } from 'commander';
import { loadConfig } from '../../src/config/config.js';
import { readRunFile } from '../run-file.js';
import { CommandFailed } from './command-failed.js';

export interface ApiOptions {
  readonly url?: string;
  readonly token?: string;
}

export const withUrl = (command: Command): Command =>
  command.option('--url <url>', 'the instance to ask (default: the one running on DATA_DIR, else http://127.0.0.1:3000)');

/** Adds --url and --token. */
export const withApi = (command: Command): Command =>
  withUrl(command).addOption(new Option('--token <token>', 'access token; npx ledger token prints one').env('LEDGER_TOKEN'));

const urlOf = ({ url }: ApiOptions): string => {
  if (url !== undefined) {
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw new CommandFailed(`--url must be an http or https address, not ${JSON.stringify(url)}.`);
    return url.replace(/\/+$/, '');
  }
  const { dataDir, http } = loadConfig();
  return readRunFile(dataDir)?.url ?? `http://127.0.0.1:${http.port || 3000}`;
};

/** @throws CommandFailed when nothing answers there. */
export const request = async (options: ApiOptions, path: string, init: RequestInit): Promise<Response> => {
  const url = urlOf(options);
  try {
    return await fetch(`${url}${path}`, init);
  } catch (error) {
    const { cause } = error as { cause?: { code?: string } };
    throw new CommandFailed(
      `Nothing answers at ${url}${cause?.code ? ` (${cause.code})` : ''}. Start the product with "npm start", or name another instance with --url.`,
    );
  }
};

/** @throws CommandFailed when there is no token. */
export const authorization = ({ token }: ApiOptions): { readonly authorization: string } => {
  if (!token)
    throw new CommandFailed(
      'A token is needed: give --token, or set LEDGER_TOKEN. For a development instance: export LEDGER_TOKEN=$(npx ledger token)',
    );
  return { authorization: `Bearer ${token}` };
};

interface Problem {
  readonly detail?: string;
  readonly fields?: readonly { readonly field?: string; readonly path?: string; readonly message: string }[];
}

/** What an RFC 9457 answer says, in words. */
export const problemText = async (response: Response): Promise<string> => {
  const body = await response.text();
  try {
    const { detail = `HTTP ${response.status}`, fields = [] } = JSON.parse(body) as Problem;
    const unsaid = fields.filter(({ message }) => !detail.includes(message));
    return [detail, ...unsaid.map(({ field, path, message }) => `${field ?? path}: ${message}.`)].join(' ');
  } catch {
    return `HTTP ${response.status} from ${response.url}: not an answer of this product.`;
  }
};

/** Asks GraphQL. @throws CommandFailed with what the API says. */
export const ask = async <T>(options: ApiOptions, query: string, variables: object = {}): Promise<T> => {
  const headers = { ...authorization(options), 'content-type': 'application/json' };
  const response = await request(options, '/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const body = await response.text();
  let answer: { data?: T; errors?: readonly { message: string; extensions?: { code?: string } }[]; detail?: string };
  try {
    answer = JSON.parse(body);
  } catch {
    throw new CommandFailed(`HTTP ${response.status} from ${response.url}: not an answer of this product.`);
  }
  const [first] = answer.errors ?? [];
  if (first) throw new CommandFailed(`${first.extensions?.code ? `${first.extensions.code}: ` : ''}${first.message}`);
  if (!answer.data) throw new CommandFailed(answer.detail ?? `HTTP ${response.status}`);
  return answer.data;
};
