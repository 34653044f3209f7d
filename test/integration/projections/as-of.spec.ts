/** A list, a count and the dashboard as of a moment are what a replay of the log up to it gives. */
import assert from 'node:assert/strict';
import { DateTime } from 'luxon';
import type { Subject } from '../../../src/access/actor.js';
import { decide } from '../../../src/access/policy.js';
import {
  effectiveStatus,
  evolve as evolveReport,
  absent as noReport,
  type IntelReport,
  type IntelReportRecord,
} from '../../../src/intel-reports/intel-report.record.js';
import type { RecordedEvent } from '../../../src/ledger/event-contract.js';
import { foldInto, type Loaded } from '../../../src/ledger/ledger.js';
import { cadenceOf, silenceOf, type SourceFacts } from '../../../src/sources/source.measure.js';
import { SourceWatch } from '../../../src/sources/source-watch.queries.js';
import { absent as noSource, evolve as evolveSource, type SourceRecord } from '../../../src/sources/source.record.js';
import {
  defaultSettings,
  evolve as evolveSettings,
  type TenantSettingsRecord,
} from '../../../src/tenants/tenant-settings.record.js';
import { ben } from '../../examples/actors.js';
import { FIRST_RECORDED, randomHistory } from './random-history.js';
import { ReadSide } from './read-side.js';
import { reader } from './subjects.js';

type Records = ReadonlyMap<string, Loaded<{ status: string }>>;
const FOLDS: Record<string, { initial: unknown; evolve: unknown }> = {
  intelReport: { initial: noReport, evolve: evolveReport },
  source: { initial: noSource, evolve: evolveSource },
  tenant: { initial: defaultSettings, evolve: evolveSettings },
};

/** All records of a category and a tenant as the events leave them. */
const replay = (events: readonly RecordedEvent[], category: string, tenantId: string): Records => {
  const records = new Map<string, Loaded<{ status: string }>>();
  for (const { event, at } of events)
    if (at.category === category && at.meta.tenantId === tenantId)
      records.set(at.recordId, foldInto(FOLDS[category] as never, records.get(at.recordId) as never, event, at));
  return records;
};

const sees = (subject: Subject, loaded: Loaded<unknown> | undefined): boolean => {
  const marking = (loaded?.record as IntelReportRecord | undefined)?.marking;
  return loaded !== undefined && marking !== undefined && decide(subject, 'read', { ...loaded, marking }).allow;
};

/** What a reader may see of the past, and whether that is less than what they could see then. */
const seen = <Record>(subject: Subject, then: Records, today: Records) => {
  const visibleThen = [...then.values()].filter((loaded) => sees(subject, loaded));
  const shown = visibleThen.filter(({ id }) => sees(subject, today.get(id)));
  return { shown: shown as unknown as readonly Loaded<Record>[], reduced: shown.length < visibleThen.length };
};

const seenThen = (subject: Subject, then: Records) =>
  [...then.values()].filter((loaded) => sees(subject, loaded)) as unknown as readonly Loaded<IntelReportRecord>[];

const countBy = <T>(items: readonly T[], key: (item: T) => string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const item of items) counts[key(item)] = (counts[key(item)] ?? 0) + 1;
  return counts;
};
const greatest = (instants: readonly string[]): string | null => instants.toSorted().at(-1) ?? null;

/** When a source's status changed as far as a reader may see, from its events. */
const transitionsOf = (subject: Subject, events: readonly RecordedEvent[], id: string): SourceFacts['transitions'] => {
  let loaded: Loaded<SourceRecord> | undefined;
  const transitions: SourceFacts['transitions'][number][] = [];
  for (const { event, at } of events.filter((recorded) => recorded.at.recordId === id)) {
    loaded = foldInto(FOLDS['source'] as never, loaded as never, event, at) as Loaded<SourceRecord>;
    const { status } = loaded.record;
    if (sees(subject, loaded) && status !== transitions.at(-1)?.status)
      transitions.push({ status, at: new Date(at.recordedAt).toISOString() });
  }
  return transitions;
};

const READERS: readonly Subject[] = [
  reader('acme'),
  reader('acme', { actorId: ben, orgId: 'soc', clearance: 'RESTRICTED', countries: ['DE'] }),
  reader('globex', { clearance: 'UNCLASSIFIED' }),
];

