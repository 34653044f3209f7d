/** Whatever text is sent as a token, reading its header ends in a header or in a stated refusal. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import { readTokenHeader } from '../../../src/auth/token-header.js';
import { Unauthenticated } from '../../../src/auth/unauthenticated.js';

const segment = (value: unknown): string => Buffer.from(JSON.stringify(value) ?? '').toString('base64url');
const readable = (token: string) => {
  try {
    return readTokenHeader(token);
  } catch (error) {
    assert.ok(error instanceof Unauthenticated, String(error));
    return undefined;
  }
};

describe('a token header', () => {
  it('is read when it is plain', () => {
    for (const kid of ['first', 'DxUfmeA0OqvA4+x/2w=', '2026-03-01T00:00Z', 'a.b~c@d'])
      assert.deepEqual(readable(`${segment({ alg: 'RS256', kid, typ: 'JWT', x5t: 'abc' })}.e30.AAAA`), { alg: 'RS256', kid });
  });

  it('is refused in a stated way, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.base64String()), (text) => void readable(text)));
  });

  it('is refused in a stated way, whatever the header', () => {
    const header = fc.record(
      { alg: fc.oneof(fc.constant('RS256'), fc.anything()), kid: fc.anything(), typ: fc.anything() },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.oneof(header, fc.json()), (value) => {
        const found = readable(`${segment(value)}.e30.AAAA`);
        if (found) assert.match(found.kid, /^[\w+/=:.~@-]{1,128}$/);
      }),
    );
  });
});
