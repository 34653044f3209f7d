/** `ledger import stix`: sends STIX files to a running instance and prints what became of them. */
import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { type ApiOptions, authorization, problemText, request, withApi } from './api.js';
import { CommandFailed } from './command-failed.js';
import { type Progress, progressOn } from './progress.js';

const OUTCOMES = ['created', 'updated', 'unchanged', 'stored', 'conflict', 'refused'] as const;
type Outcome = (typeof OUTCOMES)[number];

interface Receipt {
  readonly counts: Readonly<Record<Outcome, number>>;
  readonly objects: readonly { readonly stixId: string; readonly outcome: Outcome; readonly reasons: readonly string[] }[];
  readonly warnings: readonly string[];
  readonly position: string | null;
}
type Line = { readonly receipt: Receipt } | { readonly done: number; readonly total: number };
interface ImportOptions extends ApiOptions {
  readonly unmarkedTlp?: string;
  readonly reason?: string;
}

const linesOf = async function* (body: ReadableStream<Uint8Array>): AsyncIterable<Line> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop()!;
    for (const line of lines) yield JSON.parse(line) as Line;
  }
  if (rest.trim() !== '') yield JSON.parse(rest) as Line;
};

/** @throws CommandFailed with what is wrong with the file. */
const importFile = async (file: string, options: ImportOptions, progress: Progress): Promise<Receipt> => {
  const content = await readFile(file).catch((error: NodeJS.ErrnoException) => {
    throw new CommandFailed(`${file}: it cannot be read (${error.code}).`);
  });
  const query = new URLSearchParams({
    name: file,
    ...(options.unmarkedTlp ? { unmarkedTlp: options.unmarkedTlp } : {}),
    ...(options.reason ? { reason: options.reason } : {}),
  });
  const headers = { ...authorization(options), 'content-type': 'application/stix+json', accept: 'application/x-ndjson' };
  const response = await request(options, `/api/v1/stix/import?${query.toString()}`, { method: 'POST', headers, body: content });
  if (!response.ok || !response.body) {
    const text = await problemText(response);
    throw new CommandFailed(text.startsWith(file) ? text : `${file}: ${text}`);
  }
  try {
    for await (const line of linesOf(response.body)) {
      if ('receipt' in line) return line.receipt;
      progress.show(line.done / line.total, `${line.done} of ${line.total} objects`);
    }
  } catch {
    // Reported below, as any end without a receipt.
  }
  throw new CommandFailed(
    `${file}: the connection ended before the receipt; import it again, what is there already is left as it is.`,
  );
};

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

const run = async (files: readonly string[], options: ImportOptions): Promise<void> => {
  authorization(options);
  let broken = 0;
  for (const [index, file] of files.entries()) {
    const progress = progressOn(process.stderr, files.length > 1 ? `${index + 1}/${files.length} ${file}` : file);
    try {
      const receipt = await importFile(file, options, progress);
      progress.end();
      console.log(receiptLines(file, receipt).join('\n'));
    } catch (error) {
      progress.end();
      if (!(error instanceof CommandFailed)) throw error;
      broken += 1;
      console.error(error.message);
    }
  }
  if (broken > 0) throw new CommandFailed(`${broken} of ${files.length} files ${broken === 1 ? 'was' : 'were'} not imported.`);
};

export const importCommand = (): Command => {
  const stix = withApi(new Command('stix'))
    .description('Import STIX 2.1 (or 2.0) bundles: every object verbatim, creators as sources, reports as published reports.')
    .argument('<files...>', 'bundles, objects or TAXII envelopes as JSON')
    .option('--unmarked-tlp <tlp>', 'TLP of objects that name none (default: AMBER)')
    .option('--reason <text>', 'why; kept in the history')
    .addHelpText(
      'after',
      '\nA file that is broken imports nothing and is named with the place of the fault; the others go on, and the exit code is 1.\nImporting a file twice changes nothing.\n\nExample:\n  npx ledger import stix feeds/*.json --unmarked-tlp GREEN',
    )
    .action(run);
  return new Command('import').description('Import from files into a running instance.').addCommand(stix.exitOverride());
};
