/** What markings are, how they compare, and which compartment they make. */
import assert from 'node:assert/strict';
import { compartmentOf } from '../../../src/access/compartment.js';
import { hasMarking, markingChanges, markingFrom } from '../../../src/access/marking-input.js';
import {
  DEFAULT_TLP_SECRECY,
  Marking,
  raisedTo,
  SecrecyLevel,
  secrecyRank,
  Tlp,
  tlpRank,
  withCreator,
} from '../../../src/access/marking.js';
import { amber, green, redFor, secret } from '../../examples/marking.js';

describe('markings', () => {
  it('rank secrecy levels and TLP, WHITE with CLEAR', () => {
    assert.deepEqual(SecrecyLevel.options.map(secrecyRank), [0, 1, 2, 3, 4]);
    assert.deepEqual(Tlp.options.map(tlpRank), [0, 0, 1, 2, 3, 4]);
  });
  it('are never lowered by raising them to another', () => {
    assert.deepEqual(raisedTo(secret, green), { ...secret });
    assert.deepEqual(raisedTo(green, secret), { ...green, secrecyLevel: 'SECRET', tlp: 'AMBER' });
  });
  it('name the creator among the recipients of RED, and of RED alone', () => {
    assert.deepEqual(withCreator(redFor('ben'), 'ann').recipients, ['ben', 'ann']);
    assert.deepEqual(withCreator(redFor('ann'), 'ann').recipients, ['ann']);
    assert.equal(withCreator(amber, 'ann'), amber);
  });
  it('refuse unknown fields, levels and countries', () => {
    for (const wrong of [
      { tenantId: 'north' },
      { secrecyLevel: 'COSMIC' },
      { tlp: 'PURPLE' },
      { releasableTo: ['gb'] },
      { recipients: ['a\0b'] },
    ])
      assert.equal(Marking.safeParse({ ...amber, ...wrong }).success, false);
  });
  it('take only what is given to change one, and what is left open of a new one from the tenant', () => {
    assert.equal(hasMarking({}), false);
    assert.equal(hasMarking({ recipients: [] }), true);
    assert.deepEqual(markingChanges({ tlp: 'GREEN' }), { tlp: 'GREEN' });
    assert.equal(markingChanges({}), undefined);
    assert.deepEqual(markingFrom({}, DEFAULT_TLP_SECRECY), amber);
    assert.equal(markingFrom({ tlp: 'RED' }, DEFAULT_TLP_SECRECY).secrecyLevel, 'SECRET');
  });
});

describe('a compartment', () => {
  const protection = { tenantId: 'north', ownerOrganisation: 'alpha', marking: { ...amber, organisations: ['a', 'b'] } };
  it('is the same whatever the order of caveats', () =>
    assert.equal(
      compartmentOf(protection),
      compartmentOf({ ...protection, marking: { ...protection.marking, organisations: ['b', 'a'] } }),
    ));
  it('differs with every part of what protects', () => {
    const { marking } = protection;
    const others = [
      { ...protection, tenantId: 'south' },
      { ...protection, ownerOrganisation: 'beta' },
      ...[
        secret,
        green,
        { ...marking, tlp: 'RED' as const },
        { ...marking, organisations: ['a'] },
        { ...marking, releasableTo: ['GB'] },
      ].map((other) => ({
        ...protection,
        marking: other,
      })),
      { ...protection, marking: { ...marking, notReleasableTo: ['GB'] } },
      { ...protection, marking: { ...marking, recipients: ['ann'] } },
    ];
    assert.equal(new Set([protection, ...others].map(compartmentOf)).size, others.length + 1);
  });
});
