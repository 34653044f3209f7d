/** Reports that were published elsewhere and imported. */
import assert from 'node:assert/strict';
import { intelReport } from '../../../src/intel-reports/intel-report.decider.js';
import type { IntelReportEvent } from '../../../src/intel-reports/intel-report.events.js';
import { publishedVersion } from '../../../src/intel-reports/intel-report.record.js';
import { importOutcome } from '../../../src/exchange/stix/stix-object.record.js';
import { ben, partnerFeed } from '../../examples/actors.js';
import {
  archived,
  drafted,
  imported,
  importReport,
  monday,
  partnerReport,
  retracted,
  tuesday,
  wednesday,
} from '../../examples/intel-report.js';
import { green, redFor, secret } from '../../examples/marking.js';
import { originOf } from '../../examples/stix.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(intelReport);

describe('importing a report', () => {
  it('publishes it at once, with its own date', () => given().when(importReport(monday)).then(imported(monday)));
  it('changes nothing when the same version comes again', () => given(imported(monday)).when(importReport(monday)).thenNothing());
  it('tells versions apart by less than a millisecond', () =>
    given(imported('2026-01-05T10:00:00.000001Z'))
      .when(importReport('2026-01-05T10:00:00.000002Z'))
      .then(imported('2026-01-05T10:00:00.000002Z')));
  it('makes a new version of a newer one', () => given(imported(monday)).when(importReport(tuesday)).then(imported(tuesday)));
  it('leaves an older version aside', () => given(imported(tuesday)).when(importReport(monday)).thenNothing());
  it('never touches a report of our own', () => given(drafted).when(importReport(monday)).thenRejects('NOT_IMPORTED', 'stix.id'));
  it('refuses a date in the future', () =>
    given()
      .when({ ...importReport(monday), publishedAt: '2026-02-01T00:00:00.000Z' })
      .thenRejects('PUBLISHED_IN_FUTURE', 'publishedAt'));
  it('leaves the archive alone', () => given(imported(monday), archived).when(importReport(tuesday)).thenRejects('ARCHIVED'));
  it('knows what is in the archive', () => given(imported(monday), archived).when(importReport(monday)).thenNothing());

  it('retracts what its creator revoked', () =>
    given(imported(monday)).when(importReport(tuesday, true)).then(imported(tuesday, true), retracted));
  it('keeps a report that comes revoked, retracted', () =>
    given().when(importReport(monday, true)).then(imported(monday, true), retracted));
  it('knows what was revoked', () => given(imported(monday, true), retracted).when(importReport(monday, true)).thenNothing());
  it('accepts nothing after a revocation', () =>
    given(imported(monday, true), retracted).when(importReport(tuesday)).thenRejects('REVOKED', 'stix.modified'));
});

describe('the marking of an imported report', () => {
  const marked = (marking = secret): IntelReportEvent => ({ type: 'IntelReportMarked', data: { marking } });
  const next = imported(tuesday) as Extract<IntelReportEvent, { type: 'IntelReportImported' }>;

  it('is not lowered by the next version once we marked it', () =>
    given(imported(monday), marked())
      .when(importReport(tuesday))
      .then({ ...next, data: { ...next.data, marking: secret } }));
  it('is raised by the next version all the same', () =>
    given(imported(monday), marked({ ...green, tlp: 'CLEAR' }))
      .when(importReport(tuesday))
      .then({ ...next, data: { ...next.data, marking: green } }));
  it('keeps importers among the recipients of TLP:RED', () =>
    given(imported(monday))
      .when({ ...importReport(tuesday), marking: redFor(), by: ben })
      .then({ ...next, data: { ...next.data, marking: redFor(partnerFeed, ben), author: ben } }));
});

describe('the versions of an imported report', () => {
  it('are superseded one by one', () => {
    const record = given(imported(monday), imported(tuesday)).record();
    assert(record.status === 'published');
    assert.deepEqual(
      record.versions.map(({ number, status, stixModified }) => [number, status, stixModified]),
      [
        [1, 'superseded', monday],
        [2, 'published', tuesday],
      ],
    );
    assert.deepEqual(record.stix, partnerReport(tuesday).stix);
    assert.equal(publishedVersion(record)?.approvedBy, null);
  });
});

describe('what an import brings', () => {
  const known = originOf('report--84e4d88f-44ea-4bcd-bbf3-b2c1c320bcb3', tuesday);
  for (const [outcome, origin, modified] of [
    ['created', undefined, monday],
    ['updated', known, wednesday],
    ['unchanged', known, tuesday],
    ['unchanged', known, '2026-01-06T10:00:00Z'],
    ['older', known, monday],
  ] as const)
    it(`${origin ? `after ${origin.modified}, ` : ''}${modified} is ${outcome}`, () =>
      assert.equal(importOutcome(origin, { modified }), outcome));
});
