/** A source that published every working day says nothing on a Tuesday, and the watch officer is told. */
import assert from 'node:assert/strict';
import { Clock } from '../../src/ledger/clock.js';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, publish, sources, type When } from './requests.js';

class WallClock extends Clock {
  private at = '2026-03-02T06:00:00.000Z';
  now(): Date {
    return new Date(this.at);
  }
  strike(instant: string): void {
    this.at = new Date(instant).toISOString();
  }
}

const FIELDS = `id name lastReportAt silent learnedCadence { days deliveries perWeekday { weekday rate } expectedIntervalSeconds zone }
  silence { state reason since probability expectedWithinSeconds basis }`;
const SCORECARD = `id name scorecard { deliveries soleSupportShare retracted leadSeconds sharedSubjects longestGapSeconds window { from to } }`;

describe('hearing when a source falls silent', function () {
  this.timeout(120_000);
  const clock = new WallClock();
  let app: TestApplication;
  let ann: string;
  let ben: string;
  let officer: string;
  let low: string;
  const ids: Record<string, string> = {};
  const FRIDAY = '2026-03-20T15:00:00.000Z';
  const SUNDAY = '2026-03-22T20:00:00.000Z';
  const TUESDAY = '2026-03-24T16:00:00.000Z';
  const WEDNESDAY = '2026-03-25T06:00:00.000Z';

  const board = async (token: string, when: When = {}) => {
    const query = `query ($at: DateTime, $position: Position, $atLeast: Position) { intelligenceDashboard(at: $at, position: $position, atLeast: $atLeast) {
      silentSources { id name lastReportAt expectedWithinSeconds probability } asOf { reducedToTodaysAccess } } }`;
    const { intelligenceDashboard } = await app.data(token, query, { ...when });
    return intelligenceDashboard as {
      silentSources: { id: string; name: string; lastReportAt: string; expectedWithinSeconds: number; probability: number }[];
      asOf: { reducedToTodaysAccess: boolean };
    };
  };
  const silentNames = async (token: string, when: When = {}): Promise<string[]> =>
    (await board(token, when)).silentSources.map(({ name }) => name);
  const one = async (token: string, name: string, when: When = {}, fields = FIELDS) => {
    const query = `query ($ids: [UUID!], $at: DateTime, $atLeast: Position) {
      intelligenceSources(first: 1, filter: { ids: $ids }, at: $at, atLeast: $atLeast) { nodes { ${fields} } } }`;
    return (await app.data(token, query, { ids: [ids[name]], ...when })).intelligenceSources.nodes[0];
  };
  const register = async (name: string, input: object = {}): Promise<void> => {
    const { receipt } = await change(app, ann, 'registerIntelligenceSource', {
      input: { name, tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED', ...input },
    });
    ids[name] = receipt.id;
  };
  const report = (names: readonly string[], input: object = {}) =>
    publish(app, ann, ben, {
      title: `From ${names.join(' and ')}`,
      sourceIds: names.map((name) => ids[name]),
      tlp: 'GREEN',
      secrecyLevel: 'UNCLASSIFIED',
      ...input,
    });

  before(async () => {
    app = await startTestApplication({ clock });
    const all = { clearance: 'SECRET' };
    ann = await app.token({ ...all, sub: 'ann', roles: ['analyst', 'source_manager'] });
    ben = await app.token({ ...all, sub: 'ben', roles: ['senior_analyst', 'tenant_admin'] });
    officer = await app.token({ ...all, sub: 'oli', roles: ['watch_officer'] });
    low = await app.token({ sub: 'lou', roles: ['watch_officer'], clearance: 'RESTRICTED' });
    await change(app, ben, 'changeTenantSettings', { input: { zone: 'Europe/London' } });
    await register('Harbour watch');
    await register('Airfield');
    await register('Paused feed');
    await register('Secret feed', { secrecyLevel: 'SECRET', tlp: 'AMBER', expectedCadenceSeconds: 3_600 });
    await register('Two voices');
    for (let day = 2; day <= 20; day++) {
      const date = `2026-03-${`${day}`.padStart(2, '0')}`;
      if (new Date(date).getUTCDay() % 6 === 0) continue;
      for (const hour of ['09', '15']) {
        clock.strike(`${date}T${hour}:00:00.000Z`);
        await report(['Harbour watch', ...(day === 2 ? ['Paused feed'] : [])]);
      }
      // What the harbour watch knows is open; half of what the other voice says is secret.
      await report(['Two voices']);
      await report(['Two voices'], { secrecyLevel: 'SECRET', tlp: 'AMBER' });
    }
    clock.strike('2026-03-21T08:00:00.000Z');
    await change(app, ann, 'pauseIntelligenceSource', { id: ids['Paused feed'] });
  });
  after(() => app?.stop());

  it('knows how often it delivers, in the zone of the tenant', async () => {
    const { learnedCadence: cadence } = await one(officer, 'Harbour watch');
    assert.deepEqual([cadence.days, cadence.deliveries, cadence.zone], [15, 30, 'Europe/London']);
    assert.deepEqual(
      cadence.perWeekday.map(({ weekday }: { weekday: number }) => weekday),
      [1, 2, 3, 4, 5, 6, 7],
    );
    assert.ok(cadence.perWeekday.slice(0, 5).every(({ rate }: { rate: number }) => rate > 1.5));
    assert.ok(cadence.perWeekday.slice(5).every(({ rate }: { rate: number }) => rate < 0.6));
  });

  it('hears nothing of it on the Sunday, on which it never publishes', async () => {
    clock.strike(SUNDAY);
    assert.deepEqual(await silentNames(officer), ['Secret feed']);
    const { silent, silence } = await one(officer, 'Harbour watch');
    assert.deepEqual(
      [silent, silence.state, silence.since, silence.basis, silence.reason],
      [false, 'active', FRIDAY, 'learned', null],
    );
  });

  it('is told on the Tuesday', async () => {
    clock.strike(TUESDAY);
    const [harbour] = (await board(officer)).silentSources;
    assert.ok(harbour);
    const { probability, expectedWithinSeconds, ...facts } = harbour;
    assert.deepEqual(facts, { id: ids['Harbour watch'], name: 'Harbour watch', lastReportAt: FRIDAY });
    assert.ok(probability <= 0.05 && probability > 0.001);
    const { silent, silence, learnedCadence } = await one(officer, 'Harbour watch');
    assert.deepEqual([silent, silence.state, silence.probability], [true, 'silent', probability]);
    assert.equal(expectedWithinSeconds, learnedCadence.expectedIntervalSeconds);
  });

  it('opens the silent ones from the list of sources', async () => {
    clock.strike(TUESDAY);
    for (const silent of [true, false]) {
      const list = await sources(app, officer, { filter: { silent } }, 'name silent');
      assert.ok(list.nodes.length > 1);
      assert.equal(list.totalCount, list.nodes.length);
      assert.ok(list.nodes.every((node: { silent: boolean }) => node.silent === silent));
    }
    const { nodes } = await sources(app, officer, { filter: { silent: true, ids: [ids['Airfield'], ids['Harbour watch']] } });
    assert.deepEqual(
      nodes.map(({ name }: { name: string }) => name),
      ['Harbour watch'],
    );
  });

  it('says why it judges neither one that never delivered nor a paused one', async () => {
    clock.strike(WEDNESDAY);
    for (const [name, reason] of [
      ['Airfield', 'too_few_deliveries'],
      ['Paused feed', 'paused'],
    ] as const) {
      const { silent, silence, learnedCadence } = await one(officer, name);
      assert.deepEqual([silent, silence.state, silence.reason, learnedCadence], [false, 'not_judged', reason, null]);
    }
  });

  it('sees as of Sunday that it was not silent, and as of Tuesday that it was', async () => {
    clock.strike(WEDNESDAY);
    assert.deepEqual(await silentNames(officer, { at: SUNDAY }), ['Secret feed']);
    assert.deepEqual(await silentNames(officer, { at: TUESDAY }), ['Harbour watch', 'Secret feed', 'Two voices']);
    assert.equal((await one(officer, 'Harbour watch', { at: SUNDAY })).silent, false);
    assert.equal((await one(officer, 'Harbour watch', { at: TUESDAY })).silent, true);
    const { nodes } = await sources(app, officer, { at: SUNDAY, filter: { silent: true } }, 'name');
    assert.deepEqual(nodes, [{ name: 'Secret feed' }]);
    const early = await one(officer, 'Harbour watch', { at: '2026-03-03T08:00:00.000Z' });
    assert.deepEqual([early.learnedCadence, early.silence.reason], [null, 'too_few_deliveries']);
  });

  it('keeps a source and its deliveries from those who may not see them', async () => {
    clock.strike(TUESDAY);
    assert.ok(!(await silentNames(low)).includes('Secret feed'));
    const [seen, all] = [await one(low, 'Two voices'), await one(officer, 'Two voices')];
    assert.deepEqual([seen.learnedCadence.deliveries, all.learnedCadence.deliveries], [15, 30]);
    const [lowCard, card] = [await one(low, 'Two voices', {}, SCORECARD), await one(officer, 'Two voices', {}, SCORECARD)];
    assert.deepEqual([lowCard.scorecard.deliveries, card.scorecard.deliveries], [15, 30]);
  });

  it('hears it again with its next report', async () => {
    clock.strike(WEDNESDAY);
    const { receipt } = await report(['Harbour watch']);
    const { silentSources } = await board(officer, { atLeast: receipt.position });
    assert.ok(!silentSources.some(({ name }) => name === 'Harbour watch'));
    const record = await app.data(
      officer,
      `query ($id: UUID!, $atLeast: Position) { intelligenceSource(id: $id, atLeast: $atLeast) { ${FIELDS} } }`,
      { id: ids['Harbour watch'], atLeast: receipt.position },
    );
    assert.deepEqual([record.intelligenceSource.silent, record.intelligenceSource.silence.since], [false, WEDNESDAY]);
  });

  it('does not take a source that was just resumed for silent', async () => {
    clock.strike('2026-04-20T08:00:00.000Z');
    await change(app, ann, 'pauseIntelligenceSource', { id: ids['Two voices'] });
    const { receipt } = await change(app, ann, 'resumeIntelligenceSource', { id: ids['Two voices'] });
    const { silent, silence } = await one(officer, 'Two voices', { atLeast: receipt.position });
    assert.deepEqual([silent, silence.state, silence.since], [false, 'active', '2026-04-20T08:00:00.000Z']);
  });

  it('shows the past only as far as its reader may see it today', async () => {
    clock.strike('2026-04-21T08:00:00.000Z');
    const list = await app.data(ann, '{ intelligenceReports(first: 200, filter: {}) { nodes { id title secrecyLevel } } }');
    const open = list.intelligenceReports.nodes.filter(
      ({ title, secrecyLevel }: Record<string, string>) => title === 'From Two voices' && secrecyLevel === 'UNCLASSIFIED',
    );
    let position = '';
    for (const { id } of open.slice(0, 5))
      ({
        receipt: { position },
      } = await change(app, ann, 'reviseIntelligenceReport', {
        id,
        input: { secrecyLevel: 'SECRET' },
        reason: 'Names a person',
      }));
    const when = { at: TUESDAY, atLeast: position };
    assert.equal((await one(low, 'Two voices', when)).learnedCadence.deliveries, 10);
    assert.equal((await one(officer, 'Two voices', when)).learnedCadence.deliveries, 30);
    assert.equal((await one(low, 'Two voices', when, SCORECARD)).scorecard.deliveries, 10);
  });
});

describe('the scorecard of a source', function () {
  this.timeout(60_000);
  const clock = new WallClock();
  let app: TestApplication;
  let officer: string;
  const ids: Record<string, string> = {};
  const MALWARE = 'malware--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061';
  let position = '';

  before(async () => {
    app = await startTestApplication({ clock });
    const ann = await app.token({ sub: 'ann', roles: ['analyst', 'source_manager'] });
    const ben = await app.token({ sub: 'ben', roles: ['senior_analyst'] });
    officer = await app.token({ sub: 'oli', roles: ['watch_officer'] });
    for (const name of ['Early', 'Late', 'Mute'])
      ids[name] = (await change(app, ann, 'registerIntelligenceSource', { input: { name } })).receipt.id;
    const report = async (time: string, names: readonly string[], subjects: object) => {
      clock.strike(time);
      const input = { title: 'A report', sourceIds: names.map((name) => ids[name]), ...subjects };
      const { receipt } = await publish(app, ann, ben, input);
      ({ position } = receipt);
      return receipt.id;
    };
    await report('2026-03-03T06:00:00.000Z', ['Early'], { techniqueIds: ['T1566'], objectRefs: [MALWARE] });
    await report('2026-03-03T08:00:00.000Z', ['Late'], { techniqueIds: ['T1566'] });
    await report('2026-03-03T12:00:00.000Z', ['Late'], { objectRefs: [MALWARE] });
    await report('2026-03-04T06:00:00.000Z', ['Early', 'Late'], { techniqueIds: ['T1059'] });
    const wrong = await report('2026-03-09T06:00:00.000Z', ['Early'], {});
    const retracted = await change(app, ben, 'retractIntelligenceReport', { id: wrong, reason: 'It was wrong' });
    ({ position } = retracted.receipt);
    clock.strike('2026-03-10T06:00:00.000Z');
  });
  after(() => app?.stop());

  const cards = async (args = '') => {
    const fields = SCORECARD.replace('scorecard', `scorecard${args}`);
    const { nodes } = await sources(app, officer, { atLeast: position }, fields);
    return nodes.map(({ name, scorecard }: Record<string, unknown>) => [name, scorecard]);
  };

  it('counts deliveries, what only it supports, how early it was and its longest gap', async () => {
    const window = { from: '2025-12-10T06:00:00.000Z', to: '2026-03-10T06:00:00.000Z' };
    const hour = 3_600;
    assert.deepEqual(await cards(), [
      [
        'Early',
        // 2 h ahead with the technique, 6 h with the malware, neither with what both were named for.
        {
          deliveries: 3,
          soleSupportShare: 1 / 2,
          retracted: 1,
          leadSeconds: 2 * hour,
          sharedSubjects: 3,
          longestGapSeconds: 120 * hour,
          window,
        },
      ],
      [
        'Late',
        {
          deliveries: 3,
          soleSupportShare: 2 / 3,
          retracted: 0,
          leadSeconds: -2 * hour,
          sharedSubjects: 3,
          longestGapSeconds: 144 * hour,
          window,
        },
      ],
      [
        'Mute',
        {
          deliveries: 0,
          soleSupportShare: null,
          retracted: 0,
          leadSeconds: null,
          sharedSubjects: 0,
          longestGapSeconds: null,
          window,
        },
      ],
    ]);
  });

  it('looks back as far as it is asked to', async () => {
    const [[, early]] = await cards('(days: 2)');
    assert.deepEqual([early.deliveries, early.longestGapSeconds, early.sharedSubjects], [1, 24 * 3_600, 0]);
    const { errors } = await app.ask(officer, '{ intelligenceSources { nodes { scorecard(days: 366) { deliveries } } } }');
    assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT');
  });
});
