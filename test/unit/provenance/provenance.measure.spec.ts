/** Who asserted what a record says, and by which STIX ids it is named. */
import assert from 'node:assert/strict';
import type { HistoryFrame } from '../../../src/history/history.queries.js';
import { provenFields, stixIdsOf } from '../../../src/provenance/provenance.measure.js';

const ID = '1b1c5a54-6a0e-4f0c-9a53-0b3a3f2b8e10';
const frame = (revision: number, actorId: string, changed: Record<string, unknown>): HistoryFrame => ({
  revision: BigInt(revision),
  position: BigInt(revision),
  eventId: `event ${revision}`,
  eventType: 'CampaignRevised',
  label: 'Revised',
  actorId,
  actorName: null,
  actorKind: 'human',
  organisationId: 'north',
  happenedAt: '2026-01-05T10:00:00.000Z',
  recordedAt: '2026-01-05T10:00:00.000Z',
  reason: null,
  changes: Object.entries(changed).map(([field, value]) => ({ field, old: null, new: value })),
  withheld: false,
});

describe('the provenance of a field', () => {
  const said = (...frames: readonly HistoryFrame[]) =>
    provenFields(frames).map(({ field, value, frame: by, disputed }) => [
      field,
      value,
      by.actorId,
      disputed.map((other) => [other.value, other.frame.actorId]),
    ]);

  it('is the last event that changed it', () => {
    assert.deepEqual(said(frame(0, 'ann', { name: 'First', level: 'LOW' }), frame(1, 'ben', { level: 'HIGH' })), [
      ['name', 'First', 'ann', []],
      ['level', 'HIGH', 'ben', [['LOW', 'ann']]],
    ]);
  });

  it('tells the last value of each who said otherwise, and not what its own author said before', () => {
    assert.deepEqual(
      said(
        frame(0, 'ann', { level: 'LOW' }),
        frame(1, 'cem', { level: 'MEDIUM' }),
        frame(2, 'ann', { level: 'CRITICAL' }),
        frame(3, 'ben', { level: 'UNDEFINED' }),
        frame(4, 'ben', { level: 'HIGH' }),
      ),
      [
        [
          'level',
          'HIGH',
          'ben',
          [
            ['MEDIUM', 'cem'],
            ['CRITICAL', 'ann'],
          ],
        ],
      ],
    );
  });

  it('has no dispute with who says the same, and no field that is there no more', () => {
    assert.deepEqual(
      said(
        frame(0, 'ann', { level: 'HIGH', note: 'x' }),
        frame(1, 'cem', { level: 'LOW' }),
        frame(2, 'ben', { level: 'HIGH', note: null }),
      ),
      [['level', 'HIGH', 'ben', [['LOW', 'cem']]]],
    );
  });
});

describe('the STIX ids of a record', () => {
  it('are the received one and those of its kind', () => {
    assert.deepEqual(stixIdsOf('campaign', ID, { name: 'x' }), [`campaign--${ID}`]);
    assert.deepEqual(stixIdsOf('threatActor', ID, {}), [`threat-actor--${ID}`, `intrusion-set--${ID}`]);
    assert.deepEqual(stixIdsOf('source', ID, { stix: { id: 'identity--x' } }), ['identity--x', `identity--${ID}`]);
    assert.deepEqual(stixIdsOf('stixObject', ID, { stixId: 'malware--y' }), ['malware--y']);
    assert.deepEqual(stixIdsOf('handover', ID, {}), []);
  });
});
