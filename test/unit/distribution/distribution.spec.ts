/** The rules of distribution lists and of deliveries. */
import assert from 'node:assert/strict';
import { delivery } from '../../../src/distribution/delivery.decider.js';
import { deliveryIdOf } from '../../../src/distribution/delivery.id.js';
import { MOST_ATTEMPTS } from '../../../src/distribution/delivery.measure.js';
import type { DeliveryEvent } from '../../../src/distribution/delivery.events.js';
import { distributionList } from '../../../src/distribution/distribution-list.decider.js';
import {
  attempted,
  delivered,
  erratumPlanned,
  feedAlertPlanned,
  feedRecoveryPlanned,
  listed,
  planned,
  undelivered,
  unlisted,
  withheld,
} from '../../examples/sharing.js';
import { readEvent } from '../../../src/event-catalogue.js';
import { deciderSpec } from '../../spec/decider-spec.js';

describe('a distribution list', () => {
  const given = deciderSpec(distributionList);
  const [receiver] = listed.data.receivers;

  it('keeps since when each receiver is on it', () => {
    const again = { ...receiver, label: 'Board', since: '2026-04-01T08:00:00.000Z' };
    given(listed)
      .when({ type: 'Revise', changes: { receivers: [again] } })
      .then({ type: 'DistributionListRevised', data: { ...listed.data, receivers: [{ ...again, since: receiver.since }] } });
    given(listed)
      .when({ type: 'Revise', changes: { name: 'Board' } })
      .thenNothing();
  });
  it('names each receiver once', () => {
    given()
      .when({ type: 'Create', content: { ...listed.data, receivers: [receiver, receiver] } })
      .thenRejects('RECEIVER_TWICE');
  });
  it('asks for reports, for alerts of feeds, or for both', () => {
    const content = { ...listed.data, reportTypes: [] };
    given().when({ type: 'Create', content }).thenRejects('NOTHING_TO_SEND');
    const alone = { ...content, feedAlerts: true };
    given().when({ type: 'Create', content: alone }).then({ type: 'DistributionListCreated', data: alone });
    given(listed)
      .when({ type: 'Revise', changes: { reportTypes: [] } })
      .thenRejects('NOTHING_TO_SEND');
    given(listed)
      .when({ type: 'Revise', changes: { reportTypes: [], feedAlerts: true } })
      .then({ type: 'DistributionListRevised', data: alone });
  });
  it('is not revised once it is retired', () => {
    given(listed).when({ type: 'Retire' }).then(unlisted);
    given(listed, unlisted)
      .when({ type: 'Revise', changes: { name: 'Other' } })
      .thenRejects('RETIRED');
  });
});

describe('a delivery', () => {
  const given = deciderSpec(delivery);
  const at = '2026-04-02T08:00:01.000Z';
  const error = '451 4.3.0 Try again later';

  it('is planned once and ends once', () => {
    given().when({ type: 'Plan', delivery: planned.data }).then(planned);
    given(planned).when({ type: 'Plan', delivery: planned.data }).thenNothing();
    given(planned).when({ type: 'Attempt', at }).then(attempted(1, at));
    given(planned, attempted(1, at), delivered).when({ type: 'Attempt', at }).thenNothing();
    given(planned).when({ type: 'Withhold', rule: 'sharing-tlp' }).then(withheld);
  });
  it('tells once that a feed has to be looked at, and once that it works again', () => {
    for (const alert of [feedAlertPlanned, feedRecoveryPlanned]) {
      given().when({ type: 'Plan', delivery: alert.data }).then(alert);
      given(alert).when({ type: 'Plan', delivery: alert.data }).thenNothing();
      given(alert).when({ type: 'Withhold', rule: 'sharing-tlp' }).then(withheld);
    }
  });
  it('is about the report that it was planned for before there was anything else', () => {
    const { about: _, ...others } = planned.data;
    const { about } = erratumPlanned.data;
    const before = { ...others, reportId: about.reportId };
    assert.deepEqual(readEvent('DeliveryPlanned', 1, { ...before, kind: 'report', restatedBy: null })?.data, planned.data);
    const erratum = { ...before, kind: 'errata', restatedBy: about.restatedBy, content: 'notice' };
    assert.deepEqual(readEvent('DeliveryPlanned', 1, erratum)?.data, erratumPlanned.data);
  });
  it('waits longer after each failure', () => {
    given(planned, attempted(1, at))
      .when({ type: 'Fail', at, error, forGood: false })
      .then(undelivered(1, at, '2026-04-02T08:01:01.000Z'));
    given(planned, attempted(1, at), undelivered(1, at, at), attempted(2, at))
      .when({ type: 'Fail', at, error, forGood: false })
      .then(undelivered(2, at, '2026-04-02T08:05:01.000Z'));
  });
  it('is given up when it is refused for good, and after the last attempt', () => {
    given(planned, attempted(1, at))
      .when({ type: 'Fail', at, error, forGood: true })
      .then(undelivered(1, at, null));
    const before = Array.from({ length: MOST_ATTEMPTS - 1 }, (_, index): DeliveryEvent[] => [
      attempted(index + 1, at),
      undelivered(index + 1, at, at),
    ]);
    given(planned, ...before.flat(), attempted(MOST_ATTEMPTS, at))
      .when({ type: 'Fail', at, error, forGood: false })
      .then(undelivered(MOST_ATTEMPTS, at, null));
  });
});

describe('the id of a delivery', () => {
  const [reportId, receiverId] = ['5f0c2a52-3b0e-4c1b-9a55-0d6f3a6f2b11', '0b7a6c1e-52a4-4e0f-8d0c-7f6f1a2b3c4d'];
  const idOf = (about: Parameters<typeof deliveryIdOf>[1]['about']) =>
    deliveryIdOf(Buffer.alloc(32, 7), { tenantId: 'acme', receiverId, about });

  it('stays what it was: a receiver who was told before an upgrade is not told again', () => {
    assert.equal(idOf({ kind: 'report', reportId }), '1f0fd196-e9a2-45a0-860e-695286f33aba');
    const restatedBy = '9d3e8f10-6a5b-4c3d-8e2f-1a2b3c4d5e6f';
    assert.equal(idOf({ kind: 'errata', reportId, restatedBy }), '9ca84cf1-ce33-4c39-9296-3bf96e848d8c');
  });
  it('is another for each turn of a feed, and for its red and its working again', () => {
    const about = { feedId: reportId, turn: 1 };
    const ids = [
      idOf({ ...about, kind: 'feed_unhealthy' }),
      idOf({ ...about, kind: 'feed_recovered' }),
      idOf({ ...about, kind: 'feed_unhealthy', turn: 2 }),
    ];
    assert.deepEqual([new Set(ids).size, idOf({ ...about, kind: 'feed_unhealthy' })], [3, ids[0]]);
  });
});
