/** `ledger import stix`: sends STIX files to a running instance and prints what became of them. */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { Command } from 'commander';
import { type ApiOptions, withApi } from './api.js';
import { importEach, queryOf, sendFile, unreadable } from './import-files.js';

const OUTCOMES = ['created', 'updated', 'unchanged', 'stored', 'conflict', 'refused'] as const;
type Outcome = (typeof OUTCOMES)[number];

interface Receipt {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly objects: readonly { readonly stixId: string; readonly outcome: Outcome; readonly reasons: readonly string[] }[];
  readonly warnings: readonly string[];
  readonly position: string | null;
}
interface ImportOptions extends ApiOptions {
  readonly unmarkedTlp?: string;
  readonly reason?: string;
}

const receiptLines = (file: string, { counts, objects, warnings }: Receipt): readonly string[] => {
  const width = Math.max(...OUTCOMES.map((outcome) => outcome.length));
  const remarks = objects.filter(({ reasons }) => reasons.length > 0);
  return [
    `${file}: ${objects.length} objects`,
    ...OUTCOMES.filter((outcome) => counts[outcome] > 0).map(
      (outcome) => `  ${outcome.padEnd(width)}  ${String(counts[outcome]).padStart(6)}`,
    ),
    ...remarks.map(({ stixId, outcome, reasons }) => `  ${outcome} ${stixId}: ${reasons.join('; ')}`),
    ...warnings.map((warning) => `  note: ${warning}`),
  ];
};

const run = (files: readonly string[], options: ImportOptions): Promise<void> =>
  importEach(files, options, async (file, progress) => {
    const handle = await open(file).catch((error: NodeJS.ErrnoException) => {
      throw unreadable(file, error);
    });
    await handle.close();
    const body = Readable.toWeb(createReadStream(file)) as ReadableStream<Uint8Array>;
    const query = queryOf({ name: file, unmarkedTlp: options.unmarkedTlp, reason: options.reason });
    const path = `/api/v1/stix/import?${query}`;
    const sending = { file, path, contentType: 'application/stix+json', body, unit: 'objects' };
    return receiptLines(file, await sendFile<Receipt>(options, sending, progress));
  });

export const importStixCommand = (): Command =>
  withApi(new Command('stix'))
    .description('Import STIX 2.1 (or 2.0) bundles: every object verbatim, creators as sources, reports as published reports.')
    .argument('<files...>', 'bundles, objects or TAXII envelopes as JSON')
    .option('--unmarked-tlp <tlp>', 'TLP of objects that name none (default: AMBER)')
    .option('--reason <text>', 'why; kept in the history')
    .addHelpText(
      'after',
      '\nA file that is broken imports nothing and is named with the place of the fault; the others go on, and the exit code is 1.\nImporting a file twice changes nothing.\n\nExample:\n  npx ledger import stix feeds/*.json --unmarked-tlp GREEN',
    )
    .action(run);
