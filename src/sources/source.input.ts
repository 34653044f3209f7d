/** Checks what callers give for sources, field by field. */
import { z } from 'zod';
import { Marking } from '../access/marking.js';
import { parseInput } from '../graphql/arguments.js';
import { plainInput } from '../graphql/plain-input.js';
import type { SourceRequest } from './source.commands.js';
import { SourceKind, SourceProfile } from './source.events.js';

const Revision = z.object({ ...SourceProfile.shape, ...Marking.shape }).partial();
const SCHEMAS = { register: Revision.required({ name: true }).extend({ kind: SourceKind.default('other') }), revise: Revision };
const NULL_IS_A_VALUE = new Set(['owner', 'expectedCadenceSeconds']);

/** @throws LedgerError INVALID_INPUT with the path of each wrong field. */
export const parseSourceRequest = (kind: keyof typeof SCHEMAS, id: string | undefined, input: object): SourceRequest =>
  ({
    kind,
    ...(id === undefined ? {} : { id }),
    input: parseInput(SCHEMAS[kind], plainInput(input, NULL_IS_A_VALUE), 'input'),
  }) as SourceRequest;
