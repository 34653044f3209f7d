/** Versions of STIX objects that records follow. */
import type { StixOrigin } from '../../src/exchange/stix/stix-object.events.js';

/** @param modified of the version. */
export const stixOrigin = (type: string, modified = '2026-01-05T10:00:00.000Z', more: Partial<StixOrigin> = {}): StixOrigin => ({
  id: `${type}--5d0092c5-5f74-4287-9642-33f4c354e56d`,
  created: '2026-01-05T10:00:00.000Z',
  modified,
  specVersion: '2.1',
  createdByRef: 'identity--f431f809-377b-45e0-aa1c-6a4751cae5ff',
  revoked: false,
  ...more,
});
