/** What keeps dying is started again ever later, up to a limit. */
import assert from 'node:assert/strict';
import { RestartDelay } from '../../src/restart-delay.js';

describe('the wait before something is started again', () => {
  it('doubles from 50 ms to 5 s while it dies young, and begins again after it ran for long', () => {
    const delay = new RestartDelay();
    const waits = Array.from({ length: 9 }, () => delay.next(0));
    assert.deepEqual(waits, [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000]);
    assert.equal(delay.next(10_000), 50);
    assert.equal(delay.next(9_999), 100);
  });
});