describe('reading as of a moment', function () {
  this.timeout(90_000);
  let side: ReadSide;
  let events: readonly RecordedEvent[];
  before(async () => {
    side = await ReadSide.open();
    await side.project();
    await side.reached(await side.appendAll(randomHistory(21, 520)));
    events = await side.everything();
  });
  after(() => side?.close());

  const positions = () => [
    0n,
    ...[0, 1, 7, 40, 90, 160, 230, 310, 390, 470].map((n) => events[n].at.position),
    events.at(-1)!.at.position,
  ];
  const upTo = (position: bigint) => events.filter(({ at }) => at.position <= position);

  it('lists, counts and orders the reports of then', async () => {
    let reductions = 0;
    for (const subject of READERS)
      for (const position of positions()) {
        const { shown, reduced } = seen<IntelReport>(
          subject,
          replay(upTo(position), 'intelReport', subject.tenantId),
          replay(events, 'intelReport', subject.tenantId),
        );
        const { edges, asOf } = await side.reports.list(
          subject,
          {},
          { field: 'updatedAt', direction: 'desc' },
          { first: 200 },
          { position },
        );
        const expected = shown.toSorted((a, b) =>
          a.updatedAt === b.updatedAt ? (a.id < b.id ? 1 : -1) : a.updatedAt < b.updatedAt ? 1 : -1,
        );
        assert.deepEqual(
          edges.map(({ node }) => [node.id, node.revision, node.record.status]),
          expected.map((r) => [r.id, r.revision, r.record.status]),
        );
        assert.deepEqual(
          [asOf.position, asOf.fresh, asOf.reducedToTodaysAccess],
          [position, true, reduced],
          `${subject.tenantId} at ${position}`,
        );
        assert.equal(await side.reports.count(subject, {}, { position }), shown.length);
        const published = await side.reports.count(subject, { status: ['published'] }, { position });
        assert.equal(published, shown.filter(({ record }) => effectiveStatus(record) === 'published').length);
        reductions += Number(reduced);
      }
    assert.ok(reductions > 0, 'the history has records that were raised');
  });

  it('says that a filtered list is reduced only when a matching record was left out', async () => {
    const answers = new Set<boolean>();
    for (const [subject, position] of READERS.flatMap((one) => positions().map((at) => [one, at] as const))) {
      if (answers.size === 2) break;
      const today = replay(events, 'intelReport', subject.tenantId);
      for (const [id, loaded] of replay(upTo(position), 'intelReport', subject.tenantId)) {
        const { asOf } = await side.reports.list(subject, { ids: [id] }, undefined, {}, { position });
        assert.equal(asOf.reducedToTodaysAccess, sees(subject, loaded) && !sees(subject, today.get(id)));
        answers.add(asOf.reducedToTodaysAccess);
      }
    }
    assert.equal(answers.size, 2);
  });

  it('lists the sources of then, each with its last report of then', async () => {
    for (const subject of READERS)
      for (const position of positions()) {
        const before = upTo(position);
        const { shown, reduced } = seen<SourceRecord>(
          subject,
          replay(before, 'source', subject.tenantId),
          replay(events, 'source', subject.tenantId),
        );
        const { shown: reports } = seen<IntelReportRecord>(
          subject,
          replay(before, 'intelReport', subject.tenantId),
          replay(events, 'intelReport', subject.tenantId),
        );
        const lastReport = (id: string) =>
          greatest(
            reports.flatMap(({ record }) =>
              record.versions.filter(({ content }) => content.sourceIds.includes(id)).map(({ publishedAt }) => publishedAt),
            ),
          );
        const { edges, asOf } = await side.sources.list(subject, {}, { first: 200 }, { position });
        const actual = edges.map(({ node }) => [node.id, node.record.status, node.lastReportAt]);
        const expected = shown.map(({ id, record }) => [id, record.status, lastReport(id)]);
        assert.deepEqual(new Set(actual.map(String)), new Set(expected.map(String)), `${subject.tenantId} at ${position}`);
        const hidden = seenThen(subject, replay(before, 'intelReport', subject.tenantId)).filter(
          ({ id }) => !reports.some((r) => r.id === id),
        );
        const fewerDeliveries = hidden.some(({ record }) =>
          record.versions.some(({ content }) => content.sourceIds.some((id) => shown.some((listed) => listed.id === id))),
        );
        assert.equal(asOf.reducedToTodaysAccess, reduced || fewerDeliveries);
      }
  });

  it('judges the sources of then by their deliveries of then', async () => {
    const watch = new SourceWatch(side.readModels);
    let judged = 0;
    for (const subject of READERS)
      for (const position of positions()) {
        const before = upTo(position);
        const at = (category: string) =>
          [replay(before, category, subject.tenantId), replay(events, category, subject.tenantId)] as const;
        const sources = seen<SourceRecord>(subject, ...at('source')).shown;
        const reports = seen<IntelReportRecord>(subject, ...at('intelReport')).shown;
        const [settings] = [...at('tenant')[0].values()] as unknown as Loaded<TenantSettingsRecord>[];
        const { zone } = settings?.record ?? defaultSettings;
        const { watched, asOf } = await watch.watch(subject, { position });
        assert.deepEqual(new Set(watched.keys()), new Set(sources.map(({ id }) => id)));
        for (const { id, record } of sources) {
          const deliveries = reports
            .flatMap(({ record: { versions } }) => versions.filter(({ content }) => content.sourceIds.includes(id)))
            .map(({ publishedAt }) => DateTime.fromISO(publishedAt, { zone }));
          const facts: SourceFacts = {
            status: record.status,
            transitions: transitionsOf(subject, before, id),
            expectedCadenceSeconds: record.expectedCadenceSeconds,
            lastReportAt: greatest(deliveries.map((time) => time.toUTC().toISO()!)),
            zone,
            perDay: countBy(deliveries, (time) => time.toISODate()!),
            perHour: countBy(deliveries, ({ hour }) => `${hour}`),
          };
          const cadence = cadenceOf(facts);
          const { name, ...actual } = watched.get(id)!;
          const expected = {
            id,
            lastReportAt: facts.lastReportAt,
            cadence,
            silence: silenceOf(facts, cadence, asOf.recordedAt!),
          };
          assert.deepEqual(actual, expected, `${name} at ${position}`);
          judged += Number(expected.silence.state !== 'not_judged');
        }
      }
    assert.ok(judged > 0, 'the history has sources that can be judged');
  });

  it('shows the dashboard of then', async () => {
    for (const subject of READERS)
      for (const position of positions()) {
        const before = upTo(position);
        const at = (category: string) =>
          [replay(before, category, subject.tenantId), replay(events, category, subject.tenantId)] as const;
        const reports = seen<IntelReportRecord>(subject, ...at('intelReport'));
        const sources = seen<SourceRecord>(subject, ...at('source'));
        const [settings] = [...at('tenant')[0].values()] as unknown as Loaded<TenantSettingsRecord>[];
        const all = reports.shown.map(({ record }) => record);
        const base = all.filter(({ status }) => status !== 'archived' && status !== 'retracted');
        const working = (status: string) => all.filter((r) => r.status !== 'archived' && r.working?.status === status).length;
        const board = await side.dashboard.intelligence(subject, { position });
        const figures = {
          reportCount: base.length,
          publishedCount: all.filter(({ status }) => status === 'published').length,
          draftCount: working('draft'),
          inReviewCount: working('in_review'),
          lastPublishedAt: greatest(
            all.filter(({ status }) => status === 'published').map(({ versions }) => versions.at(-1)!.publishedAt),
          ),
          sourceCount: sources.shown.length,
          activeSourceCount: sources.shown.filter(({ record }) => record.status === 'active').length,
          minimum: (settings?.record ?? defaultSettings).minimumActiveSources,
          byTlp: countBy(base, ({ marking }) => marking.tlp),
          bySecrecy: countBy(base, ({ marking }) => marking.secrecyLevel),
          byStatus: countBy(all, ({ status }) => status),
          oldestSubmittedAt: oldestSubmission(before, reports.shown),
          reduced: reports.reduced || sources.reduced,
        };
        const counted = (list: readonly { key: string; count: number }[]) =>
          Object.fromEntries(list.filter(({ count }) => count > 0).map(({ key, count }) => [key, count]));
        assert.deepEqual(
          {
            reportCount: board.reportCount,
            publishedCount: board.publishedCount,
            draftCount: board.draftCount,
            inReviewCount: board.inReviewCount,
            lastPublishedAt: board.lastPublishedAt,
            sourceCount: board.sourceCount,
            activeSourceCount: board.activeSourceCount,
            minimum: board.sourceThreshold.minimum,
            byTlp: counted(board.reportsByTlp),
            bySecrecy: counted(board.reportsBySecrecy),
            byStatus: counted(board.reportsByStatus),
            oldestSubmittedAt: board.backlog.oldestSubmittedAt,
            reduced: board.asOf.reducedToTodaysAccess,
          },
          figures,
          `${subject.tenantId} at ${position}`,
        );
      }
  });

  it('takes an instant as the prefix before the first event whose running maximum of recordedAt exceeds it', async () => {
    const subject = reader('acme');
    const asPosition = (at: string): bigint => {
      let maximum = '';
      let last = 0n;
      for (const { at: event } of events) {
        if (event.recordedAt > maximum) maximum = event.recordedAt;
        if (maximum > at) return last;
        last = event.position;
      }
      return last;
    };
    assert.ok(
      events.some(({ at }, i) => i > 0 && at.recordedAt < events[i - 1].at.recordedAt),
      'some clock ran behind',
    );
    for (const seconds of [-1, 0, 5, 100, 250, 333, 519]) {
      const at = new Date(FIRST_RECORDED + seconds * 1_000).toISOString();
      const [byInstant, byPosition] = [
        await side.reports.list(subject, {}, undefined, { first: 200 }, { at }),
        await side.reports.list(subject, {}, undefined, { first: 200 }, { position: asPosition(at) }),
      ];
      assert.deepEqual(byInstant.edges, byPosition.edges, at);
      assert.deepEqual([byInstant.asOf.position, byInstant.asOf.recordedAt, byInstant.asOf.fresh], [asPosition(at), at, true]);
    }
  });
});

/** Since when the report waits that went into review first, of those still in it. */
const oldestSubmission = (events: readonly RecordedEvent[], shown: readonly Loaded<IntelReportRecord>[]): string | null => {
  const waiting = shown.filter(({ record }) => record.status !== 'archived' && record.working?.status === 'in_review');
  return (
    waiting
      .map(
        ({ id }) =>
          events.findLast(({ event, at }) => at.recordId === id && event.type === 'IntelReportSubmitted')!.at.recordedAt,
      )
      .toSorted()[0] ?? null
  );
};
