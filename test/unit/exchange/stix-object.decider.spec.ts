/** Receiving STIX objects: in any order, any number of times, nothing lost. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { receptionOf, stixObject } from '../../../src/exchange/stix/stix-object.decider.js';
import { compareStixTimestamps } from '../../../src/exchange/stix/stix-object.record.js';
import { ana, partnerFeed } from '../../examples/actors.js';
import { redFor } from '../../examples/marking.js';
import { address, conflicted, longReport, malware, receive, received, withContent } from '../../examples/stix.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(stixObject);
const newer = withContent(malware, 'b', '2026-02-01T00:00:00.000Z');
const older = withContent(malware, 'c', '2025-12-01T00:00:00.000Z');
const other = withContent(malware, 'd');

describe('receiving a STIX object', () => {
  it('keeps it verbatim', () => given().when(receive(malware)).then(received(malware)));
  it('keeps a long one in a blob', () => given().when(receive(longReport)).then(received(longReport)));
  it('changes nothing when it comes again', () => given(received(malware)).when(receive(malware)).thenNothing());
  it('takes a newer version as the current one', () => given(received(malware)).when(receive(newer)).then(received(newer)));
  it('keeps an older version that comes late', () => given(received(malware)).when(receive(older)).then(received(older, true)));
  it('knows a late version when it comes again', () =>
    given(received(malware), received(older, true)).when(receive(older)).thenNothing());
  it('reports other content under the same version', () => given(received(malware)).when(receive(other)).then(conflicted(other)));
  it('sees the same version in another precision', () => {
    const precise = { ...other, modified: '2026-01-02T08:00:00Z' };
    given(received(malware)).when(receive(precise)).then(conflicted(precise));
  });
  it('reports a conflict once', () => given(received(malware), conflicted(other)).when(receive(other)).thenNothing());
  it('reports every other content', () => {
    const third = withContent(malware, 'e');
    given(received(malware), conflicted(other)).when(receive(third)).then(conflicted(third));
  });
  it('reports a conflict with a version that is not current any more', () =>
    given(received(malware), received(newer)).when(receive(other)).then(conflicted(other)));
  it('refuses two objects with one UUID', () =>
    given(received(malware))
      .when(receive({ ...newer, stixId: 'tool--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061', stixType: 'tool' }))
      .thenRejects('STIX_ID_TAKEN', 'id'));
  it('keeps the first receiver among the recipients of TLP:RED', () =>
    given(received(malware))
      .when(receive({ ...newer, marking: redFor(), receivedBy: ana }))
      .then(received({ ...newer, marking: redFor(partnerFeed, ana), receivedBy: ana })));
});

describe('receiving another version of a STIX object', () => {
  const cert = 'identity--f431f809-377b-45e0-aa1c-6a4751cae5ff';
  const other = 'identity--b38dfe21-7477-40d1-aa90-5c8671ce51ca';
  const saying = (content: object) => JSON.stringify({ type: 'malware', id: malware.stixId, ...content });
  const theirs = { ...malware, text: saying({ created_by_ref: cert.toUpperCase().replace('IDENTITY', 'identity') }) };
  const by = (createdByRef: string | undefined, object = newer) => receive({ ...object, createdByRef });

  it('takes it from its creator', () => given(received(theirs)).when(by(cert)).then(received(newer)));
  it('refuses it from others, and from nobody, older ones and conflicting ones too', () => {
    for (const object of [newer, older, withContent(malware, 'd')])
      for (const creator of [other, undefined])
        given(received(theirs)).when(by(creator, object)).thenRejects('NOT_ITS_CREATOR', 'id');
    given(received(malware)).when(by(cert)).thenRejects('NOT_ITS_CREATOR', 'id');
  });
  it('refuses what was created at another time', () => {
    const created = '2026-01-01T08:00:00.000Z';
    for (const object of [newer, older])
      given(received(malware))
        .when(receive({ ...object, created }))
        .thenRejects('CREATED_CHANGED', 'created');
    given(received(malware))
      .when(receive({ ...newer, created: '2026-01-02T08:00:00Z' }))
      .then(received({ ...newer, created: '2026-01-02T08:00:00Z' }));
  });
  it('keeps other content of a known version as a conflict, whenever it says that it was created', () => {
    const created = { ...withContent(malware, 'd'), created: '2026-01-01T08:00:00.000Z' };
    given(received(malware)).when(receive(created)).then(conflicted(created));
  });
  it('refuses a later one of what was revoked, and keeps an earlier one', () => {
    const revoked = { ...malware, text: saying({ revoked: true }) };
    given(received(revoked)).when(receive(newer)).thenRejects('REVOKED', 'modified');
    given(received(revoked)).when(receive(older)).then(received(older, true));
  });
  it('asks for what a large one says', () => {
    const large = { ...malware, text: longReport.text };
    given(received(large)).when(by(cert)).thenRejects('CONTENT_NOT_READ');
    const known = (createdByRef: string, sha256 = malware.sha256) => ({ sha256, createdByRef, revoked: false });
    given(received(large))
      .when({ ...by(cert), known: known(cert) } as never)
      .then(received(newer));
    given(received(large))
      .when({ ...by(cert), known: known(other) } as never)
      .thenRejects('NOT_ITS_CREATOR', 'id');
    given(received(large))
      .when({ ...by(cert), known: known(cert, newer.sha256) } as never)
      .thenRejects('CONTENT_NOT_READ');
  });
});

describe('receiving a cyber-observable, which has no versions', () => {
  const otherAddress = withContent(address, 'b');

  it('keeps it', () => given().when(receive(address)).then(received(address)));
  it('changes nothing when it comes again', () => given(received(address)).when(receive(address)).thenNothing());
  it('takes what came last as the current one', () => {
    given(received(address)).when(receive(otherAddress)).then(received(otherAddress));
    const record = given(received(address), received(otherAddress)).record();
    assert(record.status === 'received');
    assert.equal(record.current.sha256, otherAddress.sha256);
    assert.equal(record.versions.length, 2);
  });
});

describe('a STIX object that was received', () => {
  it('shows its current version, not one that came late, and every conflict', () => {
    const record = given(received(malware), received(newer), received(older, true), conflicted(other)).record();
    assert(record.status === 'received');
    assert.equal(record.current.modified, newer.modified);
    assert.deepEqual(
      record.versions.map(({ late }) => late),
      [false, false, true],
    );
    assert.deepEqual(
      record.conflicts.map(({ sha256 }) => sha256),
      [other.sha256],
    );
  });

  it('ends with the same current version and the same versions, whatever the order of arrival', () => {
    const versions = [malware, newer, older, withContent(malware, 'f', '2026-01-02T08:00:00.000001Z')];
    fc.assert(
      fc.property(fc.shuffledSubarray([...versions, ...versions], { minLength: 8 }), (arrivals) => {
        const record = arrivals.reduce(
          (object, next) =>
            stixObject.decide(receive(next), object).reduce((state, event) => stixObject.evolve(state, event), object),
          stixObject.initial,
        );
        assert(record.status === 'received');
        assert.equal(record.current.modified, newer.modified);
        assert.deepEqual(record.versions.map(({ sha256 }) => sha256).toSorted(), versions.map(({ sha256 }) => sha256).toSorted());
        assert.deepEqual(record.conflicts, []);
      }),
    );
  });

  it('says what receiving means before it is received', () => {
    const record = given(received(malware)).record();
    assert.equal(receptionOf(record, malware), 'unchanged');
    assert.equal(receptionOf(record, newer), 'received');
    assert.equal(receptionOf(record, older), 'late');
    assert.equal(receptionOf(record, other), 'conflict');
  });
});

describe('STIX timestamps', () => {
  for (const [a, b, order] of [
    ['2026-01-02T08:00:00Z', '2026-01-02T08:00:00.000Z', 0],
    ['2026-01-02T08:00:00.1Z', '2026-01-02T08:00:00.100000Z', 0],
    ['2026-01-02T08:00:00.12Z', '2026-01-02T08:00:00.5Z', -1],
    ['2026-01-02T08:00:00.000001Z', '2026-01-02T08:00:00Z', 1],
    ['2026-01-02T08:00:01Z', '2026-01-02T08:00:00.999999Z', 1],
    ['0999-12-31T23:59:59Z', '2026-01-01T00:00:00Z', -1],
  ] as const)
    it(`${a} ${order < 0 ? 'is before' : order > 0 ? 'is after' : 'is'} ${b}`, () =>
      assert.equal(compareStixTimestamps(a, b), order));
});
