/** The subject of the call, as a parameter of a controller or resolver method. */
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { Unauthenticated } from '../../auth/unauthenticated.js';
import type { Subject } from '../actor.js';
import { callerOf } from './caller.js';

/** @throws Unauthenticated on a public route, which has no subject. */
export const CurrentSubject = createParamDecorator((_data: unknown, context: ExecutionContext): Subject => {
  const { subject } = callerOf(context);
  if (!subject) throw new Unauthenticated('missing');
  return subject;
});
