/** Of partners: the doors through which they exchange, and no other. */
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { forbidden } from '../../ledger/errors.js';
import { isPartner } from '../policy.js';
import { callerOf } from './caller.js';
import { OPEN_TO_PARTNERS } from './open-to-partners.decorator.js';
import { IS_PUBLIC } from './public.decorator.js';

@Injectable()
export class PartnerScope implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  /** @throws LedgerError FORBIDDEN for a partner at a door that is not said to be open to partners. */
  canActivate(context: ExecutionContext): boolean {
    const told = (key: string): boolean =>
      this.reflector.getAllAndOverride<boolean>(key, [context.getHandler(), context.getClass()]);
    if (told(IS_PUBLIC) || told(OPEN_TO_PARTNERS)) return true;
    const { subject } = callerOf(context);
    if (subject && isPartner(subject)) throw forbidden('A partner exchanges by TAXII, at /taxii2/, and does nothing else here.');
    return true;
  }
}
