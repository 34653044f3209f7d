/** Where webhooks may go, and how their secrets are kept. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { refusedWebhook } from '../../../src/distribution/webhook.js';
import { readWebhookSecret, seal, unseal } from '../../../src/distribution/webhook-secret.js';

describe('a webhook', () => {
  it('goes over https, with nothing in its address that names a person', () => {
    assert.equal(refusedWebhook('https://siem.example/reports', []), undefined);
    for (const wrong of [
      'http://siem.example/',
      'https://10.0.0.1/',
      'https://[::1]/',
      'https://a:b@siem.example/',
      'ftp://siem.example/',
      'siem',
    ])
      assert.ok(refusedWebhook(wrong, []), wrong);
    assert.equal(refusedWebhook('http://127.0.0.1:8080/', ['127.0.0.0/8']), undefined);
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
