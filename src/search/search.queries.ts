/** Searches current reports and sources, as far as the reader may see them. */
import type { Subject } from '../access/actor.js';
import { LedgerError } from '../ledger/errors.js';
import { type PageInput, pageOf, type Page, pageSize, readCursor } from '../read-side/page.js';
import type { AsOf, ReadModels } from '../read-side/read-model.queries.js';
import { parseSearch } from './search-text.measure.js';

/** As stream categories spell it. */
export const SEARCH_TYPES = ['intelReport', 'source'] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

/** Matches that are ranked, the most recently changed first; a search for less common words has fewer. */
export const CANDIDATES = 500;
/** With fewer exact matches, titles that are spelt alike are added. */
const FEW = 5;
/** Matches of the words of a phrase that are looked through for the phrase itself, of each type, the most recently changed first. */
const LOOKED_THROUGH = 1_500;
/** How many of those. */
const ALIKE_MOST = 50;
/** Word similarity of pg_trgm, 0 to 1. */
const ALIKE = 0.5;
/** Milliseconds. */
const LONGEST = 2_000;

/** Settings of the connections that searches run on. */
export const SEARCH_CONNECTION = {
  statementTimeout: LONGEST,
  settings: {
    'pg_trgm.word_similarity_threshold': `${ALIKE}`,
    // Matching by reading every text costs more than PostgreSQL thinks: texts lie beside the rows.
    enable_seqscan: 'off',
    jit: 'off',
    plan_cache_mode: 'force_custom_plan',
  },
} as const;

/** A piece of one of the texts; `hit` when it is what was searched for. Plain text: whoever shows it escapes it. */
export interface Fragment {
  readonly field: 'title' | 'summary' | 'body' | 'references';
  readonly text: string;
  readonly hit: boolean;
}
export interface Found {
  readonly type: SearchType;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly updatedAt: string;
  /** Comparable within one answer. */
  readonly score: number;
  /** In the order of the texts; the pieces of a field follow each other. */
  readonly fragments: readonly Fragment[];
}
export interface SearchAnswer extends Page<Found> {
  readonly totalCount: number;
  /** False when more matched than are ranked. */
  readonly complete: boolean;
  readonly asOf: AsOf;
}
export interface SearchInput extends PageInput {
  readonly text: string;
  readonly types?: readonly SearchType[] | undefined;
  readonly atLeast?: bigint | undefined;
}

interface FoundRow {
  readonly sort: string;
  readonly type: SearchType;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly updated_at: string;
  readonly score: number;
  readonly marked_title: string;
  readonly marked_summary: string;
  readonly marked_body: string;
  readonly marked_references: string;
}
/** As PostgreSQL spells tsquery. */
interface AskedRow {
  readonly wanted: string;
  readonly unwanted: string;
  /** What a row's words have to match. */
  readonly matching: string;
  /** The same with the words of a phrase anywhere; equal where no phrase is asked for. */
  readonly loose: string;
}
interface Row {
  readonly total: bigint;
  readonly more: boolean;
  readonly found: readonly FoundRow[];
}

export class SearchQueries {
  /** @param models over connections with {@link SEARCH_CONNECTION}. */
  constructor(private readonly models: ReadModels) {}

