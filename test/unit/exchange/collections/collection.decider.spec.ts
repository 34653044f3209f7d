/** A collection is set as a whole, names each partner once and its keeper never, and comes back as it was. */
import assert from 'node:assert/strict';
import { collection } from '../../../../src/exchange/collections/collection.decider.js';
import { collectionMarking, partnerOf } from '../../../../src/exchange/collections/collection.record.js';
import { narrowed, north, opened, restored, retired } from '../../../examples/collections.js';
import { deciderSpec } from '../../../spec/decider-spec.js';

const given = deciderSpec(collection);
const keeper = { organisation: 'cti', countries: ['GB'] };
const [northern] = north.partners;

describe('keeping a collection', () => {
  it('opens it once', () => {
    given().when({ type: 'Create', content: north, keeper }).then(opened);
    given(opened).when({ type: 'Create', content: north, keeper }).thenNothing();
  });

  it('revises it by whoever vouches for it from then on, and only where something changes', () => {
    const changes = { description: null, partners: [northern] };
    given(opened)
      .when({ type: 'Revise', changes, keeper: { ...keeper, countries: ['GB', 'FR'] } })
      .then(narrowed);
    given(opened)
      .when({ type: 'Revise', changes: { title: north.title, maximum: { ...north.maximum } }, keeper })
      .thenNothing();
    given(opened, retired)
      .when({ type: 'Revise', changes: { title: 'South' }, keeper })
      .thenRejects('RETIRED');
  });

  it('retires it and restores it', () => {
    given(opened).when({ type: 'Retire' }).then(retired);
    given(opened, retired).when({ type: 'Retire' }).thenNothing();
    given(opened, retired).when({ type: 'Restore' }).then(restored);
    given(opened).when({ type: 'Restore' }).thenNothing();
  });

  it('names partners once, with a right, and not its own organisation', () => {
    const refused = (partners: (typeof northern)[], code: string) =>
      given()
        .when({ type: 'Create', content: { ...north, partners }, keeper })
        .thenRejects(code);
    refused([northern, northern], 'PARTNER_TWICE');
    refused([{ ...northern, organisation: 'cti' }], 'OWN_ORGANISATION');
    refused([{ ...northern, canRead: false, canWrite: false }], 'PARTNER_WITHOUT_RIGHT');
    assert.equal(partnerOf(north, 'nobody'), undefined);
    assert.equal(partnerOf(north, 'northern-cert'), northern);
  });

  it('is known to the organisation that keeps it, as far as they are cleared for what it tells', () => {
    const { tlp, secrecyLevel } = collectionMarking(north);
    assert.deepEqual([tlp, secrecyLevel], ['AMBER+STRICT', 'RESTRICTED']);
  });
});
