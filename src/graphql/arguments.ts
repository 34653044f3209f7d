/** Arguments that many fields share, and the command context made of them. */
import { randomUUID } from 'node:crypto';
import { ArgsType, Field, Int } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Subject } from '../access/actor.js';
import { LedgerError } from '../ledger/errors.js';
import type { CommandContext } from '../ledger/ledger.js';
import { line } from '../ledger/text.js';
import { DateTime, Position, Revision, UUID } from './scalars.js';

@ArgsType()
export class LiveArguments {
  @Field(() => Position, { nullable: true, description: 'Wait at most 2 s until the answer holds this position.' })
  atLeast?: bigint;
}

@ArgsType()
export class MomentArguments extends LiveArguments {
  @Field(() => DateTime, { nullable: true, description: 'As it was recorded at this instant.' }) at?: string;
  @Field(() => Position, { nullable: true, description: 'As it was after this position.' }) position?: bigint;
}

@ArgsType()
export class PageArguments extends MomentArguments {
  @Field(() => Int, { nullable: true, description: '1 to 200; 50 when left out.' }) first?: number;
  @Field({ nullable: true, description: 'A cursor of this list.' }) after?: string;
}

@ArgsType()
export class CommandArguments {
  @Field({ nullable: true, description: 'The same key with the same change returns the first receipt; at most 200 characters.' })
  idempotencyKey?: string;
  @Field({ nullable: true, description: 'Why; kept in the history. At most 2,000 characters.' }) reason?: string;
}

@ArgsType()
export class ChangeArguments extends CommandArguments {
  @Field(() => UUID) id!: string;
  @Field(() => Revision, {
    nullable: true,
    description: 'Refuse the change with CONFLICT when the record is at another revision.',
  })
  expectedRevision?: bigint;
}

export interface InvalidField {
  /** Dotted, from the argument on. */
  readonly path: string;
  readonly message: string;
}
export const invalidInput = (fields: readonly InvalidField[]): LedgerError =>
  new LedgerError(
    'INVALID_INPUT',
    `The input is not valid: ${fields.map(({ path, message }) => `${path} ${message}`).join('; ')}.`,
    { fields },
  );

const Given = z.object({ idempotencyKey: line(200).nullish(), reason: line(2_000).nullish() });

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseInput = <Schema extends z.ZodType>(schema: Schema, value: unknown, path?: string): z.output<Schema> => {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => ({
    path: [...(path ? [path] : []), ...issue.path].join('.'),
    message: issue.message,
  }));
  throw invalidInput(fields);
};

export const commandContext = (
  subject: Subject,
  request: FastifyRequest | undefined,
  given: CommandArguments & { expectedRevision?: bigint },
): CommandContext => {
  const { idempotencyKey, reason } = parseInput(Given, { idempotencyKey: given.idempotencyKey, reason: given.reason });
  return {
    subject,
    commandId: idempotencyKey ?? randomUUID(),
    correlationId: request?.id ?? randomUUID(),
    ...(idempotencyKey == null ? {} : { idempotencyKey }),
    ...(reason == null ? {} : { reason }),
    ...(given.expectedRevision == null ? {} : { expectedRevision: given.expectedRevision }),
  };
};

/** PostgreSQL stores no NUL, so nothing that is looked up can hold one. */
const refuseNul = (value: unknown, path: string): void => {
  if (typeof value === 'string' && value.includes('\0')) {
    const message = 'must not contain the NUL character; remove it';
    throw invalidInput([{ path, message }]);
  }
  if (Array.isArray(value)) for (const [index, entry] of value.entries()) refuseNul(entry, `${path}.${index}`);
};

/**
 * GraphQL hands out null for arguments given as null; ours are left out instead.
 * @param path of the argument that holds these fields; none for the arguments themselves.
 * @throws LedgerError INVALID_INPUT for text that cannot be looked up.
 */
export const given = <T extends object>(args: T, path?: string): T => {
  const entries = Object.entries(args).filter(([, value]) => value !== null && value !== undefined);
  for (const [name, value] of entries) refuseNul(value, path === undefined ? name : `${path}.${name}`);
  return Object.fromEntries(entries) as T;
};
