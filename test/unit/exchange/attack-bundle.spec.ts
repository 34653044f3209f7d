/** What is read from a bundle of ATT&CK, and what a release says of a technique id. */
import assert from 'node:assert/strict';
import { readRelease } from '../../../src/exchange/attack/attack-bundle.js';
import { countsOf, releaseOf, techniqueUse } from '../../../src/exchange/attack/attack-index.measure.js';
import { attackBundle, COPYRIGHT, objectsOf, type PlannedRelease, TACTICS, TECHNIQUES } from '../../examples/attack.js';

const plan: PlannedRelease = { domain: 'enterprise', version: '18.1', techniques: TECHNIQUES };
const read = (text: string, given = {}) => readRelease(Buffer.from(text), 'attack.json', given);
const bundle = (objects: readonly object[]): string => JSON.stringify({ type: 'bundle', objects });
const refused = (text: string, words: RegExp, given = {}): void =>
  assert.throws(() => read(text, given), { code: 'INVALID_INPUT', message: words });

describe('a bundle of ATT&CK', () => {
  it('becomes an index, the same in whatever order its objects come', () => {
    const index = read(attackBundle(plan));
    assert.deepEqual(
      { ...index, tactics: index.tactics.map(({ shortName }) => shortName), techniques: index.techniques.map(({ id }) => id) },
      {
        domain: 'enterprise',
        version: '18.1',
        spec: '3.3.0',
        notice: [COPYRIGHT],
        tactics: TACTICS.map(({ shortname }) => shortname),
        techniques: TECHNIQUES.map(({ id }) => id).toSorted(),
      },
    );
    assert.deepEqual(countsOf(index), { tactics: 2, techniques: 2, subtechniques: 1, revoked: 2, deprecated: 1 });
    assert.deepEqual(read(bundle(objectsOf(plan).toReversed())), index);
  });

  it('says which domain and release it is, or takes it from the caller', () => {
    const bare = attackBundle({ ...plan, version: null });
    refused(bare, /does not say which release it is/);
    assert.equal(read(bare, { version: '17' }).version, '17');
    const ics = {
      domain: 'ics',
      techniques: [{ id: 'T0817', name: 'Drive-by Compromise', tactics: ['initial-access'] }],
    } as const;
    assert.equal(read(attackBundle({ ...ics, version: null }), { version: '18.1' }).domain, 'ics');
    refused(attackBundle(plan), /it is release 18\.1, not 17/, { version: '17' });
    refused(attackBundle(plan), /it is the enterprise release .* not ics/, { domain: 'ics' });
    refused(bundle([...objectsOf(plan), ...objectsOf({ ...ics, version: '18.1' })]), /it holds 2 releases/);
  });

  it('is refused with the file and the object at fault', () => {
    refused('{"objects": [', /attack\.json: it is not valid JSON, line 1, column 14/);
    refused('[]', /attack\.json: it is no STIX bundle/);
    refused(bundle([]), /it holds no techniques/);
    refused(bundle([{ id: 'x' }]), /objects\[0\] is no STIX object/);
    refused(bundle([{ type: 'attack-pattern', id: 'attack-pattern--1' }]), /objects\[0\] \(attack-pattern--1\) name/);
    const [first] = TECHNIQUES;
    const unnamed = objectsOf(plan).map((object) =>
      'external_references' in object && 'x_mitre_domains' in object ? { ...object, external_references: [] } : object,
    );
    refused(bundle(unnamed), /Phishing\) has no ATT&CK id/);
    refused(
      attackBundle({ ...plan, techniques: [...TECHNIQUES, { ...first, name: 'Another', stixId: 'attack-pattern--2' }] }),
      /two techniques have the id T1566: Phishing and Another/,
    );
  });

  it('tells current, revoked, deprecated, unknown and unchecked ids apart', () => {
    const release = releaseOf(read(attackBundle(plan)));
    const said = (id: string, chosen = [release]) => {
      const { status, name, successor, note } = techniqueUse(id, chosen);
      return [status, name, successor, note];
    };
    assert.deepEqual(said('T1566.002'), ['current', 'Spearphishing Link', null, null]);
    assert.deepEqual(said('T1192'), [
      'revoked',
      'Spearphishing Link',
      'T1566.002',
      'is revoked in ATT&CK Enterprise 18.1; use T1566.002 (Spearphishing Link)',
    ]);
    assert.equal(said('T1051')[0], 'deprecated');
    assert.deepEqual(said('T1999'), ['unknown', null, null, 'is not a technique of ATT&CK Enterprise 18.1']);
    assert.equal(said('T0817')[0], 'unchecked');
    assert.equal(said('T1566', [])[0], 'unchecked');
    const circle = [
      { id: 'T1001', name: 'A', revoked: true, revokedBy: 'T1002' },
      { id: 'T1002', name: 'B', revoked: true, revokedBy: 'T1001' },
    ];
    assert.equal(techniqueUse('T1001', [releaseOf(read(attackBundle({ ...plan, techniques: circle })))]).successor, null);
  });
});
