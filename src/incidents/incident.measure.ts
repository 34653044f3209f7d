/** What follows from what happened to an incident. Pure: nothing depends on the clock. */
import type { IncidentRecord, Resolution } from './incident.record.js';

/** Merged, it stands as it did before. */
export const standing = ({ status, statusBefore }: IncidentRecord): string =>
  status === 'merged' ? (statusBefore ?? status) : status;

/** The last one, while it holds; undefined: open. */
export const resolutionOf = (record: IncidentRecord): Resolution | undefined =>
  ['resolved', 'closed'].includes(standing(record)) ? record.resolutions.at(-1) : undefined;

/** UTC ISO 8601 of the last closing, while it holds; null: not closed. */
export const closedAt = (record: IncidentRecord): string | null =>
  standing(record) === 'closed' ? (record.closings.at(-1)?.at ?? null) : null;

/** Whole seconds in the holds that have ended; one that ends before it begins is bad data and counts nothing. */
export const heldSeconds = ({ holds }: IncidentRecord): number =>
  holds.reduce(
    (sum, { from, to }) => sum + (to === null ? 0 : Math.max(0, Math.round((Date.parse(to) - Date.parse(from)) / 1_000))),
    0,
  );

/** UTC ISO 8601 since when it waits; null: it does not. */
export const heldSince = ({ holds }: IncidentRecord): string | null => holds.find(({ to }) => to === null)?.from ?? null;
