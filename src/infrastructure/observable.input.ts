/** Checks the observables that callers give, and brings them to their one spelling. */
import { z } from 'zod';
import { sameValue } from '../ledger/text.js';
import { MAX_OBSERVABLES, Observable } from './infrastructure.events.js';
import { canonicalValue, exampleOf } from './observable.measure.js';

const Given = Observable.transform(({ type, value }, context): Observable => {
  const canonical = canonicalValue(type, value);
  if (canonical !== undefined) return { type, value: canonical };
  context.addIssue({ code: 'custom', path: ['value'], message: `is no ${type}; it looks like ${exampleOf(type)}` });
  return z.NEVER;
});

/** Equal ones are kept once, in their order. */
export const ObservablesInput = z
  .array(Given)
  .max(MAX_OBSERVABLES)
  .transform((values) => values.filter((value, index) => values.findIndex((other) => sameValue(other, value)) === index));
