/** A receipt can be checked by whoever has the public key, and not be changed by anybody. */
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { exchangeImport } from '../../../../src/exchange/imports/import.decider.js';
import { ReasonBook } from '../../../../src/exchange/imports/import-reasons.js';
import { Receipts } from '../../../../src/exchange/receipts/receipts.js';
import { verifyReceipt } from '../../../../src/exchange/receipts/signed-receipt.js';
import { InstanceKey } from '../../../../src/ledger/record-id.js';
import { bundleImported, logImported, partnersBundle, serviceDeskLog } from '../../../examples/import.js';
import { deciderSpec } from '../../../spec/decider-spec.js';

const receiptsOf = (digit: number): Receipts => new Receipts(new InstanceKey(Buffer.alloc(32, digit)));
const keysOf = (receipts: Receipts) => ({ keys: receipts.jwks().keys.map((key) => ({ ...key })) });

describe('a signed receipt', () => {
  const receipts = receiptsOf(1);
  const signed = receipts.sign({ importId: 'x', counts: { created: 1 }, file: 'ü.json' });

  it('is genuine, in whatever order its members come', () => {
    assert.equal(verifyReceipt(signed, keysOf(receipts)), undefined);
    const { file, counts, importId } = signed.receipt;
    assert.equal(verifyReceipt({ ...signed, receipt: { file, counts, importId } }, keysOf(receipts)), undefined);
  });

  it('is Ed25519 over canonical JSON, as anybody can check', () => {
    const [jwk] = receipts.jwks().keys;
    const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
    const text = '{"counts":{"created":1},"file":"ü.json","importId":"x"}';
    assert.ok(verify(null, Buffer.from(text), key, Buffer.from(signed.signature, 'base64url')));
  });

  it('is not genuine once it is changed, or under another key', () => {
    const forged = { ...signed, receipt: { ...signed.receipt, counts: { created: 2 } } };
    assert.match(verifyReceipt(forged, keysOf(receipts))!, /was changed/);
    assert.match(verifyReceipt(signed, keysOf(receiptsOf(2)))!, /none of the keys/);
  });

  it('is signed by the same key after a restart, which tells nothing of the instance key', () => {
    assert.deepEqual(receiptsOf(1).jwks(), receipts.jwks());
    const told = JSON.stringify(receipts.jwks());
    assert.deepEqual(Object.keys(receipts.jwks().keys[0]).toSorted(), ['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    assert.ok(!told.includes(Buffer.alloc(32, 1).toString('base64url')) && !told.includes('"d"'));
  });
});

describe('recording an import', () => {
  const given = deciderSpec(exchangeImport);

  it('says what came from whom, and what became of it', () => {
    given()
      .when({ type: 'Record', facts: { kind: 'stix', ...partnersBundle } })
      .then(bundleImported);
    given()
      .when({ type: 'Record', facts: { kind: 'incidents', ...serviceDeskLog } })
      .then(logImported);
  });

  it('happens once', () =>
    given(bundleImported)
      .when({ type: 'Record', facts: { kind: 'stix', ...partnersBundle } })
      .thenRejects('ALREADY_EXISTS'));

  it('counts equal reasons as one, wherever in the file they are', () => {
    const book = new ReasonBook();
    book.enter(['objects[1].name: is required', 'objects[22].name: is required', '[3].x: other']);
    assert.deepEqual(book.summary(), [
      { reason: 'is required', count: 2 },
      { reason: 'other', count: 1 },
    ]);
  });
});
