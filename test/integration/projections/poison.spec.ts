/** An event that one projection cannot take stops that projection alone, and says where; an upgraded program goes on from there. */
import assert from 'node:assert/strict';
import { models } from '../../../projections/registry.js';
import { intelligence } from '../../../projections/intelligence/intelligence.projection.js';
import { BoardModel } from '../../../projections/runtime/board-model.js';
import { BuildStopped } from '../../../projections/runtime/generation.js';
import type { Projection } from '../../../projections/runtime/projection.js';
import { readEvent } from '../../../src/event-catalogue.js';
import { drafted, loader, submitted } from '../../examples/intel-report.js';
import { amber } from '../../examples/marking.js';
import { malware, received } from '../../examples/stix.js';
import { eventually, ReadSide } from './read-side.js';
import { reader } from './subjects.js';

const id = (n: number) => `5b0a3c1e-7d54-4c59-9a7b-0d3c0a4f1e${n.toString().padStart(2, '0')}`;
const report = (n: number, event: { type: string; data: unknown } = drafted) => ({
  category: 'intelReport',
  tenantId: 'acme',
  recordId: id(n),
  expected: undefined,
  events: [event],
});
const object = { category: 'stixObject', tenantId: 'acme', recordId: id(99), expected: undefined, events: [received(malware)] };
const refused = { type: 'IntelReportDrafted', data: { ...drafted.data, marking: { ...amber, tlp: 'PURPLE' } } };
/** Those that take no reports: what is wrong with a report's event concerns every projection of reports alike. */
const others = models.filter(({ name }) => name !== 'intelligence' && name !== 'search');

/** The intelligence model, but that its report board does something else with some event. */
const withBoard = (evolve: (next: Projection['boards'][number]['evolve']) => Projection['boards'][number]['evolve']) => {
  const [reports, ...rest] = intelligence.boards;
  const model = new BoardModel({ ...intelligence, boards: [{ ...reports, evolve: evolve(reports.evolve) }, ...rest] });
  return models.map((known) => (known.name === 'intelligence' ? model : known));
};

describe('an event that a projection cannot take', function () {
  this.timeout(60_000);
  let side: ReadSide;
  beforeEach(async () => {
    side = await ReadSide.open();
  });
  afterEach(() => side?.close());

  const stoppedOf = async () => (await side.pool.query('select position, stopped from rm_intelligence.checkpoint')).rows[0];
  const listed = async () => (await side.reports.list(reader('acme'), {}, undefined, {}, {})).edges.length;

  it('stops only that projection when its contract refuses it, and loses nothing after an upgrade', async () => {
    const projector = await side.project();
    const good = await side.append(report(1));
    const bad = await side.append(report(2, refused));
    await side.append(report(3));
    const last = await side.append(object);
    await side.reached(last, others);
    await eventually('the projection stops', () => projector.health().some(({ stopped }) => stopped !== null));
    const health = projector.health().find(({ name }) => name === 'intelligence')!;
    const { eventId } = (await side.connection.readStream(`intelReport-acme.${id(2)}`)).map(({ event }) => ({
      eventId: event!.id,
    }))[0];
    assert.deepEqual(
      [health.stopped?.position, health.stopped?.eventId, health.stopped?.type],
      [`${bad}`, eventId, 'IntelReportDrafted'],
    );
    assert.match(health.stopped!.error, /marking\.tlp/);
    assert.equal(health.position, `${good}`);
    await eventually('the reason is stored', async () => (await stoppedOf()).stopped !== null);
    assert.deepEqual((await stoppedOf()).stopped, health.stopped);
    assert.equal((await stoppedOf()).position, good);
    assert.equal(await listed(), 1);
    assert.match(side.problems.join(), new RegExp(`intelligence stopped at position ${bad}`));
    await side.end(projector);

    const upgraded = await side.follow(models, (type, version, data) =>
      readEvent(type, version, JSON.parse(JSON.stringify(data).replace('PURPLE', 'AMBER'))),
    );
    await side.reached(last);
    assert.equal(await listed(), 3);
    assert.equal((await stoppedOf()).stopped, null);
    assert.deepEqual(
      upgraded.health().map(({ stopped }) => stopped),
      models.map(() => null),
    );
  });

  it('stops it when the fold throws, and a program that copes goes on', async () => {
    await side.build();
    const projector = await side.follow(
      withBoard((next) => (row, event, at) => {
        if (event.type === 'IntelReportSubmitted') throw new Error('submitted twice?');
        return next(row, event, at);
      }),
    );
    await side.append(report(1));
    const bad = await side.append({ ...report(1, submitted), expected: 0n });
    const last = await side.append(report(2));
    await eventually('the projection stops', () => projector.health().some(({ stopped }) => stopped !== null));
    const { stopped } = projector.health().find(({ name }) => name === 'intelligence')!;
    assert.deepEqual([stopped?.position, stopped?.error], [`${bad}`, 'submitted twice?']);
    await side.reached(last, others);
    assert.equal(await listed(), 1);
    await side.end(projector);
    await side.follow();
    await side.reached(last);
    assert.equal(await listed(), 2);
  });

  it('finds the one event among many whose row PostgreSQL refuses', async () => {
    await side.build();
    let bad = 0n;
    for (let n = 1; n <= 40; n += 1) {
      const title = n === 23 ? 'too confident' : loader.title;
      const position = await side.append(
        report(n, { type: 'IntelReportDrafted', data: { ...drafted.data, content: { ...loader, title } } }),
      );
      if (n === 23) bad = position;
    }
    const projector = await side.follow(
      withBoard((next) => (row, event, at) => {
        const content = next(row, event, at);
        return content && 'title' in content && content.title === 'too confident'
          ? ({ ...content, confidence: 2 ** 40 } as never)
          : content;
      }),
    );
    await eventually('the projection stops', () => projector.health().some(({ stopped }) => stopped !== null));
    const { stopped } = projector.health().find(({ name }) => name === 'intelligence')!;
    assert.equal(stopped?.position, `${bad}`);
    assert.match(stopped.error, /out of range/);
    assert.equal(await listed(), 22);
  });

  it('refuses to build, and keeps the live model', async () => {
    await side.append(report(1));
    await side.build();
    const bad = await side.append(report(2, refused));
    await assert.rejects(side.build(), (error) => error instanceof BuildStopped && error.message.includes(`at position ${bad}`));
    assert.equal(await listed(), 1);
  });

  it('is told by its metadata as well: a clock that is none does not stand still for everybody', async () => {
    const projector = await side.project();
    await side.append({ ...report(1), meta: { recordedAt: 'yesterday' } });
    const last = await side.append(object);
    await side.reached(last, others);
    await eventually('the projection stops', () =>
      projector.health().some(({ stopped }) => /recordedAt/.test(stopped?.error ?? '')),
    );
  });
});
