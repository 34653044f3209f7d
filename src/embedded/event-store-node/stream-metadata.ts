/** Stream metadata: which events of a stream a reader still sees. */

/** The `$tb` of a soft-deleted stream: 2^63 - 1, which JSON.parse rounds to 2^63. */
const DELETED_TRUNCATE_BEFORE = 2 ** 63;
const DELETED_METADATA = Buffer.from('{"$tb":9223372036854775807}');

/** The rules that hide events from stream reads; $all ignores them. */
export interface Truncation {
  /** Only the last so many events. */
  readonly maxCount: number | undefined;
  /** Only events younger than this, in milliseconds. */
  readonly maxAgeMs: number | undefined;
  /** Only events from this revision on. */
  readonly truncateBefore: number;
  readonly softDeleted: boolean;
}

const NONE: Truncation = { maxCount: undefined, maxAgeMs: undefined, truncateBefore: 0, softDeleted: false };
/** Of a metadata stream only the latest event is read. */
const OF_METADATA_STREAM: Truncation = { ...NONE, maxCount: 1 };

export const isMetadataStream = (stream: string): boolean => stream.startsWith('$$');
export const metadataStreamOf = (stream: string): string => `$$${stream}`;
export const originalStreamOf = (metadataStream: string): string => metadataStream.slice(2);

/** The truncation rules of `stream`, given the data of its latest metadata event; malformed metadata hides nothing. */
export function truncationOf(stream: string, metadata: Buffer | null): Truncation {
  if (isMetadataStream(stream)) return OF_METADATA_STREAM;
  if (metadata === null) return NONE;
  const properties = parseObject(metadata);
  const maxAge = wholeNumber(properties.$maxAge, 1);
  const truncateBefore = wholeNumber(properties.$tb, 0) ?? 0;
  return {
    maxCount: wholeNumber(properties.$maxCount, 1),
    maxAgeMs: maxAge === undefined ? undefined : maxAge * 1000,
    truncateBefore,
    softDeleted: truncateBefore >= DELETED_TRUNCATE_BEFORE,
  };
}

/** The first revision that survives `$tb` and `$maxCount` in a stream whose last revision is `lastRevision`. */
export function firstVisibleRevision(truncation: Truncation, lastRevision: number): number {
  const byCount = truncation.maxCount === undefined ? 0 : lastRevision - truncation.maxCount + 1;
  return Math.max(0, truncation.truncateBefore, byCount);
}

/** Whether an event created at `created` survives `$maxAge` at `now` (both milliseconds since the epoch). */
export const isYoungEnough = (truncation: Truncation, created: number, now: number): boolean =>
  truncation.maxAgeMs === undefined || created > now - truncation.maxAgeMs;

/** The metadata that soft-deletes a stream. */
export const softDeletion = (): Buffer => DELETED_METADATA;

/** The metadata of a soft-deleted stream written to again: what it was, with everything before `revision` hidden. */
export function softRecreation(metadata: Buffer | null, revision: number): Buffer {
  return Buffer.from(JSON.stringify({ ...(metadata === null ? {} : parseObject(metadata)), $tb: revision }));
}

function parseObject(json: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const wholeNumber = (value: unknown, least: number): number | undefined =>
  typeof value === 'number' && Number.isInteger(value) && value >= least ? value : undefined;
