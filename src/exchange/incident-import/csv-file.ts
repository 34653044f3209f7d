/** An incident log as CSV (RFC 4180): a header, then rows that are read one after the other. */
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { brokenFile, wholeLines } from '../whole-lines.js';
import { missingColumns, type Row } from './csv-columns.js';
import type { CsvMapping } from './csv-mapping.js';
import { rowReader } from './csv-row.js';
import type { Reading } from './reading.js';
import { RowProblem } from './row-problem.js';

interface Parsed {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** A record may go over several lines; where it ends is known, so its line ends are counted back. */
const firstLineOf = ({ record, info }: Parsed): number =>
  info.lines - record.reduce((lines, field) => lines + (field.includes('\n') ? field.split('\n').length - 1 : 0), 0);

const bytesOf = async function* (source: AsyncIterable<Uint8Array>, lineBytes: number) {
  for await (const { bytes } of wholeLines(source, lineBytes)) yield bytes;
};

const checkHeader = (mapping: CsvMapping, header: Row): void => {
  const missing = missingColumns(mapping, header);
  if (missing.length > 0)
    throw brokenFile(
      `the header has no ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}. It has ${header.join(', ').slice(0, 1_000)}; mend the mapping or its delimiter.`,
      1,
    );
  const twice = [...new Set(Object.values(mapping.columns).flat())].find(
    (name) => header.indexOf(name) !== header.lastIndexOf(name),
  );
  if (twice !== undefined) throw brokenFile(`the header has the column ${twice} twice; rename one.`, 1);
};

/**
 * Reads rows as the bytes come.
 * @throws LedgerError INVALID_INPUT naming the line when the file as a whole cannot be read; a row at fault is a reading.
 */
export const readCsv = async function* (
  source: AsyncIterable<Uint8Array>,
  mapping: CsvMapping,
  pseudonymOf: (name: string) => string,
  lineBytes: number,
): AsyncGenerator<Reading> {
  const parser = parse({
    bom: true,
    delimiter: mapping.delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: lineBytes,
  });
  // A failure reaches the loop through the parser, which the pipeline destroys with it.
  const feeding = pipeline(bytesOf(source, lineBytes), parser).catch(() => undefined);
  let read: ReturnType<typeof rowReader> | undefined;
  try {
    for await (const parsed of parser as AsyncIterable<Parsed>) {
      const line = firstLineOf(parsed);
      if (!read) {
        const header = parsed.record.map((name) => name.trim());
        checkHeader(mapping, header);
        read = rowReader(mapping, header, pseudonymOf);
        continue;
      }
      try {
        yield { line, report: read(parsed.record, line) };
      } catch (error) {
        if (!(error instanceof RowProblem)) throw error;
        yield { line, problem: error };
      }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { lines } = error as CsvError & { lines?: number };
    throw brokenFile(`it is no CSV: ${error.message}.`, lines);
  } finally {
    await feeding;
  }
  if (!read) throw brokenFile('The file is empty; the first line has to name the columns.');
};
