/** Sends files to an import of the running instance, one after the other, and shows how far each is. */
import { type ApiOptions, authorization, problemText, request } from './api.js';
import { CommandFailed } from './command-failed.js';
import { type Progress, progressOn } from './progress.js';

type Line<Receipt> = { readonly receipt: Receipt } | { readonly done: number; readonly total: number };

export interface Sending {
  readonly file: string;
  /** Of the API, with its query. */
  readonly path: string;
  readonly contentType: string;
  readonly body: Uint8Array | ReadableStream<Uint8Array>;
  /** What is counted: objects, rows. */
  readonly unit: string;
}

const linesOf = async function* <Receipt>(body: ReadableStream<Uint8Array>): AsyncIterable<Line<Receipt>> {
  const decoder = new TextDecoder();
  // A receipt may be a long line: it is put together once.
  let rest: string[] = [];
  for await (const chunk of body) {
    const [first, ...lines] = decoder.decode(chunk, { stream: true }).split('\n');
    rest.push(first);
    for (const next of lines) {
      yield JSON.parse(rest.join('')) as Line<Receipt>;
      rest = [next];
    }
  }
  if (rest.join('').trim() !== '') yield JSON.parse(rest.join('')) as Line<Receipt>;
};

/** A query with the values that are given. */
export const queryOf = (values: Readonly<Record<string, string | undefined>>): string =>
  new URLSearchParams(
    Object.entries(values).flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]])),
  ).toString();

/** @throws CommandFailed naming the file that cannot be read. */
export const unreadable = (file: string, { code }: NodeJS.ErrnoException): CommandFailed =>
  new CommandFailed(`${file}: it cannot be read (${code}).`);

/** @throws CommandFailed with what is wrong with the file. */
export const sendFile = async <Receipt>(options: ApiOptions, sending: Sending, progress: Progress): Promise<Receipt> => {
  const { file, path, contentType, body, unit } = sending;
  const headers = { ...authorization(options), 'content-type': contentType, accept: 'application/x-ndjson' };
  // A body that is read as it is sent has no length to tell beforehand.
  const response = await request(options, path, { method: 'POST', headers, body, duplex: 'half' });
  if (!response.ok || !response.body) {
    const text = await problemText(response);
    throw new CommandFailed(text.startsWith(file) ? text : `${file}: ${text}`);
  }
  try {
    for await (const line of linesOf<Receipt>(response.body)) {
      if ('receipt' in line) return line.receipt;
      progress.show(line.done / line.total, `${line.done} of ${line.total} ${unit}`);
    }
  } catch {
    // Reported below, as any end without a receipt.
  }
  throw new CommandFailed(
    `${file}: the connection ended before the receipt; import it again, what is there already is left as it is.`,
  );
};

/**
 * Imports files in turn, and prints what `one` says of each.
 * @throws CommandFailed when some were not imported; each was named with its reason.
 */
export const importEach = async (
  files: readonly string[],
  options: ApiOptions,
  one: (file: string, progress: Progress) => Promise<readonly string[]>,
): Promise<void> => {
  authorization(options);
  let broken = 0;
  for (const [index, file] of files.entries()) {
    const progress = progressOn(process.stderr, files.length > 1 ? `${index + 1}/${files.length} ${file}` : file);
    try {
      const lines = await one(file, progress);
      progress.end();
      console.log(lines.join('\n'));
    } catch (error) {
      progress.end();
      if (!(error instanceof CommandFailed)) throw error;
      broken += 1;
      console.error(error.message);
    }
  }
  if (broken > 0) throw new CommandFailed(`${broken} of ${files.length} files ${broken === 1 ? 'was' : 'were'} not imported.`);
};
