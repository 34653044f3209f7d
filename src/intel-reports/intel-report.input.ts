/** Checks what callers give for reports, field by field. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import { BLOB_LIMIT } from '../ledger/blob.events.js';
import { ActorId, Instant, line, RecordId, text } from '../ledger/text.js';
import type { ReportRequest } from './intel-report.commands.js';
import { IntelReportContent, ReportRemark } from './intel-report.events.js';

const Revision = z.object({ ...IntelReportContent.shape, body: text(BLOB_LIMIT), ...Marking.shape }).partial();
const SCHEMAS = {
  create: Revision.required({ title: true }),
  revise: Revision,
  assign: z.object({ assignee: ActorId.nullable().default(null), dueAt: Instant.nullable().default(null) }),
  return: z.object({ comment: line(5_000) }),
  comment: z.object({
    ...ReportRemark.shape,
    mentions: ReportRemark.shape.mentions.default([]),
    inReplyTo: RecordId.nullable().default(null),
  }),
  withdrawComment: z.object({ commentId: RecordId }),
  publish: z.object({ publishedAt: Instant.optional() }),
};

const NULL_IS_A_VALUE = new Set(['confidence', 'assignee', 'dueAt', 'inReplyTo']);

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseReportRequest = (kind: keyof typeof SCHEMAS, id: string | undefined, input: object): ReportRequest =>
  ({
    kind,
    ...(id === undefined ? {} : { id }),
    input: parseInput(SCHEMAS[kind], plainInput(input, NULL_IS_A_VALUE), 'input'),
  }) as ReportRequest;
