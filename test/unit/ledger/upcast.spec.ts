/** Events of every published version are read in their newest shape. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { defineEvents } from '../../../src/ledger/event-contract.js';
import { eventReader, UnreadableEvent, type Upcaster } from '../../../src/ledger/upcast.js';

const lighthouse = defineEvents('lighthouse', {
  LightSeen: {
    version: 3,
    label: 'Light seen',
    schema: z.strictObject({ colour: z.string(), seconds: z.int(), seenBy: z.string().nullable() }),
  },
  FogReported: { version: 1, label: 'Fog reported', schema: z.strictObject({ metres: z.int() }) },
});
const toSeconds: Upcaster = {
  type: 'LightSeen',
  from: 1,
  up: ({ minutes, ...data }: { minutes: number }) => ({ ...data, seconds: minutes * 60 }),
};
const withObserver: Upcaster = { type: 'LightSeen', from: 2, up: (data: object) => ({ ...data, seenBy: null }) };
const read = eventReader([lighthouse], [withObserver, toSeconds]);

const unreadable = (run: () => unknown, detail: RegExp) =>
  assert.throws(run, (error) => error instanceof UnreadableEvent && detail.test(error.message));

describe('reading an event', () => {
  const newest = { type: 'LightSeen', data: { colour: 'red', seconds: 120, seenBy: null } };

  it('gives the newest version as it is', () => assert.deepEqual(read('LightSeen', 3, newest.data), newest));
  it('brings the version before up by one step', () =>
    assert.deepEqual(read('LightSeen', 2, { colour: 'red', seconds: 120 }), newest));
  it('brings the first version up through every step, in order', () =>
    assert.deepEqual(read('LightSeen', 1, { colour: 'red', minutes: 2 }), newest));
  it('leaves the data it was given alone', () => {
    const stored = Object.freeze({ colour: 'red', minutes: 2 });
    read('LightSeen', 1, stored);
    assert.deepEqual(stored, { colour: 'red', minutes: 2 });
  });
  it('knows nothing of types that no contract names', () => assert.equal(read('ShipSunk', 1, {}), undefined));
  it('refuses a version newer than the program', () => unreadable(() => read('LightSeen', 4, newest.data), /newer.*upgrade/));
  it('refuses a version that no step leads on from', () => {
    const broken = eventReader([lighthouse], [toSeconds]);
    unreadable(() => broken('LightSeen', 1, { colour: 'red', minutes: 2 }), /no upcaster from version 2/);
  });
  it('names the field that does not fit', () =>
    unreadable(() => read('FogReported', 1, { metres: 'many' }), /FogReported: metres:/));
  it('refuses fields the contract does not have', () =>
    unreadable(() => read('FogReported', 1, { metres: 5, mood: 'grim' }), /mood/));
});
