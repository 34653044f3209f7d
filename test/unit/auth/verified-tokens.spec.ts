/** The memory of verified tokens stays small and never outlives what it remembers. */
import assert from 'node:assert/strict';
import type { Subject } from '../../../src/access/actor.js';
import { VerifiedTokens } from '../../../src/auth/verified-tokens.js';

const subject: Subject = {
  actorId: 'a',
  actorKind: 'human',
  sub: 's',
  tenantId: 't',
  orgId: 'o',
  roles: ['analyst'],
  clearance: 'UNCLASSIFIED',
  countries: [],
  expiresAt: 0,
};
const entry = (until = 100, generation = 1) => ({ subject, jti: undefined, until, generation });

describe('verified tokens', () => {
  it('are found until their end, and only under the keys that verified them', () => {
    const tokens = new VerifiedTokens(10);
    tokens.set('one', entry());
    assert.ok(tokens.get('one', 99, 1));
    assert.equal(tokens.get('one', 99, 2), undefined);
    tokens.set('one', entry());
    assert.equal(tokens.get('one', 100, 1), undefined);
    assert.equal(tokens.size, 0);
  });

  it('never exceed the capacity; the least recently used leaves first', () => {
    const tokens = new VerifiedTokens(3);
    for (const digest of ['a', 'b', 'c']) tokens.set(digest, entry());
    tokens.get('a', 0, 1);
    tokens.set('d', entry());
    tokens.set('d', entry());
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((digest) => tokens.get(digest, 0, 1) !== undefined),
      [true, false, true, true],
    );
    assert.equal(tokens.size, 3);
  });
});
