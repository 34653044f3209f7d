/** Which addresses this instance connects to when somebody gives it one. */
import assert from 'node:assert/strict';
import { mayBeReached } from '../../../src/outbound/networks.js';

describe('an address somebody gives', () => {
  it('reaches public addresses, and others only where that is allowed', () => {
    for (const inside of [
      '127.0.0.1',
      '10.1.2.3',
      '169.254.169.254',
      '192.168.0.1',
      '0.0.0.0',
      '100.64.0.1',
      '::1',
      '::ffff:10.0.0.1',
      'fe80::1',
      'fd00::1',
      '64:ff9b::a00:1',
      '64:ff9b:1::a00:1',
      '::7f00:1',
      '2002:7f00:1::',
      '168.63.129.16',
      'fd00:ec2::254',
      '::ffff:169.254.169.254',
      'localhost',
    ])
      assert.equal(mayBeReached(inside, []), false, inside);
    for (const outside of ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])
      assert.ok(mayBeReached(outside, []), outside);
    assert.ok(mayBeReached('10.1.2.3', ['10.1.0.0/16']));
    assert.ok(mayBeReached('::ffff:10.1.2.3', ['10.1.2.3']));
    assert.equal(mayBeReached('10.2.0.1', ['10.1.0.0/16']), false);
  });
});
