/** What an actor may watch, and what counts as seen. */
import assert from 'node:assert/strict';
import { watchList } from '../../../src/watch-lists/watch-list.decider.js';
import { markingOf } from '../../../src/watch-lists/watch-list.record.js';
import { ana } from '../../examples/actors.js';
import { loaderReport, seen, unwatched, watched } from '../../examples/watch-list.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(watchList);
const watch = { type: 'Watch', record: loaderReport, by: ana } as const;
const unwatch = { type: 'Unwatch', record: loaderReport } as const;
const markSeen = (position: bigint) => ({ type: 'MarkSeen', position, head: 5_000n, by: ana }) as const;

describe('a watch list', () => {
  it('takes a record once', () => {
    given().when(watch).then(watched);
    given(watched).when(watch).thenNothing();
    given(watched, unwatched).when(watch).then(watched);
  });
  it('tells records of different types apart', () =>
    given(watched)
      .when({ ...watch, record: { ...loaderReport, type: 'source' } })
      .then({ type: 'RecordWatched', data: { type: 'source', id: loaderReport.id, owner: ana } }));
  it('lets go of what is on it', () => {
    given(watched).when(unwatch).then(unwatched);
    given(watched, unwatched).when(unwatch).thenNothing();
    assert.deepEqual(given(watched, unwatched).record().watched, []);
  });
  it('holds 1,000 records', () => {
    const full = Array.from({ length: 1_000 }, (_, n) => ({
      type: 'RecordWatched' as const,
      data: { type: 'source', id: `00000000-0000-4000-8000-${`${n}`.padStart(12, '0')}`, owner: ana },
    }));
    given(...full)
      .when(watch)
      .thenRejects('WATCH_LIST_FULL');
  });
  it('remembers up to where changes were seen, and never goes back', () => {
    given().when(markSeen(4711n)).then(seen);
    given(seen).when(markSeen(4711n)).thenNothing();
    given(seen).when(markSeen(12n)).thenNothing();
    assert.equal(given(seen).record().seenPosition, '4711');
  });
  it('cannot have seen what the ledger has not recorded', () =>
    given().when(markSeen(5_001n)).thenRejects('NOT_YET_RECORDED', 'position'));
  it('is for its owner alone', () => {
    assert.equal(markingOf(given().record()), undefined);
    for (const first of [watched, seen]) {
      const marking = markingOf(given(first).record());
      assert.deepEqual([marking?.tlp, marking?.recipients], ['RED', [ana]]);
    }
  });
});
