/** The texts by which records are found, from their events. */
import assert from 'node:assert/strict';
import type { ReportTextRow } from '../../../projections/search/search.entity.js';
import { search } from '../../../projections/search/search.projection.js';
import type { IntelReportEvent } from '../../../src/intel-reports/intel-report.events.js';
import { identifierKey } from '../../../src/search/search-text.measure.js';
import { ana, ben } from '../../examples/actors.js';
import {
  approvedBy,
  drafted,
  loader,
  published,
  publishedAt,
  redrafted,
  retracted,
  revised,
  submitted,
  tuesday,
  yearbook,
} from '../../examples/intel-report.js';
import { amber, secret } from '../../examples/marking.js';
import { harbourWatch, importedNorthernCert, registered, retired } from '../../examples/source.js';
import { authorsApprove, searchesGerman } from '../../examples/tenant-settings.js';
import { projectionSpec, RECORD_ID } from '../../spec/projection-spec.js';

const given = projectionSpec(search);
const renamed = { ...revised, data: { ...revised.data, changes: { title: 'Loader seen everywhere' } } } as typeof revised;
const texts = (...events: readonly IntelReportEvent[]) => given(...events).row<ReportTextRow>('report_text')!;

describe('the texts of a report', () => {
  it('are those of the draft until something is published', () =>
    given(drafted, renamed).then({
      report_text: [{ title: 'Loader seen everywhere', summary: loader.summary, body: loader.body, status: 'draft' }],
    }));
  it('stay those of the published version while the next is worked on', () =>
    given(...published, redrafted, renamed).then({ report_text: [{ title: loader.title, status: 'published' }] }));
  it('become those of the next version with its publication, and nothing of the earlier one is left', () => {
    const row = texts(...published, redrafted, renamed, submitted, approvedBy(ben), publishedAt(tuesday, 2));
    assert.equal(row.title, 'Loader seen everywhere');
    assert.equal(row.record.status === 'absent' ? 0 : row.record.versions.length, 1);
    assert.doesNotMatch(JSON.stringify([row.title, row.summary, row.body, row.record]), /seen in retail"/);
  });
  it('fold on from the last version alone', () =>
    given(...published, redrafted, renamed, submitted, approvedBy(ben), publishedAt(tuesday, 2), retracted, redrafted).then({
      report_text: [{ title: 'Loader seen everywhere', status: 'retracted' }],
    }));
  it('name the record, its STIX id, techniques, objects and external ids, and not its sources, which may be hidden', () => {
    const keys = new Set(texts(drafted).keys.split(' '));
    for (const id of [RECORD_ID, `report--${RECORD_ID}`, 't1566.001', 't1566', 't0817', 'vn-17', ...loader.objectRefs])
      assert.ok(keys.has(identifierKey(id)), id);
    assert.ok(loader.sourceIds.length > 0);
    for (const id of loader.sourceIds) assert.ok(!keys.has(identifierKey(id)), id);
  });
  it('leave a body out that lies in a blob', () =>
    given({ type: 'IntelReportDrafted', data: { content: yearbook, marking: amber, author: ana } }).then({
      report_text: [{ title: yearbook.title, body: '' }],
    }));
  it('move to another compartment with the marking', () => {
    const marked = texts(drafted, { type: 'IntelReportMarked', data: { marking: secret } });
    assert.notEqual(marked.aclId, texts(drafted).aclId);
  });
});

describe('the texts of a source', () => {
  it('are its name, description and sectors', () =>
    given(registered, retired).then({
      source_text: [
        {
          title: harbourWatch.name,
          summary: harbourWatch.description,
          referenceText: 'osint\ntransportation',
          status: 'retired',
        },
      ],
    }));
  it('know the identity it was imported from', () => {
    const row = given(importedNorthernCert).row<ReportTextRow>('source_text')!;
    assert.ok(row.keys.split(' ').includes(identifierKey('identity--c78cb6e5-0c4b-4611-8297-d1b8b55e40b5')));
  });
});

describe("a tenant's language", () => {
  it('is the one chosen last, whatever else changes', () =>
    given(searchesGerman, authorsApprove).then({ tenant_language: [{ language: 'german' }] }));
  it('is not kept until one is chosen', () => given(authorsApprove).then({ tenant_language: [] }));
});
