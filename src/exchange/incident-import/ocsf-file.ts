/** OCSF findings as NDJSON: one message a line. */
import { JsonSyntaxError } from '../../json/json-syntax-error.js';
import { readJson } from '../../json/strict-json.js';
import { wholeLines } from '../whole-lines.js';
import type { Reading } from './reading.js';
import { findingReport } from './ocsf-finding.js';
import { RowProblem } from './row-problem.js';

const MAX_DEPTH = 64;

const reading = (text: string, line: number, pseudonymOf: (system: string, name: string) => string): Reading => {
  try {
    return { line, report: findingReport(readJson(text, { maxDepth: MAX_DEPTH }).value, line, pseudonymOf) };
  } catch (error) {
    if (error instanceof RowProblem) return { line, problem: error };
    if (!(error instanceof JsonSyntaxError)) throw error;
    return { line, problem: new RowProblem(`it is not valid JSON, character ${error.column}: ${error.message}`) };
  }
};

/**
 * Reads messages as the bytes come; empty lines count for nothing.
 * @throws LedgerError INVALID_INPUT naming the line when the file as a whole cannot be read; a message at fault is a reading.
 */
export const readOcsf = async function* (
  source: AsyncIterable<Uint8Array>,
  pseudonymOf: (system: string, name: string) => string,
  lineBytes: number,
): AsyncGenerator<Reading> {
  for await (const { bytes, line } of wholeLines(source, lineBytes))
    for (const [index, text] of bytes.toString('utf8').split('\n').entries())
      if (text.trim() !== '') yield reading(text, line + index, pseudonymOf);
};
