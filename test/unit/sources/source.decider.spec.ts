/** The life of an intelligence source, told by its rules. */
import assert from 'node:assert/strict';
import { type SourceCommand, source } from '../../../src/sources/source.decider.js';
import type { SourceEvent } from '../../../src/sources/source.events.js';
import { ana, ben, partnerFeed } from '../../examples/actors.js';
import { amber, green, redFor, secret } from '../../examples/marking.js';
import {
  harbourWatch,
  importedNorthernCert,
  importNorthernCert,
  northernCert,
  paused,
  register,
  registered,
  reinstated,
  resumed,
  retired,
} from '../../examples/source.js';
import { originOf } from '../../examples/stix.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(source);
const revise = (changes: Extract<SourceCommand, { type: 'Revise' }>['changes']): SourceCommand => ({ type: 'Revise', changes });
const mark = (marking = secret, hasReason = true): SourceCommand => ({ type: 'Mark', marking, hasReason });

describe('changing a part of the marking of a source', () => {
  it('keeps what was raised meanwhile', () =>
    given(registered, { type: 'SourceMarked', data: { marking: secret } })
      .when({ type: 'Revise', changes: {}, remark: { marking: { tlp: 'GREEN' }, hasReason: true } })
      .then({ type: 'SourceMarked', data: { marking: { ...secret, tlp: 'GREEN' } } }));
});

describe('registering a source', () => {
  it('records its profile', () => given().when(register).then(registered));
  it('happens once', () => given(registered).when(register).thenRejects('ALREADY_EXISTS'));
  it('comes before everything else', () => given().when({ type: 'Pause' }).thenRejects('NOT_FOUND'));
  it('makes whoever registers it a recipient of TLP:RED', () =>
    given()
      .when({ type: 'Register', profile: harbourWatch, marking: redFor(), by: ana })
      .then({ type: 'SourceRegistered', data: { ...harbourWatch, marking: redFor(ana), registeredBy: ana } }));
});

describe('revising a source', () => {
  it('records only what is different', () =>
    given(registered)
      .when(revise({ name: 'Harbour Watch', reliability: 'C' }))
      .then({ type: 'SourceRevised', data: { changes: { reliability: 'C' } } }));
  it('can take an expectation back', () =>
    given(registered)
      .when(revise({ expectedCadenceSeconds: null }))
      .then({ type: 'SourceRevised', data: { changes: { expectedCadenceSeconds: null } } }));
  it('records nothing when nothing is different', () =>
    given(registered)
      .when(revise({ sectors: ['transportation'] }))
      .thenNothing());
  it('is possible while it is paused', () =>
    given(registered, paused)
      .when(revise({ credibility: 3 }))
      .then({ type: 'SourceRevised', data: { changes: { credibility: 3 } } }));
  it('ends with retirement', () =>
    given(registered, retired)
      .when(revise({ credibility: 3 }))
      .thenRejects('RETIRED'));
});

describe('pausing and retiring a source', () => {
  it('pauses', () => given(registered).when({ type: 'Pause' }).then(paused));
  it('pauses once', () => given(registered, paused).when({ type: 'Pause' }).thenNothing());
  it('resumes', () => given(registered, paused).when({ type: 'Resume' }).then(resumed));
  it('resumes nothing that is active', () => given(registered).when({ type: 'Resume' }).thenNothing());
  it('retires', () => given(registered).when({ type: 'Retire' }).then(retired));
  it('retires what is paused', () => given(registered, paused).when({ type: 'Retire' }).then(retired));
  it('retires once', () => given(registered, retired).when({ type: 'Retire' }).thenNothing());
  it('does not pause what is retired', () => given(registered, retired).when({ type: 'Pause' }).thenRejects('RETIRED'));
  it('does not resume what is retired', () => given(registered, retired).when({ type: 'Resume' }).thenRejects('RETIRED'));
  it('reinstates what was retired', () => given(registered, retired).when({ type: 'Reinstate' }).then(reinstated));
  it('reinstates nothing that is active', () => given(registered).when({ type: 'Reinstate' }).thenNothing());
  it('reinstates as active', () => assert.equal(given(registered, paused, retired, reinstated).record().status, 'active'));
});

