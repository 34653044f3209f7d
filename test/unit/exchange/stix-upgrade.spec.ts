/** A STIX 2.0 object is read as STIX 2.1 would have it, and stays what it was. */
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/json/json-value.js';
import { readBundle } from '../../../src/exchange/stix/bundle.js';
import { examine } from '../../../src/exchange/stix/examine.js';
import { upgradeToStix21 } from '../../../src/exchange/stix/upgrade.js';
import { at, identity, indicator, report, uuid, without } from './stix-examples.js';

const received = (value: JsonObject) =>
  readBundle(JSON.stringify({ type: 'bundle', id: `bundle--${uuid(1)}`, spec_version: '2.0', objects: [value] }), 'x').objects[0];
const upgraded = (value: JsonObject) => upgradeToStix21(received(without(value, 'spec_version')));

describe('a STIX 2.0 object', () => {
  it('keeps its labels as the types that STIX 2.1 made of them', () => {
    const types: [JsonObject, string][] = [
      [report(1), 'report_types'],
      [indicator(1), 'indicator_types'],
      [identity(1), 'roles'],
      [{ ...identity(1), type: 'malware' }, 'malware_types'],
      [{ ...identity(1), type: 'tool' }, 'tool_types'],
      [{ ...identity(1), type: 'threat-actor' }, 'threat_actor_types'],
    ];
    for (const [value, property] of types) {
      const { value: view, notes } = upgraded({ ...value, labels: ['one', 'two'] });
      assert.deepEqual([view[property], view.labels, view.spec_version], [['one', 'two'], undefined, '2.1']);
      assert.equal(notes[0].path, 'objects[0].labels');
    }
  });

  it('keeps labels that were only labels', () => {
    assert.deepEqual(upgraded({ ...identity(1), type: 'campaign', labels: ['one'] }).value.labels, ['one']);
    const both = upgraded(indicator(1, { labels: ['free'], indicator_types: ['benign'] }));
    assert.deepEqual([both.value.labels, both.value.indicator_types], [['free'], ['benign']]);
  });

  it('gets what its absence meant', () => {
    assert.equal(upgraded(without(indicator(1), 'pattern_type')).value.pattern_type, 'stix');
    assert.equal(upgraded({ ...identity(1), type: 'malware' }).value.is_family, false);
    assert.equal(upgraded({ ...identity(1), type: 'malware', is_family: true }).value.is_family, true);
  });

  it('marks the same parts under their new names', () => {
    const marking_ref = `marking-definition--${uuid(5)}`;
    const object = received(
      without(
        indicator(1, {
          labels: ['benign'],
          granular_markings: [{ marking_ref, selectors: ['labels.[0]', 'labels', 'pattern'] }],
        }),
        'spec_version',
      ),
    );
    assert.deepEqual(upgradeToStix21(object).value.granular_markings, [
      { marking_ref, selectors: ['indicator_types.[0]', 'indicator_types', 'pattern'] },
    ]);
    assert.ok(examine(object).valid);
  });

  it('keeps embedded observables in their deprecated form', () => {
    const observed = {
      ...without(identity(1), 'name', 'identity_class', 'spec_version'),
      type: 'observed-data',
      id: `observed-data--${uuid(1)}`,
    };
    const { valid, problems, view } = examine(
      received({
        ...observed,
        first_observed: at,
        last_observed: at,
        number_observed: 1,
        objects: { 0: { type: 'file', name: 'a' } },
      }),
    );
    assert.ok(valid, JSON.stringify(problems));
    assert.deepEqual(view.objects, { 0: { type: 'file', name: 'a' } });
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['DEPRECATED'],
    );
  });

  it('stays as it was received', () => {
    const object = received(without(indicator(1, { labels: ['benign'] }), 'spec_version', 'pattern_type'));
    const before = structuredClone(object);
    examine(object);
    assert.deepEqual(object, before);
    assert.equal(object.specVersion, '2.0');
  });

  it('of version 2.1 is not touched', () => {
    const [object] = readBundle(JSON.stringify(indicator(1, { labels: ['free'] })), 'x').objects;
    assert.equal(upgradeToStix21(object).value, object.value);
  });
});
