/** Checks what callers give for distribution lists, field by field. */
import { z } from 'zod';
import { SecrecyLevel } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { ActorId, line } from '../ledger/text.js';
import { CountryCode } from '../report-shares/report-share.events.js';
import { DistributionListContent, MAX_RECEIVERS } from './distribution-list.events.js';
import { readWebhookSecret } from './webhook-secret.js';

const common = { label: line(200), organisation: line(200).optional(), country: CountryCode.optional() };
const Receiver = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('user'), ...common, actor: ActorId, clearance: SecrecyLevel.default('UNCLASSIFIED') }),
  z.strictObject({ kind: z.literal('email'), ...common, email: z.email('must be an e-mail address').max(320) }),
  z.strictObject({
    kind: z.literal('webhook'),
    ...common,
    url: z.string().max(2_000),
    secret: z
      .string()
      .max(200)
      .transform((text, context) => {
        const secret = readWebhookSecret(text);
        if (secret) return secret;
        context.addIssue({ code: 'custom', message: 'must be whsec_ and 24 to 64 random bytes in base64' });
        return z.NEVER;
      })
      .optional(),
  }),
]);
export type WantedReceiver = z.output<typeof Receiver>;

const { name, reportTypes, feedAlerts, content } = DistributionListContent.shape;
const List = z.strictObject({ name, reportTypes, feedAlerts, content, receivers: z.array(Receiver).max(MAX_RECEIVERS) });
const NewList = List.extend({ feedAlerts: feedAlerts.default(false) });
export type WantedList = z.output<typeof List>;

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseList = (input: object): WantedList => parseInput(NewList, plainInput(input, new Set()), 'input');
/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseListChanges = (input: object): Partial<WantedList> =>
  parseInput(List.partial(), plainInput(input, new Set()), 'input');
