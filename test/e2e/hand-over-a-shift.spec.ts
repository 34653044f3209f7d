/** At 06:00 the incoming officer reads what the night changed, and signs for it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, attempt, change, type Changed, create, publish, publishAgain, refused, type When } from './requests.js';

class WallClock extends Clock {
  private at = '2026-03-02T20:00:00.000Z';
  now(): Date {
    return new Date(this.at);
  }
  strike(time: string): void {
    this.at = `2026-03-${time}:00.000Z`;
  }
}

const ITEM = 'type id title time position';
const BRIEF = `from { position at } until { position at } handoverId note
  published { ${ITEM} version publishedAt } superseded { ${ITEM} version } retracted { ${ITEM} version } archived { ${ITEM} } restored { ${ITEM} }
  draftedCount inReviewCount overdueReviews { ${ITEM} dueAt submittedAt }
  sourcesRegistered { ${ITEM} } sourcesPaused { ${ITEM} } sourcesResumed { ${ITEM} } sourcesRetired { ${ITEM} }
  sourcesSilent { id name lastReportAt expectedWithinSeconds } sourcesBack { id name lastReportAt }
  productionMissed { expectationId name start end expected published }
  markingChanges { ${ITEM} from { secrecyLevel tlp } to { secrecyLevel tlp } } disclosed { ${ITEM} status }
  handovers { id status note outgoingId incomingId time position } hash verified asOf { position fresh reducedToTodaysAccess }`;

describe('handing over a shift', function () {
  this.timeout(90_000);
  const clock = new WallClock();
  let app: TestApplication;
  let amy: string;
  let ben: string;
  let eve: string;
  let ann: string;
  let omar: string;
  let low: string;
  let stranger: string;
  let position: string;
  let evening: Changed;
  let morning: Changed;
  const ids: Record<string, string> = {};
  const at: Record<string, string> = {};

  const at06 = '2026-03-03T06:05:00.000Z';

  /** Does something under a name at a time, and keeps where it was recorded. */
  const act = async (time: string, name: string, doing: () => Promise<Changed>): Promise<Changed> => {
    clock.strike(time);
    const changed = await doing();
    ids[name] ??= changed.receipt.id;
    at[name] = changed.receipt.position;
    ({ position } = changed.receipt);
    return changed;
  };
  const published = (time: string, name: string, input: object = {}) =>
    act(time, name, () => publish(app, amy, ben, { title: name, ...input }));

  const briefOf = async (token: string, id: string) =>
    (
      await app.data(
        token,
        `query ($id: UUID!, $atLeast: Position) { handover(id: $id, atLeast: $atLeast) { status outgoing incoming brief { ${BRIEF} } } }`,
        { id, atLeast: position },
      )
    ).handover.brief;
  const briefSince = async (token: string, args: { since?: string; until?: string } = {}) =>
    (
      await app.data(
        token,
        `query ($since: ID, $until: ID, $atLeast: Position) { handoverBrief(since: $since, until: $until, atLeast: $atLeast) { ${BRIEF} } }`,
        { ...args, atLeast: position },
      )
    ).handoverBrief;
  const board = async (token: string, when: When = { atLeast: position }) =>
    (
      await app.data(
        token,
        `query ($at: DateTime, $position: Position, $atLeast: Position) { intelligenceDashboard(at: $at, position: $position, atLeast: $atLeast) {
          publishedSinceLastHandover lastHandover { id recordedAt toPosition status outgoing incoming } } }`,
        { ...when },
      )
    ).intelligenceDashboard;
  const titles = (items: readonly { title: string }[]) => items.map(({ title }) => title);
  const where = (items: readonly { id: string; position: string }[]) => items.map(({ id, position: p }) => [id, p]);
  const sign = (token: string, id: string, briefHash: string, extra: object = {}) =>
    attempt(app, token, 'countersignHandover', { id, input: { briefHash }, ...extra });

  before(async () => {
    app = await startTestApplication({ clock });
    amy = await app.token({ sub: 'amy', roles: ['analyst', 'source_manager'] });
    ben = await app.token({ sub: 'ben', roles: ['senior_analyst'] });
    eve = await app.token({ sub: 'eve', name: 'Eve Evening', roles: ['supervisor'] });
    ann = await app.token({ sub: 'ann', name: 'Ann Night', roles: ['watch_officer'] });
    omar = await app.token({ sub: 'omar', name: 'Omar Day', roles: ['watch_officer'] });
    low = await app.token({ sub: 'lou', roles: ['watch_officer'], clearance: 'RESTRICTED' });
    stranger = await app.token({ tenant: 'elsewhere', sub: 'sam', roles: ['supervisor'] });

    const source = (name: string, expectedCadenceSeconds?: number) =>
      act('02T20:00', name, () => change(app, amy, 'registerIntelligenceSource', { input: { name, expectedCadenceSeconds } }));
    await source('Harbour', 3_600);
    await source('Lighthouse', 1_200);
    await source('Airfield');
    await published('02T21:30', 'Harbour digest', { sourceIds: [ids['Harbour']] });
    await published('02T21:31', 'To be superseded');
    await published('02T21:32', 'To be retracted');
    await published('02T21:33', 'To be hidden', { secrecyLevel: 'RESTRICTED' });
    await published('02T21:34', 'To be released', { secrecyLevel: 'SECRET' });
    await published('02T21:35', 'To be opened', { secrecyLevel: 'RESTRICTED' });
    await act('02T21:36', 'To be archived', () => create(app, amy, { title: 'To be archived' }));
    await act('02T21:40', 'Overnight', () =>
      change(app, eve, 'setReportingExpectation', {
        input: { name: 'Overnight', count: 5, reportTypes: ['threat-report'], start: '22:00', end: '06:00' },
      }),
    );
    evening = await act('02T22:00', 'Evening', () =>
      change(app, eve, 'recordHandover', { input: { note: 'A quiet evening.', secrecyLevel: 'RESTRICTED' } }),
    );
    clock.strike('02T22:05');
    const { hash } = await briefOf(ann, ids['Evening']);
    await act('02T22:06', 'Evening signed', () =>
      change(app, ann, 'countersignHandover', { id: ids['Evening'], input: { briefHash: hash, note: 'Taken over.' } }),
    );

    await published('02T23:00', 'Night ships', { reportTypes: ['threat-report'] });
    await act('02T23:30', 'New version', async () => {
      await change(app, amy, 'reviseIntelligenceReport', { id: ids['To be superseded'], input: { title: 'Superseding' } });
      return publishAgain(app, amy, ben, ids['To be superseded']);
    });
    await act('03T00:10', 'Retraction', () =>
      change(app, ben, 'retractIntelligenceReport', { id: ids['To be retracted'], reason: 'Counted twice' }),
    );
    await act('03T00:20', 'Hiding', () =>
      change(app, amy, 'reviseIntelligenceReport', {
        id: ids['To be hidden'],
        input: { secrecyLevel: 'SECRET' },
        reason: 'A name',
      }),
    );
    await act('03T00:30', 'Release', () =>
      change(app, amy, 'reviseIntelligenceReport', {
        id: ids['To be released'],
        input: { secrecyLevel: 'RESTRICTED' },
        reason: 'Names removed',
      }),
    );
    await act('03T00:40', 'Opening', () =>
      change(app, amy, 'reviseIntelligenceReport', { id: ids['To be opened'], input: { tlp: 'GREEN' }, reason: 'For partners' }),
    );
    await act('03T00:50', 'Archive', () =>
      change(app, ben, 'archiveIntelligenceReport', { id: ids['To be archived'], reason: 'Empty' }),
    );
    await published('03T01:00', 'Kept close', { secrecyLevel: 'SECRET' });
    await act('03T01:10', 'Late review', () => create(app, amy, { title: 'Late review' }));
    await act('03T01:20', 'Late review due', () =>
      change(app, amy, 'assignIntelligenceReport', { id: ids['Late review'], input: { dueAt: '2026-03-03T03:00:00.000Z' } }),
    );
    await act('03T01:30', 'Late review sent', () => change(app, amy, 'submitIntelligenceReport', { id: ids['Late review'] }));
    await act('03T02:00', 'Radio', () => change(app, amy, 'registerIntelligenceSource', { input: { name: 'Radio' } }));
    await act('03T02:10', 'Pause', () => change(app, amy, 'pauseIntelligenceSource', { id: ids['Airfield'] }));
    await published('03T05:50', 'Lighthouse digest', { sourceIds: [ids['Lighthouse']] });
    morning = await act('03T06:05', 'Morning', () =>
      change(app, ann, 'recordHandover', {
        input: {
          note: 'Harbour has been quiet since the evening.',
          shiftEnd: '2026-03-03T06:00:00.000Z',
          secrecyLevel: 'RESTRICTED',
        },
      }),
    );
    clock.strike('03T06:10');
  });
  after(() => app?.stop());

  it('follows the handover before, from where that ended to the last event of the night', async () => {
    const { record } = morning;
    assert.deepEqual(
      [record.status, record.previousHandoverId, record.from, record.to.at, record.shiftStart, record.shiftEnd],
      ['recorded', ids['Evening'], evening.record.to, at06, '2026-03-02T22:00:00.000Z', '2026-03-03T06:00:00.000Z'],
    );
    assert.deepEqual([record.outgoing, record.incoming, evening.record.from], ['Ann Night', null, null]);
    assert.equal(evening.record.to.position, at['Overnight']);
    assert.equal(record.to.position, at['Lighthouse digest']);
  });

  it('tells exactly what the night changed', async () => {
    const brief = await briefOf(omar, ids['Morning']);
    assert.deepEqual(where(brief.published), [
      [ids['Night ships'], at['Night ships']],
      [ids['To be superseded'], at['New version']],
      [ids['Kept close'], at['Kept close']],
      [ids['Lighthouse digest'], at['Lighthouse digest']],
    ]);
    assert.deepEqual(
      brief.published.map(({ title, version, time }: { title: string; version: number; time: string }) => [title, version, time]),
      [
        ['Night ships', 1, '2026-03-02T23:00:00.000Z'],
        ['Superseding', 2, '2026-03-02T23:30:00.000Z'],
        ['Kept close', 1, '2026-03-03T01:00:00.000Z'],
        ['Lighthouse digest', 1, '2026-03-03T05:50:00.000Z'],
      ],
    );
    assert.deepEqual(where(brief.superseded), [[ids['To be superseded'], at['New version']]]);
    assert.deepEqual(where(brief.retracted), [[ids['To be retracted'], at['Retraction']]]);
    assert.deepEqual(where(brief.archived), [[ids['To be archived'], at['Archive']]]);
    assert.deepEqual([brief.restored, brief.draftedCount, brief.inReviewCount], [[], 4, 1]);
    assert.deepEqual(
      brief.overdueReviews.map(({ title, dueAt, submittedAt }: Record<string, string>) => [title, dueAt, submittedAt]),
      [['Late review', '2026-03-03T03:00:00.000Z', '2026-03-03T01:30:00.000Z']],
    );
    assert.deepEqual(where(brief.sourcesRegistered), [[ids['Radio'], at['Radio']]]);
    assert.deepEqual(where(brief.sourcesPaused), [[ids['Airfield'], at['Pause']]]);
    assert.deepEqual([brief.sourcesResumed, brief.sourcesRetired], [[], []]);
    assert.deepEqual(
      brief.markingChanges.map(({ title, from, to, position: p }: Record<string, unknown>) => [title, from, to, p]),
      [
        ['To be hidden', { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' }, { secrecyLevel: 'SECRET', tlp: 'AMBER' }, at['Hiding']],
        ['To be released', { secrecyLevel: 'SECRET', tlp: 'AMBER' }, { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' }, at['Release']],
        [
          'To be opened',
          { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' },
          { secrecyLevel: 'RESTRICTED', tlp: 'GREEN' },
          at['Opening'],
        ],
      ],
    );
    assert.deepEqual(brief.disclosed, []);
    assert.deepEqual(
      brief.handovers.map(({ id, status, note, position: p }: Record<string, string>) => [id, status, note, p]),
      [[ids['Evening'], 'countersigned', 'A quiet evening.', at['Evening signed']]],
    );
    assert.deepEqual([brief.note, brief.handoverId], ['Harbour has been quiet since the evening.', ids['Morning']]);
  });

  it('tells which sources fell silent, which were heard again, and what production was missed', async () => {
    const brief = await briefOf(omar, ids['Morning']);
    assert.deepEqual(brief.sourcesSilent, [
      { id: ids['Harbour'], name: 'Harbour', lastReportAt: '2026-03-02T21:30:00.000Z', expectedWithinSeconds: 3_600 },
    ]);
    assert.deepEqual(brief.sourcesBack, [
      { id: ids['Lighthouse'], name: 'Lighthouse', lastReportAt: '2026-03-03T05:50:00.000Z' },
    ]);
    assert.deepEqual(
      brief.productionMissed.map(({ name, start, end, expected, published: n }: Record<string, unknown>) => [
        name,
        start,
        end,
        expected,
        n,
      ]),
      [['Overnight', '2026-03-02T22:00:00.000Z', '2026-03-03T06:00:00.000Z', 5, 1]],
    );
  });

  it('tells a reader of lower clearance less, under another hash', async () => {
    const [mine, theirs] = [await briefOf(omar, ids['Morning']), await briefOf(low, ids['Morning'])];
    assert.notEqual(mine.hash, theirs.hash);
    assert.deepEqual(titles(theirs.published), ['Night ships', 'Superseding', 'Lighthouse digest']);
    assert.deepEqual(titles(theirs.markingChanges), ['To be opened']);
    assert.deepEqual(
      theirs.disclosed.map(({ title, status, position: p }: Record<string, string>) => [title, status, p]),
      [['To be released', 'published', at['Release']]],
    );
    assert.ok(!JSON.stringify(theirs).includes(ids['To be hidden']), 'what went out of sight is not mentioned');
    assert.ok(!JSON.stringify(theirs).includes(ids['Kept close']));
  });

  it('is the same for two readers with the same access, and whenever it is asked for', async () => {
    const first = await briefOf(omar, ids['Morning']);
    clock.strike('03T06:20');
    assert.deepEqual(await briefOf(omar, ids['Morning']), { ...first, asOf: first.asOf });
    assert.equal((await briefOf(eve, ids['Morning'])).hash, first.hash);
  });

  it('is shown to nobody in another tenant', async () => {
    const { errors } = await app.ask(stranger, 'query ($id: UUID!) { handover(id: $id) { note } }', { id: ids['Morning'] });
    const { errors: absent } = await app.ask(stranger, 'query ($id: UUID!) { handover(id: $id) { note } }', { id: randomUUID() });
    assert.equal(errors[0].extensions.code, 'NOT_FOUND');
    assert.deepEqual(errors, absent);
    const brief = await briefSince(stranger, { since: '0' });
    assert.deepEqual([brief.published, brief.handovers, brief.markingChanges, brief.draftedCount], [[], [], [], 0]);
    assert.deepEqual(await board(stranger), { publishedSinceLastHandover: null, lastHandover: null });
    await refused(app, stranger, 'NOT_FOUND', 'countersignHandover', {
      id: ids['Morning'],
      input: { briefHash: '0'.repeat(64) },
    });
    await refused(app, stranger, 'INVALID_INPUT', 'recordHandover', {
      input: { note: 'Mine', previousHandoverId: ids['Morning'] },
    });
  });

  it('shows at 03:00 what was known at 03:00', async () => {
    const brief = await briefSince(omar, { since: ids['Evening'], until: at['Pause'] });
    assert.deepEqual(titles(brief.published), ['Night ships', 'Superseding', 'Kept close']);
    assert.deepEqual([brief.overdueReviews, brief.inReviewCount, brief.productionMissed], [[], 1, []]);
    assert.deepEqual(
      [brief.sourcesSilent, brief.sourcesBack].map((list) => list.map(({ name }: { name: string }) => name)),
      [['Harbour'], []],
    );
    assert.deepEqual(brief.until, { position: at['Pause'], at: '2026-03-03T02:10:00.000Z' });
    const early = await briefSince(omar, { since: ids['Evening'], until: at['Night ships'] });
    assert.deepEqual([titles(early.published), early.superseded, early.markingChanges], [['Night ships'], [], []]);
    assert.deepEqual(
      await briefSince(omar, { since: at['Pause'], until: at['Pause'] }).then(({ published: p, handovers }) => [p, handovers]),
      [[], []],
    );
  });

  it('is signed for by its hash, and by no other', async () => {
    const { hash, verified } = await briefOf(omar, ids['Morning']);
    assert.equal(verified, null);
    const wrong = await sign(omar, ids['Morning'], '0'.repeat(64));
    assert.equal(wrong.errors[0].extensions.code, 'INVALID_INPUT');
    assert.match(wrong.errors[0].message, /[Rr]ead the brief again/);
    const { hash: lesser } = await briefOf(low, ids['Morning']);
    assert.equal((await sign(omar, ids['Morning'], lesser)).errors[0].extensions.code, 'INVALID_INPUT');
    const own = await sign(ann, ids['Morning'], (await briefOf(ann, ids['Morning'])).hash);
    assert.equal(own.errors[0].extensions.code, 'FOUR_EYES');
    const analyst = await sign(amy, ids['Morning'], hash);
    assert.equal(analyst.errors[0].extensions.code, 'FORBIDDEN');
  });

  it('needs another look when the note has changed since it was read', async () => {
    const { hash } = await briefOf(omar, ids['Morning']);
    await refused(app, omar, 'NOT_OUTGOING', 'reviseHandover', { id: ids['Morning'], input: { note: 'Mine' } });
    await act('03T06:25', 'Note revised', () =>
      change(app, ann, 'reviseHandover', { id: ids['Morning'], input: { note: 'Harbour is quiet; call them.' } }),
    );
    assert.equal((await sign(omar, ids['Morning'], hash)).errors[0].extensions.code, 'INVALID_INPUT');
  });

  it('keeps the signature, and says whether the brief is still what was signed', async () => {
    clock.strike('03T06:30');
    const { hash } = await briefOf(omar, ids['Morning']);
    const { record, receipt } = await act('03T06:30', 'Morning signed', () =>
      change(app, omar, 'countersignHandover', {
        id: ids['Morning'],
        input: { briefHash: hash, note: 'I have the watch.' },
        idempotencyKey: 'sign',
      }),
    );
    assert.deepEqual(
      [record.status, record.incoming, record.countersignature],
      ['countersigned', 'Omar Day', { signedAt: '2026-03-03T06:30:00.000Z', briefHash: hash, note: 'I have the watch.' }],
    );
    const again = await change(app, omar, 'countersignHandover', {
      id: ids['Morning'],
      input: { briefHash: hash, note: 'I have the watch.' },
      idempotencyKey: 'sign',
    });
    assert.deepEqual(again.receipt, receipt);
    assert.equal((await briefOf(omar, ids['Morning'])).verified, true);
    assert.equal((await briefOf(eve, ids['Morning'])).verified, null);
    const elsewhere = await app.token({ sub: 'omar', org: 'other-org', roles: ['watch_officer'] });
    assert.equal((await briefOf(elsewhere, ids['Morning'])).verified, null);
    await refused(app, ann, 'COUNTERSIGNED', 'withdrawHandover', { id: ids['Morning'], reason: 'Too late' });
    await refused(app, eve, 'COUNTERSIGNED', 'countersignHandover', { id: ids['Morning'], input: { briefHash: hash } });
  });

  it('counts on the dashboard what was published since, by position', async () => {
    const before = await board(omar);
    assert.deepEqual(before, {
      publishedSinceLastHandover: 0,
      lastHandover: {
        id: ids['Morning'],
        recordedAt: at06,
        toPosition: morning.record.to.position,
        status: 'countersigned',
        outgoing: 'Ann Night',
        incoming: 'Omar Day',
      },
    });
    const past = await board(omar, { position: at['Pause'] });
    assert.deepEqual([past.publishedSinceLastHandover, past.lastHandover.id], [3, ids['Evening']]);
    assert.equal((await board(low, { position: at['Pause'] })).publishedSinceLastHandover, 2);
    assert.deepEqual(await board(omar, { position: at['Overnight'] }), { publishedSinceLastHandover: null, lastHandover: null });
    await act('03T07:00', 'Day ships', () =>
      publish(app, amy, ben, { title: 'Day ships' }, { publishedAt: '2026-03-01T00:00:00.000Z' }),
    );
    assert.equal((await board(omar)).publishedSinceLastHandover, 1);
    const now = await briefSince(omar);
    assert.deepEqual([titles(now.published), now.from], [['Day ships'], morning.record.to]);
  });

  it('says nothing of what went out of sight after it was signed, and that it is no longer what was signed', async () => {
    const hide = (time: string, input: object) =>
      act(time, 'Later hiding', () =>
        change(app, amy, 'reviseIntelligenceReport', { id: ids['Night ships'], input, reason: 'A source in danger' }),
      );
    await hide('03T08:00', { secrecyLevel: 'SECRET' });
    assert.equal((await briefOf(omar, ids['Morning'])).verified, true, 'who still sees it, sees what was signed');
    const brief = await briefOf(low, ids['Morning']);
    assert.deepEqual(titles(brief.published), ['Superseding', 'Lighthouse digest']);
    assert.ok(!JSON.stringify(brief).includes(ids['Night ships']));
    assert.equal(brief.asOf.reducedToTodaysAccess, true);
    await hide('03T08:10', { tlp: 'RED', recipients: [] });
    assert.equal((await briefOf(omar, ids['Morning'])).verified, false);
  });

  it('can be taken back while nobody has signed, and is then not the last one', async () => {
    const mistaken = await act('03T09:00', 'Mistaken', () =>
      change(app, omar, 'recordHandover', { input: { note: 'Too early' } }),
    );
    assert.equal(mistaken.record.previousHandoverId, ids['Morning']);
    await refused(app, ann, 'NOT_OUTGOING', 'withdrawHandover', { id: ids['Mistaken'], reason: 'Not mine' });
    await refused(app, omar, 'REASON_REQUIRED', 'withdrawHandover', { id: ids['Mistaken'] });
    await act('03T09:01', 'Withdrawal', () =>
      change(app, omar, 'withdrawHandover', { id: ids['Mistaken'], reason: 'Too early' }),
    );
    assert.equal((await board(omar)).lastHandover.id, ids['Morning']);
    await refused(app, omar, 'INVALID_INPUT', 'recordHandover', { input: { note: 'Next', previousHandoverId: ids['Mistaken'] } });
  });

  it('is listed, the newest first, page by page', async () => {
    const list = async (token: string, variables: object) =>
      (
        await app.data(
          token,
          `query ($filter: HandoverFilterInput, $first: Int, $after: String, $atLeast: Position) {
            handovers(filter: $filter, first: $first, after: $after, atLeast: $atLeast) { nodes { id status outgoing } totalCount pageInfo { hasNextPage endCursor } } }`,
          { atLeast: position, ...variables },
        )
      ).handovers;
    const first = await list(omar, { first: 2 });
    assert.deepEqual([first.nodes.map(({ id }: { id: string }) => id), first.totalCount], [[ids['Mistaken'], ids['Morning']], 3]);
    const second = await list(omar, { first: 2, after: first.pageInfo.endCursor });
    assert.deepEqual(second.nodes, [{ id: ids['Evening'], status: 'countersigned', outgoing: 'Eve Evening' }]);
    const own = await list(omar, { filter: { outgoing: [await actorOf(app, ann)] } });
    assert.deepEqual([own.totalCount, own.nodes[0].id], [1, ids['Morning']]);
    assert.equal((await list(stranger, {})).totalCount, 0);
  });

  it('can begin a ledger, and begin where it is told to', async () => {
    const first = await change(app, stranger, 'recordHandover', { input: { note: 'Nothing yet' } });
    assert.deepEqual([first.record.previousHandoverId, first.record.from], [null, null]);
    const told = await change(app, omar, 'recordHandover', { input: { note: 'The night again', fromPosition: at['Pause'] } });
    assert.deepEqual(told.record.from, { position: at['Pause'], at: '2026-03-03T02:10:00.000Z' });
    await refused(app, omar, 'INVALID_INPUT', 'recordHandover', {
      input: { note: 'Tomorrow', fromPosition: String(BigInt(told.receipt.position) + 1_000_000n) },
    });
    await change(app, omar, 'withdrawHandover', { id: told.receipt.id, reason: 'Only tried' });
  });

  it('refuses a beginning that it cannot understand, or that comes after its end', async () => {
    const ask = async (args: string) => (await app.ask(omar, `{ handoverBrief(${args}) { hash } }`)).errors[0]?.extensions.code;
    assert.equal(await ask('since: "yesterday"'), 'INVALID_INPUT');
    assert.equal(await ask(`since: "${randomUUID()}"`), 'NOT_FOUND');
    assert.equal(await ask(`since: "${at['Pause']}", until: "${at['Night ships']}"`), 'INVALID_INPUT');
    assert.equal(await ask('since: 99999999999999999999'), 'INVALID_INPUT');
  });
});
