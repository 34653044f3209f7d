/** A record that sees what a record may see: another record's events, text rules and zod. */
export { z } from 'zod';
export { trimmed } from '../ledger/text.js';
export type { SourceRegistered } from '../sources/source.events.js';
export const absent = { status: 'absent' } as const;
