/** The rules of sharing a report. */
import { reportShare } from '../../../src/report-shares/report-share.decider.js';
import { revoked, shared, viewed } from '../../examples/sharing.js';
import { NOW } from '../../examples/soc-report.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(reportShare);
const share = shared.data;
const use = viewed.data;

describe('a share', () => {
  it('is made once, for thirty days at most', () => {
    given().when({ type: 'Share', share, now: NOW }).then(shared);
    given(shared).when({ type: 'Share', share, now: NOW }).thenNothing();
    given()
      .when({ type: 'Share', share: { ...share, expiresAt: '2026-05-02T08:00:00.001Z' }, now: NOW })
      .thenRejects('SHARE_TOO_LONG');
    given()
      .when({ type: 'Share', share: { ...share, expiresAt: NOW }, now: NOW })
      .thenRejects('SHARE_OVER');
  });
  it('opens the report in its formats until it is over, withdrawn or used up', () => {
    given(shared).when({ type: 'Use', use }).then(viewed);
    given(shared, viewed).when({ type: 'Use', use }).then(viewed);
    given(shared, viewed, viewed).when({ type: 'Use', use }).thenRejects('SHARE_CLOSED');
    given(shared)
      .when({ type: 'Use', use: { ...use, at: share.expiresAt } })
      .thenRejects('SHARE_CLOSED');
    given(shared)
      .when({ type: 'Use', use: { ...use, format: 'csv' } })
      .thenRejects('SHARE_CLOSED');
    given(shared, revoked).when({ type: 'Use', use }).thenRejects('SHARE_CLOSED');
  });
  it('is withdrawn once', () => {
    given(shared).when({ type: 'Revoke' }).then(revoked);
    given(shared, revoked).when({ type: 'Revoke' }).thenNothing();
  });
});