  /**
   * @param input text of 1 to 500 characters; none of it is an operator but quotes, `OR` and a leading `-`.
   * @throws LedgerError INVALID_INPUT for a wrong page or a search that takes too long.
   */
  async search(subject: Subject, input: SearchInput): Promise<SearchAnswer> {
    const size = pageSize(input);
    const cursor = readCursor(input, 'revision');
    const { wanted, unwanted, fuzzy } = parseSearch(input.text);
    const { atLeast } = input;
    // The planner has to know the words: the index of words is the way to rare ones, the newest first that to common ones.
    const { rows: read } = await this.models.query<AskedRow>('search', subject, { atLeast }, () => ({
      text: ASKED,
      values: [wanted, unwanted],
    }));
    const [asked] = read;
    const values = [
      asked.wanted,
      asked.unwanted,
      input.types ?? SEARCH_TYPES,
      [0, 1, 2].map((i) => fuzzy[i] ?? fuzzy[0] ?? null),
      input.text.trim().toLowerCase(),
      cursor?.value ?? null,
      cursor?.id ?? null,
      size + 1,
      asked.matching,
      asked.loose,
    ];
    const text = asked.loose === asked.matching ? SEARCH : SEARCH_PHRASE;
    const { rows, asOf } = await this.models.query<Row>('search', subject, { atLeast }, () => ({ text, values })).catch(tooLong);
    const [{ total, more, found }] = rows;
    const nodes = found.map((row) => ({ cursor: { value: row.sort, id: row.id }, node: foundOf(row) }));
    return { ...pageOf(nodes, input), totalCount: Number(total), complete: !more, asOf };
  }
}

const QUERY_CANCELED = '57014';

const tooLong = (error: unknown): never => {
  if ((error as { code?: unknown }).code !== QUERY_CANCELED) throw error;
  const message = 'The search took too long. Give fewer or less common words.';
  throw new LedgerError('INVALID_INPUT', message, { fields: [{ path: 'text', message }] });
};

const BEGIN = '\u0002';
const END = '\u0003';
const GAP = '\u0004';

const foundOf = (row: FoundRow): Found => {
  const marked = (field: Fragment['field'], text: string): readonly Fragment[] =>
    text.includes(BEGIN) ? fragmentsOf(field, text) : [];
  const inTexts = [
    ...marked('summary', row.marked_summary),
    ...marked('body', row.marked_body),
    ...marked('references', row.marked_references),
  ];
  return {
    type: row.type,
    id: row.id,
    title: row.title,
    status: row.status,
    updatedAt: new Date(row.updated_at).toISOString(),
    score: row.score,
    fragments: [
      ...fragmentsOf('title', row.marked_title),
      ...(inTexts.length > 0 ? inTexts : fragmentsOf('summary', row.marked_summary)),
    ],
  };
};

const fragmentsOf = (field: Fragment['field'], marked: string): readonly Fragment[] =>
  marked
    .replaceAll(GAP, ' … ')
    .split(BEGIN)
    .flatMap((piece, i): Fragment[] => {
      const [hit, rest] = i === 0 ? ['', piece] : piece.split(END);
      return [
        { field, text: hit, hit: true },
        { field, text: rest ?? '', hit: false },
      ];
    })
    .filter(({ text }) => text !== '');

const TABLES: Readonly<Record<SearchType, string>> = {
  intelReport: 'rm_search.report_text',
  source: 'rm_search.source_text',
};

/** Of every table that holds the types asked for, what the reader may see of what a look-up finds. */
const visibleRows = (lookUp: 'matching' | 'alike', wanted: string, most: number, condition: string): string =>
  SEARCH_TYPES.map(
    (type) => `select '${type}' as type, e.id, e.updated_at from ${TABLES[type]}_${lookUp}(${wanted}, $1, ${most}) e
      where '${type}' = any($5::text[]) and ${condition} and (e.id is null or e.acl_id = any($2))`,
  ).join(' union all ');

/** What analysts write can hold no marks. */
const clean = (column: string): string => `translate(left(${column}, 20000), '${BEGIN}${END}${GAP}', '')`;
const headline = (column: string, options: string): string =>
  `ts_headline(e.language, ${clean(column)}, $3::tsquery, 'StartSel="${BEGIN}", StopSel="${END}", ${options}')`;
const PIECES = `MaxFragments=2, MaxWords=30, MinWords=10, FragmentDelimiter="${GAP}"`;

/** How PostgreSQL writes that one word follows another. */
const FOLLOWED_BY = '<(-|[0-9]+)>';

/** As the language inflects it or as it is written; once where that is the same. */
const eitherWay = (text: string): string =>
  `case when to_tsquery(language, ${text}) = to_tsquery('simple', ${text}) then to_tsquery('simple', ${text})
    else to_tsquery(language, ${text}) || to_tsquery('simple', ${text}) end`;

