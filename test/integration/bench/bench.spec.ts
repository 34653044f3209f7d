/** Every bench runs, at a size that takes seconds, and gives the figures it is there for. */
import assert from 'node:assert/strict';
import { type Figure, isMet, ratioOf, SIZES } from '../../../scripts/bench/bench.js';
import { BENCHES, runBenches } from '../../../scripts/bench/suite.js';
import { tableOf } from '../../../scripts/bench/table.js';

const FIGURES: Readonly<Record<string, number>> = {
  dashboard: 2,
  access: 2,
  volume: 2,
  brief: 1,
  mutations: 1,
  visibility: 2,
  'event-store': 1,
  projections: 3,
  'stix-import': 1,
  'stix-memory': 1,
  'stix-export': 1,
  'taxii-poll': 1,
  'taxii-server': 1,
  'stix-validate': 1,
  'incident-import': 1,
  search: 1,
  graph: 1,
  kpis: 2,
  'soc-report': 3,
  documents: 2,
  live: 1,
};

const figure = (measured: number, limit: number, target: Figure['target']): Figure => ({
  name: 'appends',
  unit: 'appends/s',
  measured,
  limit,
  limitOf: 'raw inserts',
  target,
});

/** Two benches stand for all of them; BENCH_ALL=1 runs every one, which takes minutes. */
const SHORT_FORM = new Set(['event-store', 'stix-import']);
const tried = BENCHES.filter(({ name }) => process.env['BENCH_ALL'] === '1' || SHORT_FORM.has(name));

describe('npm run bench', () => {
  it('has a bench for every figure', () => {
    assert.deepEqual(BENCHES.map(({ name }) => name).toSorted(), Object.keys(FIGURES).toSorted());
  });

  it('measures each figure beside its limit and says the machine', async function () {
    this.timeout(240_000);
    const said: string[] = [];
    const { machine, benches } = await runBenches(tried, SIZES.smoke, (line) => said.push(line));
    for (const { name, figures } of benches) assert.equal(figures.length, FIGURES[name], name);
    assert.equal(benches.length, tried.length);
    const figures = benches.flatMap((bench) => bench.figures);
    for (const { name, measured, limit } of figures) assert.ok(measured >= 0 && limit > 0, `${name}: ${measured} of ${limit}`);
    assert.match(machine.postgresql, /^\d+/);
    assert.match(said.join('\n'), /size smoke: the figures mean nothing/);
    for (const line of tableOf(figures).split('\n').slice(1)) assert.match(line, / \| (?:yes|NO)$/);
  });

  it('judges a figure by its ratio, or by itself', () => {
    const half = figure(50, 100, { of: 'ratio', bound: 'at least', value: 0.5 });
    assert.equal(ratioOf(half), 0.5);
    assert.ok(isMet(half));
    assert.ok(!isMet(figure(49, 100, half.target)));
    assert.ok(isMet(figure(15, 1, { of: 'measured', bound: 'at most', value: 15 })));
    assert.ok(!isMet(figure(16, 1, { of: 'measured', bound: 'at most', value: 15 })));
  });
});
