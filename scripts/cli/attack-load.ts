/** `ledger attack load`: sends releases of ATT&CK to a running instance, each a bundle or a folder with a file per object. */
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { AttackDomain } from '../../src/attack-patterns/attack-pattern.events.js';
import type { AttackReleaseReceipt } from '../../src/exchange/attack/attack-release.commands.js';
import { JsonSyntaxError } from '../../src/json/json-syntax-error.js';
import { isJsonObject, type JsonValue } from '../../src/json/json-value.js';
import { readJson } from '../../src/json/strict-json.js';
import { type ApiOptions, withApi } from './api.js';
import { CommandFailed } from './command-failed.js';
import { importEach, queryOf, sendFile, unreadable } from './import-files.js';
import type { Progress } from './progress.js';

interface LoadOptions extends ApiOptions {
  readonly domain?: string;
  readonly version?: string;
  readonly reason?: string;
}

/** What a release is made of; the rest of a folder is some hundred MiB of software, groups and texts. */
const TYPES: ReadonlySet<unknown> = new Set([
  'attack-pattern',
  'x-mitre-tactic',
  'x-mitre-matrix',
  'x-mitre-collection',
  'marking-definition',
]);
const SHOW_EVERY = 100;

const isPart = (object: JsonValue): boolean =>
  isJsonObject(object) &&
  (TYPES.has(object['type']) || (object['type'] === 'relationship' && object['relationship_type'] === 'revoked-by'));

const objectsIn = async (file: string): Promise<readonly JsonValue[]> => {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  try {
    const { value } = readJson(content);
    if (!isJsonObject(value)) return [];
    return (Array.isArray(value['objects']) ? value['objects'] : [value]).filter(isPart);
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new CommandFailed(`${file}: it is not valid JSON, line ${error.line}, column ${error.column}: ${error.message}`);
  }
};

/** One bundle of all files below a folder, the same for the same files. */
const bundleOf = async (folder: string, progress: Progress): Promise<Buffer> => {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json')).toSorted();
  if (names.length === 0) throw new CommandFailed(`${folder}: the folder holds no .json files.`);
  const objects: JsonValue[] = [];
  for (const [index, name] of names.entries()) {
    objects.push(...(await objectsIn(join(folder, name))));
    if (index % SHOW_EVERY === 0) progress.show(index / names.length, `${index} of ${names.length} files`);
  }
  return Buffer.from(JSON.stringify({ type: 'bundle', objects }));
};

const contentOf = async (path: string, progress: Progress): Promise<Buffer> => {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(path, error);
  });
  return found.isDirectory() ? bundleOf(path, progress) : readFile(path);
};

const receiptLines = ({ file, domain, version, outcome, chosen, counts, notice }: AttackReleaseReceipt): readonly string[] => [
  `${file}: ATT&CK ${domain} ${version}, ${outcome === 'loaded' ? 'loaded' : 'there already'}`,
  `  ${counts.tactics} tactics, ${counts.techniques} techniques, ${counts.subtechniques} sub-techniques; ${counts.revoked} revoked, ${counts.deprecated} deprecated`,
  chosen
    ? '  technique ids are looked up in it'
    : '  technique ids are looked up in another release; chooseAttackRelease changes that',
  ...notice.map((words) => `  ${words}`),
];

const run = (bundles: readonly string[], options: LoadOptions): Promise<void> =>
  importEach(bundles, options, async (file, progress) => {
    const body = await contentOf(file, progress);
    const { domain, version, reason } = options;
    const path = `/api/v1/attack/releases?${queryOf({ name: file, domain, version, reason })}`;
    const sending = { file, path, contentType: 'application/stix+json', body, unit: 'techniques' };
    return receiptLines(await sendFile<AttackReleaseReceipt>(options, sending, progress));
  });

export const attackLoadCommand = (): Command =>
  withApi(new Command('load'))
    .description('Load releases of MITRE ATT&CK: technique ids are checked against them, and shown with their names.')
    .argument('<bundles...>', 'a STIX bundle such as enterprise-attack.json, or a folder with a file per object')
    .addOption(new Option('--domain <domain>', 'where the bundle does not say it').choices(AttackDomain.options))
    .option('--version <version>', 'where the bundle does not say it, such as 18.1')
    .option('--reason <text>', 'why; kept in the history')
    .addHelpText(
      'after',
      '\nThe product comes without ATT&CK; MITRE publishes it as STIX, under its terms of use. Several releases stay side by side:\nthe first of a domain is used until another is chosen. Loading a release twice changes nothing. Needs the role tenant_admin.\n\nExample:\n  npx ledger attack load enterprise-attack-18.1.json ics-attack-18.1.json',
    )
    .action(run);
