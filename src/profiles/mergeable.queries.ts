/** How lists of records that can be merged are narrowed. */
import type { Comparisons, MarkingFilter } from '../read-side/board-query.queries.js';

export interface MergeableFilter extends MarkingFilter {
  readonly ids?: readonly string[];
  /** Part of a name or alias. */
  readonly name?: string;
  readonly status?: readonly string[];
  /** UTC ISO 8601: from, and before. */
  readonly updatedFrom?: string;
  readonly updatedBefore?: string;
}

const holds = (text: string, param: string): string => `position(lower(${param}::text) in lower(${text})) > 0`;

export const MERGEABLE_COMPARISONS: Comparisons<MergeableFilter> = [
  { key: 'ids', sql: (p) => `s.id = any(${p}::uuid[])` },
  {
    key: 'name',
    sql: (p) =>
      `(${holds('s.name', p)} or exists (select 1 from jsonb_array_elements_text(s.record -> 'aliases') a where ${holds('a', p)}))`,
  },
  { key: 'status', sql: (p) => `s.status = any(${p}::text[])` },
  { key: 'updatedFrom', sql: (p) => `s.updated_at >= ${p}` },
  { key: 'updatedBefore', sql: (p) => `s.updated_at < ${p}` },
];
