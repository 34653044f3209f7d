/** What one row or message of a file came to. */
import type { Report } from './observation.measure.js';
import type { RowProblem } from './row-problem.js';

export type Reading =
  { readonly line: number; readonly report: Report } | { readonly line: number; readonly problem: RowProblem };
