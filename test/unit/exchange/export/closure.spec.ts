/** What stays is not told by what goes: neither by names, nor by relationships, nor by what depends on it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Tlp } from '../../../../src/access/marking.js';
import { type Candidate, closureOf, type Verdict } from '../../../../src/exchange/stix/export/closure.js';
import { bundledTexts, writeBundle } from '../../../../src/exchange/stix/export/bundle-writer.js';
import type { Look } from '../../../../src/exchange/stix/export/own-object.stix.js';
import { naturalId } from '../../../../src/ledger/identity.js';
import type { JsonObject } from '../../../../src/json/json-value.js';
import { amber, green } from '../../../examples/marking.js';

const look: Look = { tlpVersion: 2, idFrom: (...key) => naturalId(...key) };
const TIME = '2026-01-02T08:00:00.000Z';
const idOf = (type: string, n: number): string => `${type}--${n.toString(16).padStart(8, '0')}-0000-4000-8000-000000000000`;

/** An object of somebody else that is marked GREEN, unless it is said otherwise. */
const candidate = (id: string, properties: JsonObject = {}, tlp: Tlp = 'GREEN'): Candidate => {
  const value: JsonObject = {
    type: id.slice(0, id.indexOf('--')),
    spec_version: '2.1',
    id,
    created: TIME,
    modified: TIME,
    ...properties,
  };
  const marking = tlp === 'GREEN' ? green : { ...amber, tlp };
  return {
    id,
    value,
    verbatim: JSON.stringify(value),
    protections: [{ tenantId: 'acme', ownerOrganisation: 'acme-org', marking }],
    wanted: true,
    addedAt: TIME,
    position: 1n,
  };
};
const upToGreen: Verdict = ({ marking }) => (marking.tlp === 'GREEN' ? undefined : 'sharing-tlp');
const sent = (candidates: readonly Candidate[]) => {
  const closure = closureOf(candidates, upToGreen, look);
  const texts = bundledTexts(closure, look);
  return { closure, texts, text: writeBundle(texts).pieces.join('') };
};

const secret = candidate(idOf('malware', 1), {}, 'AMBER');
const open = candidate(idOf('malware', 2));
const join = (type: string, n: number, properties: JsonObject) => candidate(idOf(type, n), properties);

