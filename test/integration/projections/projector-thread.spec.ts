/** A projector in a thread of its own does what one in the main thread does, and another one goes on when it falls. */
import assert from 'node:assert/strict';
import type { Worker } from 'node:worker_threads';
import { ProjectorThread } from '../../../projections/projector-thread.js';
import { randomHistory } from './random-history.js';
import { eventually, ReadSide } from './read-side.js';

const workerOf = (thread: ProjectorThread): Worker | undefined => Reflect.get(thread, 'worker') as Worker | undefined;

describe('a projector in a thread of its own', function () {
  this.timeout(60_000);
  let side: ReadSide;
  let thread: ProjectorThread | undefined;
  const problems: string[] = [];
  const begin = (module?: URL): ProjectorThread =>
    (thread = new ProjectorThread(side.stores, (problem) => problems.push(problem), module));

  before(async () => {
    side = await ReadSide.open();
    await side.build();
  });
  beforeEach(() => void problems.splice(0));
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
    assert.equal(workerOf(running), undefined);
    const live = await side.sums(last);
    await side.build();
    assert.deepEqual(await side.sums(last), live);
  });

  it('tells of a clock that goes wrong', async () => {
    const running = begin();
    assert.deepEqual(running.clockSkew(), { skewMs: 0, skewed: false });
    const [entry] = randomHistory(43, 1);
    await side.append({ ...entry, meta: { ...entry.meta, recordedAt: new Date(Date.now() + 60_000).toISOString() } });
    await eventually('the skew is told', () => running.clockSkew().skewed && running.clockSkew().skewMs > 30_000);
  });

  it('says why it fell, each time, and can be ended meanwhile', async () => {
    const running = begin(new URL('./falling.worker.ts', import.meta.url));
    await eventually('it fell twice', () => problems.length >= 2);
    assert.deepEqual(new Set(problems), new Set(['the projections fell (struck by lightning); they begin again']));
    await running.stop();
    const told = problems.length;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    assert.equal(problems.length, told);
  });
});
