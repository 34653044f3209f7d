/** The TLP of an object is the most restrictive of its markings, and RED when one of them is not understood. */
import assert from 'node:assert/strict';
import { type Tlp, tlpRank } from '../../../src/access/marking.js';
import type { JsonObject } from '../../../src/json/json-value.js';
import { OPENCTI_AMBER_STRICT, TLP_REGISTRY, tlpId, tlpOfId, tlpOfObject, tlpOfRefs } from '../../../src/exchange/stix/tlp.js';
import { identity, uuid } from './stix-examples.js';
import { sharedStix, sharedStixIsHere } from './shared-stix.js';

const id = (tlp: Tlp, registry: '1.0' | '2.0' = '2.0'): string => {
  const found = tlpId(tlp, registry);
  assert.ok(found);
  return found;
};
const statement = `marking-definition--${uuid(1)}`;
const pap = `marking-definition--${uuid(2)}`;
const disguised = `marking-definition--${uuid(3)}`;
const absent = `marking-definition--${uuid(4)}`;
const definitions: Record<string, JsonObject> = {
  [statement]: { definition_type: 'statement', definition: { statement: 'Copyright' } },
  [pap]: { definition_type: 'PAP', definition: { PAP: 'PAP:RED' } },
  [disguised]: { definition_type: 'statement', definition: { statement: 'custom' }, x_opencti_definition_type: 'PAP' },
};
const lookup = (ref: string): JsonObject | undefined => definitions[ref];

describe('TLP in STIX', () => {
  it('has the ids of both registries', function () {
    if (!sharedStixIsHere()) return this.skip(); // absent shared data
    const { markings } = JSON.parse(sharedStix('tlp-markings.json').toString());
    assert.deepEqual(
      TLP_REGISTRY.map((entry) => [entry.id, `TLP:${entry.tlp}`]),
      markings.map((marking: { id: string; name: string }) => [marking.id, marking.name]),
    );
  });

  it('keeps WHITE and CLEAR apart, and knows which registry has which level', () => {
    assert.equal(tlpOfId(id('WHITE', '1.0')), 'WHITE');
    assert.equal(tlpOfId(id('CLEAR')), 'CLEAR');
    assert.equal(tlpId('AMBER+STRICT', '1.0'), undefined);
    assert.equal(tlpId('WHITE', '2.0'), undefined);
    assert.notEqual(tlpId('RED', '1.0'), tlpId('RED', '2.0'));
  });

  it('is the most restrictive, in any order', () => {
    for (const a of TLP_REGISTRY)
      for (const b of TLP_REGISTRY) {
        const { tlp } = tlpOfRefs([a.id, b.id], lookup);
        assert.ok(tlp && tlpRank(tlp) === Math.max(tlpRank(a.tlp), tlpRank(b.tlp)));
      }
  });

  it('is not there where no marking is a TLP', () => {
    assert.deepEqual(tlpOfRefs([], lookup), { tlp: undefined, known: true, unknown: [] });
    assert.deepEqual(tlpOfRefs([statement], lookup), { tlp: undefined, known: true, unknown: [] });
  });

  it('is RED where a marking is missing or of a kind that nobody here knows', () => {
    for (const ref of [absent, pap, disguised])
      assert.deepEqual(tlpOfRefs([id('GREEN'), ref, statement], lookup), { tlp: 'RED', known: false, unknown: [ref] });
  });

  it("reads OpenCTI's own AMBER+STRICT and never writes it", () => {
    assert.equal(tlpOfRefs([OPENCTI_AMBER_STRICT], lookup).tlp, 'AMBER+STRICT');
    assert.ok(!TLP_REGISTRY.some((entry) => entry.id === OPENCTI_AMBER_STRICT));
  });

  it('of a whole object counts its granular markings', () => {
    const granular = (marking_ref: string) => ({ granular_markings: [{ marking_ref, selectors: ['name'] }] });
    const of = (properties: JsonObject, unmarked?: Tlp) => tlpOfObject(identity(1, properties), lookup, unmarked);
    assert.deepEqual(of({}), { tlp: 'AMBER', marked: false, known: true, unknown: [] });
    assert.equal(of({}, 'GREEN').tlp, 'GREEN');
    assert.equal(of(granular(id('RED'))).tlp, 'RED');
    assert.equal(of(granular(id('GREEN'))).tlp, 'AMBER');
    assert.equal(of({ object_marking_refs: [id('CLEAR')], ...granular(id('GREEN')) }).tlp, 'GREEN');
    assert.equal(of({ object_marking_refs: [id('WHITE', '1.0')] }).tlp, 'WHITE');
    assert.deepEqual(of({ object_marking_refs: [id('CLEAR')], ...granular(absent) }), {
      tlp: 'RED',
      marked: true,
      known: false,
      unknown: [absent],
    });
    assert.equal(of({ granular_markings: [{ lang: 'en', selectors: ['name'] }] }).tlp, 'AMBER');
  });
});
