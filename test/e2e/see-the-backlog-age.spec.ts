/** Is work piling up? Drafts and reviews with their ages, and what is overdue, over what the reader may see. */
import assert from 'node:assert/strict';
import { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, create, publish, publishAgain, type When } from './requests.js';

class WallClock extends Clock {
  private at = '2026-03-01T00:00:00.000Z';
  now(): Date {
    return new Date(this.at);
  }
  strike(time: string): void {
    this.at = `2026-03-01T${time}:00.000Z`;
  }
}
const HOUR = 3_600;
const instant = (time: string) => `2026-03-01T${time}:00.000Z`;
const ages = (...hours: readonly [number, number, number, number]) => ({
  count: hours[0],
  oldest: hours[1] * HOUR,
  median: hours[2] * HOUR,
  p90: hours[3] * HOUR,
});

describe('seeing the backlog age', function () {
  this.timeout(60_000);
  const clock = new WallClock();
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let position: string;

  const backlog = async (token: string, when: When = { atLeast: position }) =>
    (
      await app.data(
        token,
        `query ($at: DateTime, $atLeast: Position) { intelligenceDashboard(at: $at, atLeast: $atLeast) { backlog {
          inReview oldestSubmittedAt reviewAges { count oldest median p90 } drafts oldestDraftAt draftAges { count oldest median p90 } overdue } } }`,
        { ...when },
      )
    ).intelligenceDashboard.backlog;

  before(async () => {
    app = await startTestApplication({ clock });
    ann = await app.token({ sub: 'ann' });
    ben = await app.token({ sub: 'ben', roles: ['senior_analyst'] });
  });
  after(() => app?.stop());

  it('of nothing is empty', async () =>
    assert.deepEqual(await backlog(ann, {}), {
      inReview: 0,
      oldestSubmittedAt: null,
      reviewAges: null,
      drafts: 0,
      oldestDraftAt: null,
      draftAges: null,
      overdue: 0,
    }));

  it('counts from drafting, from submission, and to the time that work is due', async () => {
    clock.strike('00:00');
    const old = await publish(app, ann, ben, { title: 'Published, and drafted anew', secrecyLevel: 'RESTRICTED' });
    clock.strike('01:00');
    const kept = await create(app, ann, { title: 'A secret draft', secrecyLevel: 'SECRET' });
    await change(app, ann, 'assignIntelligenceReport', { id: kept.receipt.id, input: { dueAt: instant('04:00') } });
    clock.strike('02:00');
    const reviewed = await create(app, ann, { title: 'In review', secrecyLevel: 'RESTRICTED' });
    clock.strike('03:00');
    await change(app, ann, 'submitIntelligenceReport', { id: reviewed.receipt.id });
    clock.strike('04:00');
    ({
      receipt: { position },
    } = await change(app, ann, 'reviseIntelligenceReport', { id: old.receipt.id, input: { title: 'Anew' } }));
    clock.strike('05:00');
    assert.deepEqual(await backlog(ann), {
      inReview: 1,
      oldestSubmittedAt: instant('03:00'),
      reviewAges: ages(1, 2, 2, 2),
      drafts: 2,
      oldestDraftAt: instant('01:00'),
      draftAges: ages(2, 4, 1, 4),
      overdue: 1,
    });
    const low = await app.token({ sub: 'lou', clearance: 'RESTRICTED' });
    const seen = await backlog(low);
    assert.deepEqual([seen.drafts, seen.oldestDraftAt, seen.draftAges, seen.overdue], [1, instant('04:00'), ages(1, 1, 1, 1), 0]);
  });

  it('is measured from the chosen instant', async () => {
    const then = await backlog(ann, { at: instant('03:30') });
    assert.deepEqual(
      [then.inReview, then.reviewAges, then.draftAges, then.overdue],
      [1, ages(1, 0.5, 0.5, 0.5), ages(1, 2.5, 2.5, 2.5), 0],
    );
  });

  it('shrinks when work is published', async () => {
    clock.strike('06:00');
    const { nodes } = (await app.data(ann, '{ intelligenceReports(filter: { workingStatus: [draft] }) { nodes { id } } }'))
      .intelligenceReports;
    for (const { id } of nodes)
      ({
        receipt: { position },
      } = await publishAgain(app, ann, ben, id));
    const left = await backlog(ann);
    assert.deepEqual([left.inReview, left.drafts, left.draftAges, left.oldestDraftAt, left.overdue], [1, 0, null, null, 0]);
  });
});