/** What is asked for, in the language of the tenant and as it is written; of nothing but stop words nothing is left. */
const ASKED = `
  select wanted::text, unwanted::text, case when numnode(wanted) = 0 then '' else (wanted && tenant && !!unwanted)::text end as matching,
    case when numnode(wanted) = 0 then '' when wanted::text ~ '${FOLLOWED_BY}' then (regexp_replace(wanted::text, '${FOLLOWED_BY}', '&', 'g')::tsquery && tenant)::text
      else (wanted && tenant && !!unwanted)::text end as loose
  from (select ${eitherWay('$3')} as wanted, ${eitherWay('$4')} as unwanted,
      ('''tenant ' || $1 || '''')::tsquery as tenant
    from (select coalesce((select language from rm_search.tenant_language where tenant_id = $1 limit 1), 'english')::regconfig as language) l) q
  where $2::text[] is not null`;

/** The reader's compartments narrow the matches before anything is counted, ranked or cut. */
const searchSql = (mostOfType: number): string => `
  with looked_through as materialized (
    ${visibleRows('matching', '$12::tsquery, $11::tsquery', mostOfType, 'true')}
  ), matches as materialized (
    select type, id, updated_at from looked_through where id is not null order by updated_at desc, id desc limit ${CANDIDATES + 1}
  ), alike as materialized (
    select * from (${visibleRows('alike', '$6::text[]', ALIKE_MOST + FEW, `(select count(*) from matches) < ${FEW}`)}) a
    where not exists (select 1 from matches m where m.type = a.type and m.id = a.id) limit ${ALIKE_MOST}
  ), ranked as materialized (
    select k.type, k.id, round((1e6 * k.score)::numeric) * 10000000000 + floor(extract(epoch from k.updated_at)) as sort, k.score from (
      select c.type, c.id, c.updated_at,
        case when c.exact then 1 + ts_rank_cd('{0.1, 0.2, 0.4, 1.0}', t.words, $3::tsquery, 33)
          + case when lower(t.title) = $7 then 2 when starts_with(lower(t.title), $7) then 1 else 0 end
        else 0.3 * (word_similarity(($6::text[])[1], t.title) + word_similarity(($6::text[])[2], t.title) + word_similarity(($6::text[])[3], t.title)) end as score
      from ((select type, id, updated_at, true as exact from matches order by updated_at desc, id desc limit ${CANDIDATES}) union all select type, id, updated_at, false from alike) c
      cross join lateral (${SEARCH_TYPES.map((type) => `select words, title from ${TABLES[type]} where c.type = '${type}' and id = c.id and tenant_id = $1 and to_position is null`).join(' union all ')}) t
      where c.exact or not t.words @@ $4::tsquery
    ) k
  ), page as materialized (
    select * from ranked where $8::numeric is null or (sort, id) < ($8::numeric, $9::uuid) order by sort desc, id desc limit $10
  )
  select (select count(*) from ranked) as total, (select count(*) from matches) > ${CANDIDATES} or exists (select from looked_through where id is null) as more, coalesce((
    select json_agg(json_build_object('sort', p.sort::text, 'type', p.type, 'id', p.id, 'score', p.score, 'title', e.title, 'status', e.status, 'updated_at', e.updated_at,
      'marked_title', ${headline('e.title', 'HighlightAll=true')}, 'marked_summary', ${headline('e.summary', PIECES)},
      'marked_body', ${headline('e.body', PIECES)}, 'marked_references', ${headline('e.reference_text', PIECES)}) order by p.sort desc, p.id desc)
    from page p cross join lateral (${SEARCH_TYPES.map((type) => `select * from ${TABLES[type]} where p.type = '${type}' and id = p.id and tenant_id = $1 and to_position is null`).join(' union all ')}) e
  ), '[]'::json) as found`;

const SEARCH = searchSql(CANDIDATES + 1);
const SEARCH_PHRASE = searchSql(LOOKED_THROUGH);
