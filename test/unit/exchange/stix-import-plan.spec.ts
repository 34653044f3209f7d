/** An import is planned the same whatever the order in which its objects came. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/json/json-value.js';
import { contentHash } from '../../../src/exchange/stix/content-hash.js';
import { type ImportPlan, planImport } from '../../../src/exchange/stix/import-plan.js';
import type { ItemAtHand } from '../../../src/exchange/stix/stix-item.js';
import { identity, indicator, items, object, report, uuid, without } from './stix-examples.js';

const later = '2026-02-01T00:00:00.000Z';
const creator = identity(1);
const bystander = identity(2, { name: 'Target' });
const objects: JsonObject[] = [
  report(3, { created_by_ref: creator.id, modified: later, name: 'Loader seen in retail and banking' }),
  report(3, { created_by_ref: creator.id }),
  creator,
  bystander,
  indicator(4),
  indicator(4),
  indicator(5, { name: 'one' }),
  indicator(5, { name: 'other' }),
  { type: 'file', spec_version: '2.1', id: `file--${uuid(6)}`, name: 'a' },
  { type: 'file', spec_version: '2.1', id: `file--${uuid(6)}`, name: 'a', size: 1 },
  without(indicator(7), 'pattern'),
];
const summary = (plan: ImportPlan<ItemAtHand>) => {
  const valueOf = (item: ItemAtHand) => item.read().received.value;
  const ids = (list: readonly ItemAtHand[]) => list.map(valueOf);
  return {
    creators: ids(plan.creators),
    others: ids(plan.others),
    conflicts: plan.conflicts.map((conflict) => [valueOf(conflict.object), valueOf(conflict.with)]),
    repeated: ids(plan.repeated),
    refused: ids(plan.refused),
  };
};

describe('the plan of an import', () => {
  const plan = summary(planImport(items(...objects)));

  it('takes creators first, and the versions of an object oldest first', () => {
    assert.deepEqual(plan.creators, [creator]);
    assert.deepEqual(
      plan.others.filter(({ type }) => type === 'report'),
      [objects[1], objects[0]],
    );
    assert.deepEqual(new Set(plan.others.map(({ type }) => type)), new Set(['file', 'identity', 'indicator', 'report']));
  });

  it('takes identical copies once', () => assert.deepEqual(plan.repeated, [indicator(4)]));

  it('names other content of the same version a conflict', () => {
    assert.equal(plan.conflicts.length, 1);
    assert.deepEqual(new Set(plan.conflicts[0].map(({ name }) => name)), new Set(['one', 'other']));
  });

  it('keeps every content of an object that has no versions', () =>
    assert.equal(plan.others.filter(({ type }) => type === 'file').length, 2));

  it('refuses objects with errors, and them alone', () =>
    assert.deepEqual(
      plan.refused.map(({ id }) => id),
      [`indicator--${uuid(7)}`],
    ));

  it('does not depend on the order of arrival', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(objects, { minLength: objects.length }), (shuffled) =>
        assert.deepEqual(summary(planImport(items(...shuffled))), plan),
      ),
    );
  });

  it('finds the newest version of what other objects need to know of', () => {
    const pattern = object('attack-pattern', 8, { name: 'Phishing' });
    const { find } = planImport(items({ ...pattern, modified: later }, pattern, without(object('attack-pattern', 9), 'name')));
    assert.equal(find(`attack-pattern--${uuid(8)}`)?.modified, later);
    assert.equal(find(`attack-pattern--${uuid(9)}`), undefined);
  });
});

describe('the hash of content', () => {
  const hash = (text: string) => contentHash({ text, value: JSON.parse(text) });
  it('does not see layout, order and number spelling', () =>
    assert.equal(hash('{"a": 1.0, "b": "\\u0041"}'), hash('{"b":"A","a":1}')));
  it('sees every other difference', () => assert.notEqual(hash('{"a":1}'), hash('{"a":"1"}')));
  it('tells numbers apart that a double cannot', () =>
    assert.notEqual(hash('{"a":12345678901234567890}'), hash('{"a":12345678901234567891}')));
});
