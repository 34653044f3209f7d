/** The life of an investigation, told by its rules. */
import assert from 'node:assert/strict';
import { investigation } from '../../../src/investigations/investigation.decider.js';
import * as examples from '../../examples/investigation.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const { absorbed, closed, created, held, linked, mergedInto, reopened, resumed, unlinked, unmerged } = examples;
const given = deciderSpec(investigation);
const move = (verb: string, data?: object) => ({ type: 'Move', verb, ...(data ? { data } : {}) }) as const;
const close = move('close', { endDate: '2026-02-01T00:00:00.000Z' });
const reopen = move('reopen', { endDate: null });

describe('an investigation', () => {
  it('is open, is put on hold and resumed', () => {
    assert.equal(given(created).record().status, 'open');
    given(created).when(move('hold')).then(held);
    given(created, held).when(move('hold')).thenNothing();
    given(created, held).when(move('resume')).then(resumed);
  });
  it('is closed with its end, also from hold, and reopened without one', () => {
    given(created).when(close).then(closed);
    given(created, held).when(close).then(closed);
    given(created, closed).when(reopen).then(reopened);
    const record = given(created, closed, reopened).record();
    assert.ok(record.status === 'open' && record.endDate === null);
  });
  it('does not end before it begins', () => {
    given(created)
      .when(move('close', { endDate: '2026-01-01T00:00:00.000Z' }))
      .thenRejects('INVALID_INPUT', 'input.endDate');
    given(created)
      .when({ type: 'Revise', changes: { endDate: '2026-01-01T00:00:00.000Z' } })
      .thenRejects('INVALID_INPUT', 'input.endDate');
  });
  it('is not put on hold or resumed once it is closed', () => {
    given(created, closed).when(move('hold')).thenRejects('WRONG_STATUS');
    given(created, closed).when(move('resume')).thenRejects('WRONG_STATUS');
    given(created, held).when(reopen).thenRejects('WRONG_STATUS');
  });
  it('owns links to what was found in it', () => {
    const { link } = (linked as Extract<typeof linked, { type: 'InvestigationLinked' }>).data;
    given(created).when({ type: 'Link', link }).then(linked);
    given(created, linked).when({ type: 'Link', link }).thenNothing();
    given(created, linked).when({ type: 'Unlink', to: link.to }).then(unlinked);
    given(created).when({ type: 'Unlink', to: link.to }).thenNothing();
  });
  it('is merged as it stands, stays so, and comes back as it was', () => {
    const target = '7d1c39b2-0f0f-4b3c-8f3e-0a8c0d7e5b11';
    given(created, held).when({ type: 'MergeInto', target, settled: [] }).then(mergedInto);
    given(created, mergedInto).when(close).thenRejects('MERGED');
    given(created, mergedInto)
      .when({ type: 'Revise', changes: { title: 'Another' } })
      .thenRejects('MERGED');
    given(created, held, mergedInto).when({ type: 'Unmerge', target }).then(unmerged);
    assert.equal(given(created, held, mergedInto, unmerged).record().status, 'on_hold');
    given(created).when({ type: 'Absorb', absorbed: target }).then(absorbed);
  });
});
