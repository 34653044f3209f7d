/** `ledger import incidents`: sends incident logs and OCSF findings to a running instance, and tells of each row that did not go in. */
import { createReadStream } from 'node:fs';
import { open, readFile, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import type { IncidentImportReceipt, RowRemark } from '../../src/exchange/incident-import/incident-import.receipt.js';
import { shippedMapping, shippedMappings } from '../../src/exchange/incident-import/mappings.js';
import { type ApiOptions, withApi } from './api.js';
import { CommandFailed } from './command-failed.js';
import { importEach, queryOf, sendFile, unreadable } from './import-files.js';

type Receipt = Omit<IncidentImportReceipt, 'position'> & { readonly position: string | null };

interface ImportOptions extends ApiOptions {
  readonly mapping?: string;
  readonly tlp?: string;
  readonly secrecy?: string;
  readonly reason?: string;
  readonly dryRun?: true;
  readonly errors?: string;
}

const SHOWN = 20;

/** A mapping's name, or the text of the user's own file. */
const mappingFrom = async (given: string | undefined): Promise<string | undefined> => {
  if (given === undefined || shippedMappings().includes(given)) return given;
  const text = await readFile(given, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailed(
      `--mapping ${given}: there is no such file (${error.code}), and the mappings that come with the product are ${shippedMappings().join(', ')}.`,
    );
  });
  try {
    // Without its indentation it is sent in the address of the request.
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    throw new CommandFailed(`--mapping ${given}: it is not valid JSON: ${(error as Error).message}`);
  }
};

const remarkOf = ({ line, column, reason }: RowRemark): string =>
  `line ${line}${column === null ? '' : `, column ${column}`}: ${reason}`;

const listed = (what: string, remarks: readonly RowRemark[], all: string): readonly string[] => [
  ...remarks.slice(0, SHOWN).map((remark) => `  ${what} ${remarkOf(remark)}`),
  ...(remarks.length > SHOWN ? [`  … and ${remarks.length - SHOWN} more; ${all}`] : []),
];

const counted = (counts: Readonly<Record<string, number | undefined>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');

const receiptLines = (file: string, receipt: Receipt): readonly string[] => {
  const { rows, incidents, events, errors, warnings, dryRun } = receipt;
  return [
    `${file}: ${rows.total} rows = ${rows.events} with events + ${rows.nothingNew} nothing new (${rows.known} known) + ${rows.errors} errors`,
    `  incidents  ${counted(incidents)}`,
    ...(rows.events > 0 ? [`  events     ${counted(events)}`] : []),
    ...listed('error', errors, 'give --errors <file> for all'),
    ...listed('note', warnings, 'give --errors <file> for all'),
    ...(dryRun ? ['  dry run: nothing was written'] : []),
  ];
};

/** RFC 4180 §2. */
const csvLine = (values: readonly (string | number)[]): string =>
  values.map((value) => `"${String(value).replaceAll('"', '""')}"`).join(',');

const run = async (files: readonly string[], options: ImportOptions): Promise<void> => {
  const mapping = await mappingFrom(options.mapping);
  const report = [csvLine(['kind', 'file', 'line', 'column', 'reason'])];
  try {
    await importEach(files, options, async (file, progress) => {
      await open(file).then(
        (handle) => handle.close(),
        (error: NodeJS.ErrnoException) => {
          throw unreadable(file, error);
        },
      );
      const findings = /\.(?:ndjson|jsonl)$/.test(file);
      if (!findings && mapping === undefined)
        throw new CommandFailed(`${file}: a CSV file needs --mapping, a file of yours or ${shippedMappings().join(', ')}.`);
      const query = queryOf({
        name: file,
        mapping: findings ? undefined : mapping,
        tlp: options.tlp,
        secrecyLevel: options.secrecy,
        reason: options.reason,
        dryRun: options.dryRun && 'true',
      });
      const receipt = await sendFile<Receipt>(
        options,
        {
          file,
          path: `/api/v1/incidents/import?${query}`,
          contentType: findings ? 'application/x-ndjson' : 'text/csv',
          body: Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>,
          unit: 'rows',
        },
        progress,
      );
      for (const [kind, remarks] of [
        ['error', receipt.errors],
        ['note', receipt.warnings],
      ] as const)
        report.push(...remarks.map(({ line, column, reason }) => csvLine([kind, file, line, column ?? '', reason])));
      return receiptLines(file, receipt);
    });
  } finally {
    if (options.errors !== undefined) await writeFile(options.errors, `${report.join('\n')}\n`);
  }
};

export const importIncidentsCommand = (): Command =>
  withApi(new Command('incidents'))
    .description('Import incidents: CSV logs by a mapping, OCSF Incident and Detection Findings as NDJSON (.ndjson, .jsonl).')
    .argument('<files...>', 'CSV or NDJSON, UTF-8')
    .option('--mapping <name or file>', 'which column of a CSV file says what; see below')
    .option('--tlp <tlp>', 'TLP of new incidents (default: AMBER)')
    .option('--secrecy <level>', "secrecy level of new incidents (default: the tenant's for the TLP)")
    .option('--reason <text>', 'why; kept in the history')
    .option('--dry-run', 'say what would be written, and write nothing')
    .option('--errors <file>', 'write the rows that did not go in there, and the notes on others, as CSV')
    .addHelpText(
      'after',
      `\nMappings that come with the product:\n${shippedMappings()
        .map((name) => `  ${name}: ${shippedMapping(name)?.about ?? ''}`)
        .join('\n')}\n
Every row ends as an event, as nothing new, or as an error with its line; the other rows go in. A file that cannot be read
as a whole imports nothing. Importing a file twice changes nothing, and an import that was broken off is completed by the next.

Examples:
  npx ledger import incidents log.csv --mapping servicenow-audit --errors errors.csv
  npx ledger import incidents findings.ndjson --tlp GREEN --dry-run`,
    )
    .action(run);
