/** Named handovers shared by specs and golden files. */
import type { CountersignHandover, RecordHandover } from '../../src/handover/handover.decider.js';
import type { HandoverEvent } from '../../src/handover/handover.events.js';
import { ana, ben } from './actors.js';
import { amber } from './marking.js';

type Recorded = Extract<HandoverEvent, { type: 'HandoverRecorded' }>['data'];
type Countersigned = Extract<HandoverEvent, { type: 'HandoverCountersigned' }>['data'];

export const nightShift: Recorded = {
  previousHandoverId: null,
  from: null,
  to: { position: '4096', at: '2026-01-06T06:02:00.000Z' },
  shiftStart: null,
  shiftEnd: '2026-01-06T06:00:00.000Z',
  note: 'Harbour Watch has been quiet since midnight.',
  marking: amber,
  outgoing: ana,
  incoming: ben,
};
export const dayShift: Recorded = {
  ...nightShift,
  previousHandoverId: '5b0a3c1e-7d54-4c59-9a7b-0d3c0a4f1e11',
  from: nightShift.to,
  to: { position: '9007199254740993', at: '2026-01-06T18:01:00.000Z' },
  shiftStart: nightShift.shiftEnd,
  shiftEnd: '2026-01-06T18:00:00.000Z',
  incoming: null,
};
export const countersignature: Countersigned = {
  incoming: ben,
  signedAt: '2026-01-06T06:10:00.000Z',
  briefHash: 'b'.repeat(64),
  readerHash: 'c'.repeat(64),
  note: '',
};

export const record: RecordHandover = { type: 'Record', ...nightShift, authorMayApprove: false };
export const countersign: CountersignHandover = { type: 'Countersign', ...countersignature, authorMayApprove: false };
export const recorded: HandoverEvent = { type: 'HandoverRecorded', data: nightShift };
export const followed: HandoverEvent = { type: 'HandoverRecorded', data: dayShift };
export const revised: HandoverEvent = { type: 'HandoverRevised', data: { note: 'Harbour Watch reported again at 05:50.' } };
export const withdrawn: HandoverEvent = { type: 'HandoverWithdrawn', data: {} };
export const countersigned: HandoverEvent = { type: 'HandoverCountersigned', data: countersignature };
