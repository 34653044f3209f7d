/** The search read model: boards whose rows also follow their tenant's language. */
import type { ClientBase } from 'pg';
import { blobEvents } from '../../src/ledger/blob.events.js';
import type { LogItem } from '../../src/ledger/subscription.js';
import { READER } from '../../src/postgres/roles.js';
import { type SearchLanguage, tenantSettingsEvents } from '../../src/tenants/tenant-settings.events.js';
import { BoardFold } from '../runtime/board-fold.js';
import { BoardModel } from '../runtime/board-model.js';
import type { Folded, ModelFold } from '../runtime/model.js';
import { tableOf } from '../runtime/table.js';
import type { TemporalRow } from '../runtime/temporal.entity.js';
import { bodiesOf, bodyTextsChecksum, createBodyTextsSql, keepBodies } from './body-texts.js';
import { ReportTextRow, type SearchRow, SourceTextRow, TenantLanguageRow } from './search.entity.js';
import { blobOf, search, withBody } from './search.projection.js';

const TEXTS = [tableOf(ReportTextRow).name, tableOf(SourceTextRow).name];
const LANGUAGES = tableOf(TenantLanguageRow).name;
/** Bytes; what is longer lies beside the rows, which a search goes through by the thousand. Titles, which it ranks by, stay with them. */
const ROW_TARGET = 256;
/**
 * How many rows that the index of words finds cost as much as one that is read newest first, with its words from beside it. PostgreSQL takes them for
 * equal, so it plans for so many times the rows that are wanted; no more of them are read.
 */
const DEARER = 7;

/** Columns that tell a reader what to look at. */
const FOUND = 'id uuid, updated_at timestamptz, acl_id text';
const IN_CONTEXT = `e.acl_id in (select unnest(string_to_array(current_setting('ledger.acl', true), ',')))`;

/**
 * Row-level security lets no condition near an index that could tell of rows behind it, as matching a text could. So the index is asked by
 * functions of the projector, which look no further than the reader's context themselves.
 */
const lookUpsSql = (schema: string, table: string, oid: number): readonly string[] => [
  ...forReaders(
    `"${schema}".${table}_alike(spelt text[], of_tenant text, most integer)`,
    `language sql stable security definer begin atomic
       select e.id, e.updated_at, e.acl_id from "${schema}".${table} e
       where spelt[1] <% e.title and spelt[2] <% e.title and spelt[3] <% e.title and e.tenant_id = of_tenant and ${IN_CONTEXT} limit most;
     end`,
  ),
  // The statement is planned for its words and its context: common ones are met soonest newest first, rare ones by the index of words. The table goes
  // by its number because its schema is renamed. A row without an id says that more may match.
  ...forReaders(
    `"${schema}".${table}_matching(loose tsquery, strict tsquery, of_tenant text, most integer)`,
    `language plpgsql stable security definer set search_path = pg_catalog set cpu_tuple_cost = 1 set max_parallel_workers_per_gather = 0 as $look$
     begin
       return query execute format(
         'with newest as materialized (select e.id, e.updated_at, e.acl_id, e.words from %s e where e.words @@ %L::tsquery and e.tenant_id = %L
            and e.acl_id = any(%L::text[]) order by e.updated_at desc, e.id desc limit %s),
          looked as materialized (select * from newest limit %s)
          select id, updated_at, acl_id from looked%s union all select null, null, null from (select count(*) as n from looked) c where n >= %s',
         ${oid}::regclass, loose, of_tenant, string_to_array(current_setting('ledger.acl', true), ','), ${DEARER} * most,
         most, case when loose = strict then '' else format(' where words @@ %L::tsquery', strict) end, most);
     end $look$`,
  ),
];

const forReaders = (signature: string, definition: string): readonly string[] => {
  // No other function has its name.
  const identity = signature.slice(0, signature.indexOf('('));
  return [
    `create function ${signature} returns table (${FOUND}) ${definition}`,
    `revoke execute on function ${identity} from public`,
    `grant execute on function ${identity} to ${READER}`,
  ];
};

const isText = (row: TemporalRow): row is SearchRow => 'keys' in row;
const isReport = (row: SearchRow): row is ReportTextRow => 'versions' in (row.record as object);

class SearchFold implements ModelFold {
  private readonly boards: BoardFold;
  private languages: Map<string, SearchLanguage> | undefined;
  /** Tenants with rows in a language they have left. */
  private moved = new Set<string>();
  /** Rows of this batch whose bodies lie in blobs, as their last events leave them. */
  private bodiless = new Map<string, ReportTextRow>();
  private keepsBodies = false;

