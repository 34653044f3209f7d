/** A projector in a thread of its own does what one in the main thread does, and another one goes on when it falls. */
import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import { ProjectorThread } from '../../../projections/projector-thread.js';
import { models } from '../../../projections/registry.js';
import { Health } from '../../../src/http/health.js';
import type { Kernel } from '../../../src/kernel.js';
import { randomHistory } from './random-history.js';
import { eventually, ReadSide } from './read-side.js';

const workerOf = (thread: ProjectorThread): Worker | undefined => Reflect.get(thread, 'worker') as Worker | undefined;

describe('a projector in a thread of its own', function () {
  this.timeout(60_000);
  let side: ReadSide;
  let thread: ProjectorThread | undefined;
  const problems: string[] = [];
  /** When each was told, in milliseconds. */
  const toldAt: number[] = [];
  const noted = (problem: string): void => {
    problems.push(problem);
    toldAt.push(performance.now());
  };
  const begin = (options: ConstructorParameters<typeof ProjectorThread>[2] = {}): ProjectorThread =>
    (thread = new ProjectorThread(side.stores, noted, options));

  before(async () => {
    side = await ReadSide.open();
    await side.build();
  });
  beforeEach(() => {
    problems.length = 0;
    toldAt.length = 0;
  });
  afterEach(() => thread?.stop());
  after(() => side?.close());

  it('gives what a rebuild gives, goes on after it was struck down, and ends when it is asked to', async () => {
    const running = begin();
    const [before, after] = [randomHistory(41, 150), randomHistory(42, 150)];
    await side.reached(await side.appendAll(before));
    await workerOf(running)!.terminate();
    const last = await side.appendAll(after);
    await side.reached(last);
    assert.equal(problems.length, 1);
    assert.match(problems[0], /^the projections fell .*they begin again$/);
    await running.stop();
    assert.deepEqual([workerOf(running), problems.length], [undefined, 1]);
    const live = await side.sums(last);
    await side.build();
    assert.deepEqual(await side.sums(last), live);
  });

  it('begins again when its memory has run out', async () => {
    const running = begin({
      module: new URL('./overflowing.worker.ts', import.meta.url),
      resourceLimits: { maxOldGenerationSizeMb: 64 },
    });
    await eventually('it fell twice', () => problems.length >= 2);
    assert.match(problems[0], /^the projections fell \(.*memory.*\); they begin again$/);
    await running.stop();
  });

  it('can be ended while it begins, and twice', async () => {
    const running = begin();
    await Promise.all([running.stop(), running.stop()]);
    assert.deepEqual(problems, []);
  });

  it('turns health red from when it falls until another projects', async () => {
    const projector = begin();
    const { log, pool, now } = side;
    const health = new Health({ log, pool, models, options: { clock: { now } }, projector } as unknown as Kernel);
    const states = async () => {
      const { status, projections } = await health.report();
      return [status, ...new Set(projections.map(({ state }) => state))];
    };
    const well = async () => (await states()).join() === 'ok,ok';
    await eventually('it projects', well);
    await workerOf(projector)!.terminate();
    await eventually('it is said to have fallen', () => projector.fallen);
    assert.deepEqual(await states(), ['red', 'stopped']);
    await eventually('another projects', well);
  });

  it('tells of a clock that goes wrong', async () => {
    const running = begin();
    assert.deepEqual(running.clockSkew(), { skewMs: 0, skewed: false });
    const [entry] = randomHistory(43, 1);
    await side.append({ ...entry, meta: { ...entry.meta, recordedAt: new Date(Date.now() + 60_000).toISOString() } });
    await eventually('the skew is told', () => running.clockSkew().skewed && running.clockSkew().skewMs > 30_000);
  });

  it('waits longer each time that it falls before it projects', async () => {
    begin({ module: new URL('./falling.worker.ts', import.meta.url) });
    await eventually('it fell six times', () => problems.length >= 6);
    // Waits are never shorter than they are said to be.
    assert.ok(toldAt[5] - toldAt[4] >= 750, 'the fifth wait is of 800 ms');
  });

  it('says why it fell, each time, and can be ended meanwhile', async () => {
    const running = begin({ module: new URL('./falling.worker.ts', import.meta.url) });
    await eventually('it fell twice', () => problems.length >= 2);
    assert.deepEqual(new Set(problems), new Set(['the projections fell (struck by lightning); they begin again']));
    assert.ok(running.fallen);
    await running.stop();
    const told = problems.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(problems.length, told);
  });
});
