/** What a brief says of records that changed between two positions, case by case. */
import assert from 'node:assert/strict';
import {
  type Course,
  feedChanges,
  reportChanges,
  type ReportStage,
  silenceChanges,
  sourceChanges,
  type Stage,
  type VersionStage,
} from '../../../src/handover/handover-brief.measure.js';
import { amber, secret } from '../../examples/marking.js';

const ID = '5b0a3c1e-7d54-4c59-9a7b-0d3c0a4f1e11';
const OTHER = '4b0a3c1e-7d54-4c59-9a7b-0d3c0a4f1e11';
const time = (position: number) => `2026-01-05T12:${String(position).padStart(2, '0')}:00.000Z`;

const version = (number: number, status: VersionStage['status'] = 'published'): VersionStage => ({
  number,
  status,
  publishedAt: time(0),
});
const stage = (position: number, changes: Partial<ReportStage> = {}): ReportStage => ({
  position: String(position),
  recordedAt: time(position),
  title: 'Night ships',
  status: 'draft',
  compartment: 'amber',
  marking: amber,
  workingStatus: null,
  versions: [],
  ...changes,
});
const published = (position: number, ...versions: VersionStage[]) => stage(position, { status: 'published', versions });
const course = <S extends Stage>(before: Course<S>['before'], ...stages: S[]): Course<S> => ({ id: ID, before, stages });
const changes = (...courses: Course<ReportStage>[]) => reportChanges(courses);
/** Only what a list says of what, where and when. */
const told = (items: readonly { readonly position: string; readonly version?: number }[]) =>
  items.map(({ position, version: number }) => [position, ...(number === undefined ? [] : [number])].join(' v'));

describe('a brief of reports', () => {
  it('tells of a publication where it was recorded, whatever came after', () => {
    const { published: list, ...rest } = changes(
      course(
        stage(1),
        published(5, version(1)),
        stage(6, { status: 'published', versions: [version(1)], workingStatus: 'draft' }),
      ),
    );
    assert.deepEqual(list, [
      { type: 'intelReport', id: ID, title: 'Night ships', time: time(5), position: '5', version: 1, publishedAt: time(0) },
    ]);
    assert.deepEqual([rest.superseded, rest.retracted, rest.archived, rest.draftedCount], [[], [], [], 0]);
  });

  it('tells of what a new version superseded', () => {
    const { published: list, superseded } = changes(
      course(published(1, version(1)), published(7, version(1, 'superseded'), version(2))),
    );
    assert.deepEqual([told(list), told(superseded)], [['7 v2'], ['7 v1']]);
  });

  it('tells of a version that was published and retracted in the interval as both', () => {
    const retracted = stage(8, { status: 'retracted', versions: [version(1, 'retracted')] });
    const brief = changes(course<ReportStage>(undefined, stage(2), published(5, version(1)), retracted));
    assert.deepEqual([told(brief.published), told(brief.retracted), brief.draftedCount], [['5 v1'], ['8 v1'], 1]);
  });

  it('says nothing of a state that was left and returned to', () => {
    const archived = published(1, version(1));
    const brief = changes(course(archived, { ...published(5, version(1)), status: 'archived' }, published(6, version(1))));
    assert.deepEqual([brief.archived, brief.restored, brief.published], [[], [], []]);
  });

  it('dates a state from the last time it began', () => {
    const archived = (position: number) => stage(position, { status: 'archived' });
    assert.deepEqual(told(changes(course(stage(1), archived(3), stage(4), archived(6), archived(7))).archived), ['6']);
    assert.deepEqual(told(changes(course(archived(1), stage(4))).restored), ['4']);
  });

  it('counts what went to review and is there still', () => {
    const review = stage(3, { status: 'in_review', workingStatus: 'in_review' });
    assert.equal(changes(course(stage(1), review)).inReviewCount, 1);
    assert.equal(changes(course(stage(1), review, stage(4, { workingStatus: 'draft' }))).inReviewCount, 0);
    assert.equal(changes(course(review, stage(4, { ...review, title: 'Again' }))).inReviewCount, 0);
  });

  it('counts an import as published, not as drafted', () => {
    const brief = changes(course<ReportStage>(undefined, published(4, version(1))));
    assert.deepEqual([told(brief.published), brief.draftedCount], [['4 v1'], 0]);
  });

  it('tells of a marking by what it was and is', () => {
    const raised = (position: number) => stage(position, { compartment: 'secret', marking: secret });
    const { remarked } = changes(course(stage(1), raised(4), stage(5), raised(6), raised(7)));
    assert.deepEqual(
      remarked.map(({ position, from, to }) => [position, from, to]),
      [['6', amber, secret]],
    );
    assert.deepEqual(changes(course(stage(1), raised(4), stage(5))).remarked, []);
    assert.deepEqual(changes(course<ReportStage>(undefined, stage(1), raised(4))).remarked, []);
  });

  it('compares what came into sight with how it came into sight, never with what it was before', () => {
    const brief = changes(
      course<ReportStage>('hidden', published(4, version(1)), published(9, version(1, 'superseded'), version(2))),
    );
    assert.deepEqual(
      brief.disclosed.map(({ position, status }) => [position, status]),
      [['4', 'published']],
    );
    assert.deepEqual([told(brief.published), told(brief.superseded), brief.remarked], [['9 v2'], ['9 v1'], []]);
    const only = changes(course<ReportStage>('hidden', published(4, version(1))));
    assert.deepEqual([only.published, only.draftedCount, only.archived, only.restored], [[], 0, [], []]);
  });

  it('is in order of position, not of digits', () => {
    const at = (id: string, position: number): Course<ReportStage> => ({
      id,
      before: stage(1),
      stages: [published(position, version(1))],
    });
    assert.deepEqual(told(changes(at(ID, 10), at(OTHER, 9)).published), ['9 v1', '10 v1']);
    assert.deepEqual(
      changes(at(ID, 9), at(OTHER, 9)).published.map(({ id }) => id),
      [OTHER, ID],
    );
  });
});