  constructor(
    private readonly schema: string,
    private readonly bulk: boolean,
    spillAtBytes: number,
  ) {
    this.boards = new BoardFold(search, schema, bulk, spillAtBytes, (row) => this.settled(row));
  }

  get overlaps(): boolean {
    // Bodies are kept and looked up while a batch is folded.
    return this.boards.overlaps && !this.keepsBodies;
  }

  async fold(client: ClientBase, items: readonly LogItem[]): Promise<Folded> {
    const languages = (this.languages ??= await this.loadLanguages(client));
    const folded = await this.boards.fold(client, items);
    for (const item of items.slice(0, folded.items)) {
      if (item.kind !== 'event' || item.recorded.at.category !== tenantSettingsEvents.category) continue;
      const { at, event } = item.recorded;
      if (event.type !== 'SearchLanguageChosen') continue;
      languages.set(at.meta.tenantId, (event.data as { language: SearchLanguage }).language);
      this.moved.add(at.meta.tenantId);
    }
    if ((await keepBodies(client, this.schema, items.slice(0, folded.items))) > 0) this.keepsBodies = true;
    await this.lookUpBodies(client);
    return folded;
  }

  async flush(client: ClientBase, last: boolean): Promise<void> {
    await this.boards.flush(client, last);
    // A bulk fold holds rows back that are in the language of their time, until the last.
    if (this.bulk && !last) return;
    const { moved } = this;
    this.moved = new Set();
    for (const tenantId of moved)
      for (const table of TEXTS)
        await client.query(
          `update "${this.schema}".${table} set language = $2::regconfig where tenant_id = $1 and language <> $2::regconfig`,
          [tenantId, this.languages!.get(tenantId)],
        );
  }

  forget(): void {
    this.boards.forget();
    this.languages = undefined;
    this.moved = new Set();
    this.bodiless = new Map();
  }

  private settled(row: TemporalRow): TemporalRow {
    if (!isText(row)) return row;
    const language = this.languages!.get(row.tenantId);
    if (language !== undefined) row.language = language;
    if (isReport(row)) {
      const key = `${row.tenantId}/${row.id}`;
      if (blobOf(row)) this.bodiless.set(key, row);
      else this.bodiless.delete(key);
    }
    return row;
  }

  private async lookUpBodies(client: ClientBase): Promise<void> {
    const rows = [...this.bodiless.values()];
    this.bodiless = new Map();
    for (const tenantId of new Set(rows.map((row) => row.tenantId))) {
      const ofTenant = rows.filter((row) => row.tenantId === tenantId);
      const bodies = await bodiesOf(
        client,
        this.schema,
        tenantId,
        ofTenant.map((row) => blobOf(row)!),
      );
      for (const row of ofTenant) Object.assign(row, withBody(row, bodies.get(blobOf(row)!.sha256) ?? ''));
    }
  }

  private async loadLanguages(client: ClientBase): Promise<Map<string, SearchLanguage>> {
    const { rows } = await client.query(`select tenant_id, language from "${this.schema}".${LANGUAGES}`);
    return new Map(rows.map((row) => [row.tenant_id, row.language]));
  }
}

class SearchModel extends BoardModel {
  /** A body is kept when it is stored, which may be a while before the report that refers to it. */
  override concerns(item: LogItem): boolean {
    return super.concerns(item) || (item.kind === 'event' && item.recorded.at.category === blobEvents.category);
  }

  override async create(client: ClientBase, schema: string): Promise<void> {
    await super.create(client, schema);
    await client.query(createBodyTextsSql(schema));
    for (const table of TEXTS) {
      await client.query(
        `alter table "${schema}".${table} set (toast_tuple_target = ${ROW_TARGET}), alter column title set storage main`,
      );
      const { rows } = await client.query('select $1::regclass::oid as oid', [`"${schema}".${table}`]);
      for (const sql of lookUpsSql(schema, table, rows[0].oid)) await client.query(sql);
    }
  }

  override async checksums(client: ClientBase, schema: string, position: bigint): Promise<Record<string, string>> {
    return { ...(await super.checksums(client, schema, position)), ...(await bodyTextsChecksum(client, schema, position)) };
  }

  override open(schema: string, bulk: boolean): ModelFold {
    return new SearchFold(schema, bulk, this.spillAtBytes);
  }
}

/** @param spillAtBytes what a rebuild keeps in memory before it spills. */
export const searchModel = (spillAtBytes?: number): BoardModel => new SearchModel(search, spillAtBytes);
