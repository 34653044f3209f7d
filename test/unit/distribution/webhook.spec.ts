/** Where webhooks may go, and how their secrets are kept. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mayBeReached, refusedUrl } from '../../../src/distribution/webhook.js';
import { readWebhookSecret, seal, unseal } from '../../../src/distribution/webhook-secret.js';

describe('a webhook', () => {
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
    ])
      assert.equal(mayBeReached(inside, []), false, inside);
    for (const outside of ['93.184.215.14', '2606:2800:21f:cb07:6820:80da:af6b:8b2c'])
      assert.ok(mayBeReached(outside, []), outside);
    assert.ok(mayBeReached('10.1.2.3', ['10.1.0.0/16']));
    assert.ok(mayBeReached('::ffff:10.1.2.3', ['10.1.2.3']));
    assert.equal(mayBeReached('10.2.0.1', ['10.1.0.0/16']), false);
  });

  it('goes over https, with nothing in its address that names a person', () => {
    assert.equal(refusedUrl('https://siem.example/reports', []), undefined);
    for (const wrong of [
      'http://siem.example/',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://a:b@siem.example/',
      'ftp://siem.example/',
      'siem',
    ])
      assert.ok(refusedUrl(wrong, []), wrong);
    assert.equal(refusedUrl('http://127.0.0.1:8080/', ['127.0.0.0/8']), undefined);
  });

  it('has a secret that opens for its receiver alone', () => {
    const [key, secret] = [randomBytes(32), randomBytes(32)];
    const sealed = seal(key, 'one', secret);
    assert.deepEqual(unseal(key, 'one', sealed), secret);
    assert.throws(() => unseal(key, 'another', sealed));
    assert.throws(() => unseal(randomBytes(32), 'one', sealed));
    assert.equal(readWebhookSecret('whsec_short'), undefined);
    assert.deepEqual(readWebhookSecret(`whsec_${secret.toString('base64')}`), secret);
  });
});