describe('marking a source', () => {
  it('changes who may see it', () =>
    given(registered)
      .when(mark())
      .then({ type: 'SourceMarked', data: { marking: secret } }));
  it('is possible after retirement', () =>
    given(registered, retired)
      .when(mark())
      .then({ type: 'SourceMarked', data: { marking: secret } }));
  it('needs a reason', () => given(registered).when(mark(secret, false)).thenRejects('REASON_REQUIRED', 'reason'));
  it('records nothing when it is marked so', () => given(registered).when(mark(amber, false)).thenNothing());
  it('never shuts out whoever registered it', () =>
    given(registered)
      .when(mark(redFor(ben)))
      .then({ type: 'SourceMarked', data: { marking: redFor(ben, ana) } }));
});

describe('importing an identity as a source', () => {
  const tuesday = '2026-01-06T10:00:00.000Z';
  const at = (modified: string, revoked = false) => ({
    ...northernCert,
    stix: originOf(northernCert.stix.id, modified, revoked),
  });
  const importAt = (modified: string, revoked = false): SourceCommand => ({
    type: 'Import',
    ...at(modified, revoked),
    by: partnerFeed,
  });
  const importedAt = (modified: string, revoked = false): SourceEvent => ({
    type: 'SourceImported',
    data: { ...at(modified, revoked), importedBy: partnerFeed },
  });

  it('makes a source of it', () => given().when(importNorthernCert).then(importedNorthernCert));
  it('judges nothing: reliability F, credibility 6, no cadence', () => {
    const record = given(importedNorthernCert).record();
    assert(record.status === 'active');
    assert.deepEqual([record.reliability, record.credibility, record.expectedCadenceSeconds, record.owner], ['F', 6, null, null]);
  });
  it('changes nothing when the same version comes again', () =>
    given(importedNorthernCert).when(importNorthernCert).thenNothing());
  it('follows a newer version', () => given(importedNorthernCert).when(importAt(tuesday)).then(importedAt(tuesday)));
  it('leaves an older version aside', () => given(importedAt(tuesday)).when(importNorthernCert).thenNothing());
  it('never touches a source of our own', () =>
    given(registered).when(importNorthernCert).thenRejects('NOT_IMPORTED', 'stix.id'));
  it('retires what its creator revoked', () =>
    given(importedNorthernCert).when(importAt(tuesday, true)).then(importedAt(tuesday, true), retired));
  it('follows a newer version of a retired source and leaves it retired', () => {
    given(importedNorthernCert, retired).when(importAt(tuesday)).then(importedAt(tuesday));
    assert.equal(given(importedNorthernCert, retired, importedAt(tuesday)).record().status, 'retired');
  });
  it('keeps our judgement and our kind', () => {
    const judged: SourceEvent = { type: 'SourceRevised', data: { changes: { reliability: 'B', kind: 'government' } } };
    const next: SourceEvent = {
      type: 'SourceImported',
      data: { ...at(tuesday), kind: 'government', importedBy: partnerFeed },
    };
    given(importedNorthernCert, judged).when(importAt(tuesday)).then(next);
    const record = given(importedNorthernCert, judged, next).record();
    assert(record.status === 'active');
    assert.deepEqual([record.reliability, record.kind], ['B', 'government']);
  });
  it('does not lower a marking of ours', () =>
    given(importedNorthernCert, { type: 'SourceMarked', data: { marking: amber } })
      .when(importAt(tuesday))
      .then({ type: 'SourceImported', data: { ...at(tuesday), marking: amber, importedBy: partnerFeed } }));
  it('takes the marking of the next version while we have none of our own', () =>
    given(importedNorthernCert)
      .when({ type: 'Import', ...at(tuesday), marking: { ...green, tlp: 'CLEAR' }, by: partnerFeed })
      .then({ type: 'SourceImported', data: { ...at(tuesday), marking: { ...green, tlp: 'CLEAR' }, importedBy: partnerFeed } }));
});
