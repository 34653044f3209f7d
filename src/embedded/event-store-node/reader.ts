/** Pages of the log and of single streams, read from PostgreSQL; a page is bounded in events and in bytes. */
import type { CustomTypesConfig, Pool, QueryArrayConfig } from 'pg';
import { MAXIMUM_RECORD_BYTES, type RecordedEvent } from './recorded-event.js';
import { firstVisibleRevision, isYoungEnough, truncationOf, type Truncation } from './stream-metadata.js';

/** No page holds more events than this. */
export const PAGE_EVENTS = 1000;
const PAGE_BYTES = 2 * MAXIMUM_RECORD_BYTES;

const COLUMNS = `position, stream, revision, id, type, is_json, date_part('epoch', created), data, metadata`;

const ALL_FORWARDS = `
select ${COLUMNS} from eventstore.events where position >= $1 and position <= $2 order by position limit $3`;

const ALL_BACKWARDS = `
select ${COLUMNS} from eventstore.events where position < $1 and position >= $2 order by position desc limit $3`;

const streamPage = (order: '' | 'desc'): string => `
select s.last_revision, s.meta, e.position, s.name, e.revision, e.id, e.type, e.is_json, date_part('epoch', e.created), e.data, e.metadata
from eventstore.streams s
left join lateral (
  select *, sum(octet_length(data) + octet_length(metadata)) over (order by revision ${order} rows unbounded preceding)
            - octet_length(data) - octet_length(metadata) as bytes_before
  from eventstore.events where stream = s.name and revision >= $2 and revision <= $3 order by revision ${order} limit $4
) e on e.bytes_before <= ${PAGE_BYTES}
where s.name = $1
order by e.revision ${order}`;

const STREAM_FORWARDS = streamPage('');
const STREAM_BACKWARDS = streamPage('desc');

/** Part of a stream as a reader sees it. `next` is the revision the following page starts at; undefined at the end of the stream. */
export interface StreamPage {
  /** True when the stream has never had events, or is soft-deleted. */
  readonly missing: boolean;
  /** -1 when the stream has no events. */
  readonly lastRevision: number;
  readonly events: readonly RecordedEvent[];
  readonly next: number | undefined;
}

const NO_STREAM: StreamPage = { missing: true, lastRevision: -1, events: [], next: undefined };

export class Reader {
  constructor(private readonly pool: Pool) {}

  /** Events from position `from` on, in commit order, at most up to `to` (both inclusive). Empty only at the end. */
  async allForwards(from: number, to: number, limit: number): Promise<RecordedEvent[]> {
    const window = Math.min(to, from + PAGE_BYTES);
    const rows = await this.rows('all-forwards', ALL_FORWARDS, [from, window, pageLimit(limit)]);
    // Positions grow by record size, so the window is empty only behind a gap that the log itself never leaves.
    const found = rows.length > 0 || window === to ? rows : await this.rows('all-forwards', ALL_FORWARDS, [from, to, 1]);
    return found.map((row) => recordedEvent(row, 0));
  }

  /** Events before position `before` (exclusive), newest first. Empty only at the start. */
  async allBackwards(before: number, limit: number): Promise<RecordedEvent[]> {
    const window = Math.max(0, before - PAGE_BYTES);
    const rows = await this.rows('all-backwards', ALL_BACKWARDS, [before, window, pageLimit(limit)]);
    const found = rows.length > 0 || window === 0 ? rows : await this.rows('all-backwards', ALL_BACKWARDS, [before, 0, 1]);
    return found.map((row) => recordedEvent(row, 0));
  }

  /** Visible events of `stream` from revision `from` on. */
  async streamForwards(stream: string, from: number, limit: number): Promise<StreamPage> {
    const page = await this.stream('stream-forwards', STREAM_FORWARDS, stream, from, Number.MAX_SAFE_INTEGER, limit);
    if (page === undefined) return NO_STREAM;
    const { truncation, lastRevision, events } = page;
    const first = firstVisibleRevision(truncation, lastRevision);
    // The rules came with the page; when they hide its beginning, what they leave is read instead.
    if (from < first && events.length > 0 && events[0].revision < first) {
      return first > lastRevision ? visible(page, [], undefined) : this.streamForwards(stream, first, limit);
    }
    const end = events.at(-1)?.revision;
    return visible(page, events, end === undefined || end >= lastRevision ? undefined : end + 1);
  }

  /** Visible events of `stream` from revision `from` (inclusive; infinity for the last) backwards. */
  async streamBackwards(stream: string, from: number, limit: number): Promise<StreamPage> {
    const upTo = Math.min(from, Number.MAX_SAFE_INTEGER);
    const page = await this.stream('stream-backwards', STREAM_BACKWARDS, stream, 0, upTo, limit);
    if (page === undefined) return NO_STREAM;
    const first = firstVisibleRevision(page.truncation, page.lastRevision);
    const events = page.events.filter(({ revision }) => revision >= first);
    const end = events.at(-1)?.revision;
    return visible(page, events, end === undefined || end <= first ? undefined : end - 1);
  }

  private async stream(
    name: string,
    text: string,
    stream: string,
    from: number,
    to: number,
    limit: number,
  ): Promise<{ truncation: Truncation; lastRevision: number; events: RecordedEvent[] } | undefined> {
    const rows = await this.rows(name, text, [stream, from, to, pageLimit(limit)]);
    const [first] = rows;
    if (first === undefined) return undefined;
    const [lastRevision, metadata] = first as [number, Buffer | null];
    const events = first[2] === null ? [] : rows.map((row) => recordedEvent(row, 2));
    return { truncation: truncationOf(stream, metadata), lastRevision, events };
  }

  private async rows(name: string, text: string, values: unknown[]): Promise<unknown[][]> {
    const query: QueryArrayConfig = { name, text, values, rowMode: 'array', types: COLUMN_TYPES };
    return (await this.pool.query<unknown[]>(query)).rows;
  }
}

const pageLimit = (limit: number): number => Math.min(limit, PAGE_EVENTS);

function visible(
  { truncation, lastRevision }: { truncation: Truncation; lastRevision: number },
  events: readonly RecordedEvent[],
  next: number | undefined,
): StreamPage {
  const missing = lastRevision < 0 || truncation.softDeleted;
  const now = Date.now();
  const young = events.filter(({ created }) => isYoungEnough(truncation, created, now));
  return { missing, lastRevision, events: missing ? [] : young, next: missing ? undefined : next };
}

type Row = [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  isJson: boolean,
  created: number,
  Buffer,
  Buffer,
];

function recordedEvent(row: unknown[], offset: number): RecordedEvent {
  const [position, stream, revision, id, type, isJson, createdSeconds, data, metadata] = (
    offset === 0 ? row : row.slice(offset)
  ) as Row;
  return { position, stream, revision, id, type, isJson, created: Math.round(createdSeconds * 1000), data, metadata };
}

/** Positions and revisions stay below 2^53, so integers are read as numbers. */
const COLUMN_TYPES: CustomTypesConfig = {
  getTypeParser: ((oid: number) => PARSERS.get(oid) ?? ((text: string) => text)) as CustomTypesConfig['getTypeParser'],
};

const PARSERS = new Map<number, (text: string) => unknown>([
  [16, (text) => text === 't'],
  [17, (text) => Buffer.from(text.slice(2), 'hex')],
  [20, Number],
  [701, Number],
]);
