/** Checks what callers give to link two records, field by field. */
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { Link, type LinkEnd, type LinkedType } from './link.events.js';
import type { LinkRequest } from './link.commands.js';
import type { LinkInput, UnlinkInput } from './link.graphql.js';

const Details = Link.pick({ role: true, confidence: true, since: true, until: true, note: true }).partial();
const NULL_IS_A_VALUE = new Set(['confidence', 'since', 'until']);

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseLink = (from: LinkEnd, type: LinkedType, { to: id, ...details }: LinkInput): LinkRequest => ({
  kind: 'link',
  from,
  to: { type, id },
  input: parseInput(Details, plainInput(details, NULL_IS_A_VALUE), 'input'),
});

export const parseUnlink = (from: LinkEnd, type: LinkedType, { from: id, role }: UnlinkInput): LinkRequest => ({
  kind: 'unlink',
  from,
  to: { type, id },
  input: role == null ? {} : { role },
});
