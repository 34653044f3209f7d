/** A reading of a collection as its event leaves it. */
import type { Marking } from '../../../access/marking.js';
import type { ReadFacts, TaxiiReadEvent } from './taxii-read.events.js';

export interface TaxiiReadRecord extends ReadFacts {
  readonly status: 'read';
  readonly marking: Marking;
}
export type TaxiiRead = { readonly status: 'absent' } | TaxiiReadRecord;

export const absent: TaxiiRead = { status: 'absent' };

export const evolve = (_: TaxiiRead, { data }: TaxiiReadEvent): TaxiiRead => ({ status: 'read', ...data });
