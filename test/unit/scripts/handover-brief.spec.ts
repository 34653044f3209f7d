/** The handover brief as an officer reads it in a terminal. */
import assert from 'node:assert/strict';
import { type HandoverBrief, handoverLines } from '../../../scripts/handover-brief.js';

const nothing: HandoverBrief = {
  from: { at: '2026-03-02T22:00:00.000Z' },
  until: { at: '2026-03-03T06:05:00.000Z' },
  handoverId: null,
  note: null,
  published: [],
  superseded: [],
  retracted: [],
  archived: [],
  restored: [],
  draftedCount: 0,
  inReviewCount: 0,
  overdueReviews: [],
  sourcesRegistered: [],
  sourcesPaused: [],
  sourcesResumed: [],
  sourcesRetired: [],
  sourcesSilent: [],
  sourcesBack: [],
  feedsUnhealthy: [],
  feedsRecovered: [],
  productionMissed: [],
  markingChanges: [],
  disclosed: [],
  handovers: [],
  hash: 'a'.repeat(64),
  verified: null,
};
const item = { id: '5b0a3c1e-7d54-4c59-9a7b-0d3c0a4f1e11', title: 'Night ships', time: '2026-03-02T23:00:00.000Z' };

describe('the lines of a handover brief', () => {
  it('say that nothing changed', () =>
    assert.deepEqual(handoverLines(nothing, 80), [
      'Changes · 2026-03-02 22:00 UTC to 2026-03-03 06:05 UTC',
      '',
      '0 drafted, 0 gone to review',
      '',
      'Nothing else changed.',
    ]));

  it('tell what changed, and nothing of what did not', () => {
    const lines = handoverLines(
      {
        ...nothing,
        published: [{ ...item, version: 2 }],
        sourcesSilent: [{ id: item.id, name: 'Harbour', lastReportAt: null }],
        feedsUnhealthy: [{ id: item.id, name: 'Northern CERT', health: 'failing', lastSuccessAt: null, fault: 'unauthorized' }],
        productionMissed: [
          { name: 'Overnight', start: '2026-03-02T22:00:00.000Z', end: '2026-03-03T06:00:00.000Z', expected: 5, published: 1 },
        ],
        markingChanges: [
          { ...item, from: { secrecyLevel: 'SECRET', tlp: 'RED' }, to: { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' } },
        ],
      },
      100,
    );
    assert.deepEqual(lines.slice(4), [
      'Published (1)',
      '  2026-03-02 23:00 UTC  Night ships (version 2)',
      '',
      'Sources fallen silent (1)',
      '  Harbour, last report never',
      '',
      'Feeds that need attention (1)',
      '  Northern CERT: failing (unauthorized), last success never',
      '',
      'Production missed (1)',
      '  2026-03-03 06:00 UTC  Overnight: 1 of 5',
      '',
      'Marking changed (1)',
      '  2026-03-02 23:00 UTC  Night ships: SECRET TLP:RED → RESTRICTED TLP:AMBER',
    ]);
  });

  it('of a handover show its note and, whole, the hash to countersign', () => {
    const lines = handoverLines(
      { ...nothing, handoverId: item.id, note: 'Harbour is quiet; call them at noon.', verified: true },
      40,
    );
    assert.deepEqual(lines.slice(3, 4), ['  Harbour is quiet; call them at noon.']);
    assert.ok(lines.includes(`  ${nothing.hash}`));
    assert.equal(lines.at(-1), 'This is what you countersigned.');
  });

  it('are never longer than asked, and never move the cursor', () => {
    const title = `\u001B[2J\u202Eevil\n${'x'.repeat(300)}`;
    const lines = handoverLines({ ...nothing, note: title, archived: [{ ...item, title }] }, 60);
    assert.ok(lines.every((line) => line.length <= 60));
    assert.doesNotMatch(lines.join(''), /[\p{Cc}\p{Cf}]/u);
  });
});