describe('the closure of an export', () => {
  it('sends what names nothing that stays exactly as it came', () => {
    const report = join('report', 3, { object_refs: [open.id, idOf('tool', 9)] });
    const { texts, closure } = sent([open, report]);
    assert.deepEqual(
      [...texts],
      [open, report].map(({ id, verbatim }) => [id, verbatim]),
    );
    assert.equal(closure.omittedRefs, 0);
  });

  it('keeps relationships and sightings of what stays, and what depends on them', () => {
    const uses = join('relationship', 3, { relationship_type: 'uses', source_ref: open.id, target_ref: secret.id });
    const sighting = join('sighting', 4, { sighting_of_ref: open.id, where_sighted_refs: [secret.id] });
    const opinion = join('note', 5, { content: 'Sure of it.', object_refs: [uses.id] });
    const { closure, text } = sent([secret, open, uses, sighting, opinion]);
    assert.deepEqual(Object.fromEntries(closure.withheld), { 'sharing-tlp': 1, 'names-withheld': 2, 'no-object-refs': 1 });
    for (const { id } of [secret, uses, sighting, opinion]) assert.ok(!text.includes(id), id);
    assert.ok(text.includes(open.verbatim!));
  });

  it('derives a report of somebody else that names something that stays: under another id, related to the one it comes from', () => {
    const report = join('report', 3, { name: 'Both', object_refs: [secret.id, open.id], created_by_ref: idOf('identity', 7) });
    const { closure, texts, text } = sent([secret, open, report]);
    assert.ok(!text.includes(secret.id));
    assert.equal(closure.omittedRefs, 1);
    assert.ok(!texts.has(report.id));
    const objects = [...texts.values()].map((one) => JSON.parse(one) as JsonObject);
    const derived = objects.find(({ type }) => type === 'report')!;
    assert.deepEqual(derived.object_refs, [open.id]);
    const relation = objects.find(({ relationship_type: kind }) => kind === 'derived-from')!;
    assert.deepEqual([relation.source_ref, relation.target_ref], [derived.id, report.id]);
    assert.ok(texts.has(String(derived.created_by_ref)));
  });

  it('never cuts what cannot be derived: it stays', () => {
    const granular = join('report', 3, {
      object_refs: [secret.id, open.id],
      granular_markings: [{ marking_ref: idOf('marking-definition', 8), selectors: ['object_refs.[1]'] }],
    });
    const old = {
      ...candidate(idOf('report', 4)),
      value: { type: 'report', id: idOf('report', 4), object_refs: [secret.id, open.id] },
    };
    const { closure } = sent([secret, open, granular, old]);
    assert.deepEqual(Object.fromEntries(closure.withheld), { 'sharing-tlp': 1, 'names-withheld': 2 });
  });

  it('lets a report of ours fall back to its sources, and keeps it when there are none', () => {
    const source = candidate(idOf('identity', 5));
    const ours = (n: number, insteadOfRefs: readonly string[]): Candidate => {
      const { verbatim: _, ...rest } = join('report', n, { object_refs: [secret.id] });
      return { ...rest, insteadOfRefs };
    };
    const { closure, texts } = sent([secret, source, ours(3, [source.id]), ours(4, []), ours(6, [secret.id])]);
    assert.deepEqual((JSON.parse(texts.get(idOf('report', 3))!) as JsonObject).object_refs, [source.id]);
    assert.equal(closure.withheld.get('no-object-refs'), 2);
  });

  it('needs every record that an object stands for to allow it', () => {
    const remarked: Candidate = {
      ...open,
      protections: [...open.protections, { tenantId: 'acme', ownerOrganisation: 'acme-org', marking: amber }],
    };
    assert.deepEqual([...sent([remarked]).texts], []);
  });

  it('never tells the id of what stays, and gives the same bytes in any order', () => {
    const graph = fc.array(
      fc.record({
        type: fc.constantFrom('report', 'relationship', 'sighting', 'note', 'malware', 'x-thing'),
        tlp: fc.constantFrom<Tlp>('GREEN', 'GREEN', 'AMBER'),
        refs: fc.array(fc.nat(11), { minLength: 1, maxLength: 4 }),
        creator: fc.nat(11),
      }),
      { minLength: 12, maxLength: 12 },
    );
    fc.assert(
      fc.property(graph, fc.nat(), (nodes, seed) => {
        const ids = nodes.map(({ type }, n) => idOf(type, n + 1));
        const candidates = nodes.map(({ type, tlp, refs, creator }, n) => {
          const named = refs.map((ref) => ids[ref]);
          const joined = { source_ref: named[0], target_ref: named.at(-1)! };
          return candidate(
            ids[n],
            type === 'relationship'
              ? joined
              : { object_refs: named, created_by_ref: ids[creator], x_part: { deep_ref: named[0] } },
            tlp,
          );
        });
        const { closure, texts, text } = sent(candidates);
        for (const one of candidates.filter(({ protections }) => protections[0].marking.tlp === 'AMBER'))
          assert.ok(!text.includes(one.id), one.id);
        const total = [...closure.withheld.values()].reduce((sum, count) => sum + count, 0);
        const went = candidates.length - total;
        assert.equal(new Set(closure.objects.map(({ candidate: { id } }) => id)).size, went);
        const turned = candidates.map((_, n) => candidates[(n + seed) % candidates.length]);
        assert.equal(writeBundle(bundledTexts(closureOf(turned, upToGreen, look), look)).sha256, writeBundle(texts).sha256);
      }),
    );
  });
});
