/** What the profile of a source may be; the same schemas check what comes in from outside. */
import assert from 'node:assert/strict';
import { SourceChanges, SourceProfile } from '../../../src/sources/source.events.js';
import { harbourWatch } from '../../examples/source.js';

describe('the profile of a source', () => {
  it('is what a source manager records', () => assert.deepEqual(SourceProfile.parse(harbourWatch), harbourWatch));

  for (const [what, change, field] of [
    ['an unknown field', { status: 'retired' }, ''],
    ['an empty name', { name: ' ' }, 'name'],
    ['an unknown kind', { kind: 'rumour' }, 'kind'],
    ['a reliability beyond F', { reliability: 'G' }, 'reliability'],
    ['a credibility of 0', { credibility: 0 }, 'credibility'],
    ['a credibility of 7', { credibility: 7 }, 'credibility'],
    ['a credibility between two grades', { credibility: 2.5 }, 'credibility'],
    ['a cadence under a minute', { expectedCadenceSeconds: 59 }, 'expectedCadenceSeconds'],
    ['a cadence over a year', { expectedCadenceSeconds: 31_536_001 }, 'expectedCadenceSeconds'],
    ['a sector in capitals', { sectors: ['Energy'] }, 'sectors.0'],
  ] as const)
    it(`is not ${what}`, () => assert.equal(SourceChanges.safeParse(change).error?.issues[0]?.path.map(String).join('.'), field));
});
