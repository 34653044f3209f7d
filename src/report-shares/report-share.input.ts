/** Checks what callers give to share a report, field by field. */
import { z } from 'zod';
import { parseInput } from '../graphql/arguments.js';
import { inCamelCase } from '../http/json-case.js';
import { ActorId, Instant, line } from '../ledger/text.js';
import { LinkDays, LinkPassword, MaxViews } from '../share-links/share-link.measure.js';
import { CountryCode, SharedFormats, ShareKind } from './report-share.events.js';

export const Share = z
  .strictObject({
    kind: ShareKind.default('token'),
    recipient: ActorId.optional(),
    recipientLabel: line(200),
    organisation: line(200).optional(),
    country: CountryCode.optional(),
    formats: SharedFormats.default(['pdf', 'html']),
    expiresAt: Instant.optional(),
    expiresInDays: LinkDays.optional(),
    maxViews: MaxViews.optional(),
    password: LinkPassword.optional(),
  })
  .superRefine(({ kind, recipient, password, expiresAt, expiresInDays }, context) => {
    const refuse = (path: string, message: string) => context.addIssue({ code: 'custom', path: [path], message });
    if (kind === 'user' && recipient === undefined) refuse('recipient', 'is needed: the actor id of a person of your tenant');
    if (kind === 'token' && recipient !== undefined) refuse('recipient', 'is for kind user; a link is for whoever has it');
    if (kind === 'user' && password !== undefined) refuse('password', 'is for kind token; a person comes with their own token');
    if (expiresAt !== undefined && expiresInDays !== undefined)
      refuse('expiresInDays', 'cannot be given together with expiresAt');
  });
export type ShareFields = z.output<typeof Share>;

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseShare = (body: unknown): ShareFields => parseInput(Share, inCamelCase(body));