describe('a brief of sources', () => {
  const source = (position: number, status: string): Stage => ({ ...stage(position), title: 'Harbour', status });
  const of = (...courses: Course<Stage>[]) => {
    const { registered, paused, resumed, retired } = sourceChanges(courses);
    return [registered, paused, resumed, retired].map(told);
  };
  it('tells of new, paused, resumed and retired ones', () => {
    assert.deepEqual(of(course<Stage>(undefined, source(2, 'active'))), [['2'], [], [], []]);
    assert.deepEqual(of(course<Stage>(undefined, source(2, 'active'), source(3, 'paused'))), [['2'], ['3'], [], []]);
    assert.deepEqual(of(course<Stage>(source(1, 'paused'), source(3, 'active'))), [[], [], ['3'], []]);
    assert.deepEqual(of(course<Stage>(source(1, 'active'), source(3, 'retired'))), [[], [], [], ['3']]);
  });
  it('says nothing of a pause that ended', () =>
    assert.deepEqual(of(course<Stage>(source(1, 'active'), source(3, 'paused'), source(4, 'active'))), [[], [], [], []]));
});

describe('a brief of silence', () => {
  const quiet = (id: string, name: string) => ({
    id,
    name,
    lastReportAt: time(1),
    expectedWithinSeconds: 3_600,
    probability: 0.01,
  });
  const heard = (status: string) => ({ name: 'Harbour', status, lastReportAt: time(9) });
  it('tells whose silence began, by name', () => {
    const { silent, back } = silenceChanges([], [quiet(ID, 'Port'), quiet(OTHER, 'Airfield')], new Map());
    assert.deepEqual([silent.map(({ name }) => name), back], [['Airfield', 'Port'], []]);
    assert.deepEqual(silent[1], { id: ID, name: 'Port', lastReportAt: time(1), expectedWithinSeconds: 3_600 });
  });
  it('says nothing of who is silent still', () =>
    assert.deepEqual(silenceChanges([quiet(ID, 'Port')], [quiet(ID, 'Port')], new Map()), { silent: [], back: [] }));
  it('tells who was heard again', () =>
    assert.deepEqual(silenceChanges([quiet(ID, 'Port')], [], new Map([[ID, heard('active')]])).back, [
      { id: ID, name: 'Harbour', lastReportAt: time(9), expectedWithinSeconds: 3_600 },
    ]));
  it('takes a source that was paused, or is out of sight, for silent no more and not for back', () => {
    assert.deepEqual(silenceChanges([quiet(ID, 'Port')], [], new Map([[ID, heard('paused')]])).back, []);
    assert.deepEqual(silenceChanges([quiet(ID, 'Port')], [], new Map()).back, []);
  });
});

describe('a brief of feeds', () => {
  const judged = (id: string, health: string, red: boolean) => ({
    id,
    name: id === ID ? 'Port' : 'Airfield',
    health,
    red,
    lastSuccessAt: time(1),
    fault: red ? 'unauthorized' : null,
  });
  const told = (id: string, health: string, red: boolean) => {
    const { red: _, ...feed } = judged(id, health, red);
    return feed;
  };

  it('tells which turned red, by name, and of one that stayed red nothing', () => {
    const { unhealthy, recovered } = feedChanges(
      [judged(ID, 'ok', false)],
      [judged(ID, 'silent', true), judged(OTHER, 'failing', true)],
    );
    assert.deepEqual([unhealthy, recovered], [[told(OTHER, 'failing', true), told(ID, 'silent', true)], []]);
    assert.deepEqual(feedChanges([judged(ID, 'failing', true)], [judged(ID, 'silent', true)]), { unhealthy: [], recovered: [] });
  });

  it('tells which work again, and not of those that were paused or went out of sight', () => {
    const red = [judged(ID, 'failing', true), judged(OTHER, 'failing', true)];
    assert.deepEqual(feedChanges(red, [judged(ID, 'ok', false), judged(OTHER, 'off', false)]), {
      unhealthy: [],
      recovered: [told(ID, 'ok', false)],
    });
    assert.deepEqual(feedChanges(red, []), { unhealthy: [], recovered: [] });
  });
});
