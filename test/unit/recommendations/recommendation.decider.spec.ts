/** The rules of a tenant's library of recommendations. */
import { recommendationLibrary } from '../../../src/recommendations/recommendation.decider.js';
import { added, content, retired, revised } from '../../examples/recommendation.js';
import { RECOMMENDATION_ID as id } from '../../examples/soc-report.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(recommendationLibrary);
const changes = { text: 'Enforce it for all mailboxes by June.' };

describe('a library of recommendations', () => {
  it('takes a recommendation once', () => {
    given().when({ type: 'Add', id, content }).then(added);
    given(added).when({ type: 'Add', id, content }).thenNothing();
  });
  it('changes what it says, until it is retired', () => {
    given(added).when({ type: 'Revise', id, changes }).then(revised);
    given(added, revised).when({ type: 'Revise', id, changes }).thenNothing();
    given(added, retired).when({ type: 'Revise', id, changes }).thenRejects('RETIRED');
  });
  it('retires one for good', () => {
    given(added).when({ type: 'Retire', id }).then(retired);
    given(added, retired).when({ type: 'Retire', id }).thenNothing();
    given().when({ type: 'Retire', id }).thenRejects('NOT_FOUND');
  });
});
