/** `ledger token`: an access token of the development issuer. */
import { Command } from 'commander';
import { type ApiOptions, problemText, request, withUrl } from './api.js';
import { CommandFailed } from './command-failed.js';

interface TokenOptions extends ApiOptions {
  readonly tenant: string;
  readonly org: string;
  readonly role: string;
  readonly clearance: string;
  readonly countries?: string;
  readonly sub: string;
  readonly ttl?: string;
  readonly name?: string;
  readonly email?: string;
  readonly actorKind: string;
}

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

const run = async ({
  tenant,
  org,
  role,
  clearance,
  countries,
  sub,
  ttl,
  name,
  email,
  actorKind,
  ...api
}: TokenOptions): Promise<void> => {
  const order = {
    tenant,
    org,
    roles: listOf(role),
    clearance,
    countries: listOf(countries ?? ''),
    sub,
    ttl,
    name,
    email,
    actorKind,
  };
  const response = await request(api, '/dev/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });
  if (response.status === 404 || response.status === 401)
    throw new CommandFailed('This instance gives out no tokens: its tokens come from an identity provider.');
  if (!response.ok) throw new CommandFailed(await problemText(response));
  const { access_token: token } = (await response.json()) as { access_token: string };
  process.stdout.write(`${token}\n`);
};

export const tokenCommand = (): Command =>
  withUrl(new Command('token'))
    .description('Print an access token of the development issuer, and nothing else.')
    .option('--tenant <tenant>', 'tenant to work in', 'demo')
    .option('--org <organisation>', 'organisation within the tenant', 'demo-org')
    .option('--role <roles>', 'roles, separated by commas', 'analyst')
    .option('--clearance <level>', 'UNCLASSIFIED, RESTRICTED, CONFIDENTIAL, SECRET or TOP_SECRET', 'UNCLASSIFIED')
    .option('--countries <codes>', 'ISO 3166-1 alpha-2 codes, separated by commas')
    .option('--sub <subject>', 'who it is', 'developer')
    .option('--name <name>', 'the name that history shows')
    .option('--email <address>')
    .option('--actor-kind <kind>', 'human or service', 'human')
    .option('--ttl <time>', 'lifetime such as 90s or 15m; as long as allowed when left out')
    .addHelpText(
      'after',
      '\nExamples:\n  export LEDGER_TOKEN=$(npx ledger token --role senior_analyst,watch_officer --clearance SECRET --countries GB)\n  npx ledger token --tenant north --org coast-guard --role auditor --clearance SECRET --sub ann',
    )
    .action(run);
