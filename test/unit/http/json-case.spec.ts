/** JSON in either spelling. */
import assert from 'node:assert/strict';
import { inCamelCase, inCase } from '../../../src/http/json-case.js';

describe('JSON over REST', () => {
  it('is taken in either spelling, but not in both', () => {
    assert.deepEqual(inCamelCase({ report_type: 'operational', periodStart: 'x', nested: [{ max_views: 2 }] }), {
      reportType: 'operational',
      periodStart: 'x',
      nested: [{ maxViews: 2 }],
    });
    assert.deepEqual(inCamelCase(undefined), {});
    assert.throws(() => inCamelCase({ max_views: 1, maxViews: 2 }), /max_views differs from maxViews/);
  });
  it('is answered in camelCase, or in snake_case when that is asked for', () => {
    const answer = { reportId: 'r', shares: [{ maxViews: 2 }] };
    assert.deepEqual(inCase(answer, undefined), answer);
    assert.deepEqual(inCase(answer, 'snake'), { report_id: 'r', shares: [{ max_views: 2 }] });
  });
});
