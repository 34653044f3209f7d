/** Whether our clock and the store's agree is told from events alone. */
import assert from 'node:assert/strict';
import { skewOf } from '../../../projections/runtime/projector.js';

describe('the skew between our clock and the store', () => {
  it('is how far an event was recorded after it was stored', () => assert.equal(skewOf(5_000, 1_000, 5_000), 4_000));
  it('is how far an event was stored in our future', () => assert.equal(skewOf(1_000, 4_500, 1_500), -3_000));
  it('is not told by an event that was stored late, such as a restored one', () =>
    assert.equal(skewOf(1_000, 900_000, 900_001), 0));
});
