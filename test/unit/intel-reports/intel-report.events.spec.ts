/** What the content of a report may be; the same schemas check what comes in from outside. */
import assert from 'node:assert/strict';
import { IntelReportChanges, IntelReportContent, REPORT_TYPE_OV } from '../../../src/intel-reports/intel-report.events.js';
import { loader, yearbook } from '../../examples/intel-report.js';

/** The field path of what is wrong with a change, or undefined when it is fine. */
const faultIn = (change: object): string | undefined =>
  IntelReportChanges.safeParse(change).error?.issues[0]?.path.map(String).join('.');

describe('the content of a report', () => {
  it('is what an analyst writes', () => assert.deepEqual(IntelReportContent.parse(loader), loader));
  it('may have its body in a blob', () => assert.deepEqual(IntelReportContent.parse(yearbook), yearbook));
  it('is given as a whole', () => assert.ok(!IntelReportContent.safeParse({ title: 'Only a title' }).success));
  it('has the standard report types, and room for others', () =>
    assert.equal(faultIn({ reportTypes: [...REPORT_TYPE_OV, 'situation-report'] }), undefined));

  const reference = (url: string) => ({ externalReferences: [{ sourceName: 'Vendor', url }] });
  for (const [what, change, field] of [
    ['an unknown field', { titel: 'x' }, ''],
    ['an empty title', { title: '  ' }, 'title'],
    ['a title of 501 characters', { title: 'x'.repeat(501) }, 'title'],
    ['a NUL in the summary', { summary: 'a\0b' }, 'summary'],
    ['half a surrogate pair in a label', { labels: ['fine', '\ud800'] }, 'labels.1'],
    ['a body over 32 KiB of ASCII', { body: 'x'.repeat(32_769) }, 'body'],
    ['a body over 32 KiB of UTF-8', { body: 'ü'.repeat(16_385) }, 'body'],
    ['a blob over 10 MiB', { body: { ...(yearbook.body as object), length: 10_485_761 } }, 'body.length'],
    ['a report type in capitals', { reportTypes: ['Threat Report'] }, 'reportTypes.0'],
    ['a confidence over 100', { confidence: 101 }, 'confidence'],
    ['a broken confidence', { confidence: 50.5 }, 'confidence'],
    ['a source that is no UUID', { sourceIds: ['harbour-watch'] }, 'sourceIds.0'],
    ['201 sources', { sourceIds: Array.from({ length: 201 }, () => loader.sourceIds[0]) }, 'sourceIds'],
    ['an object that is no STIX id', { objectRefs: ['malware'] }, 'objectRefs.0'],
    ['a technique of three digits', { techniqueIds: ['T123'] }, 'techniqueIds.0'],
    ['a technique in lower case', { techniqueIds: ['t1566'] }, 'techniqueIds.0'],
    ['a tactic in place of a technique', { techniqueIds: ['TA0001'] }, 'techniqueIds.0'],
    ['a phase without its kill chain', { killChainPhases: [{ phaseName: 'initial-access' }] }, 'killChainPhases.0.killChainName'],
    ['a script as an address', reference('javascript:alert(1)'), 'externalReferences.0.url'],
    ['a file as an address', reference('file:///etc/passwd'), 'externalReferences.0.url'],
    ['an address with a line break', reference('https://vendor.example/\n'), 'externalReferences.0.url'],
    ['an address without a host', reference('https://['), 'externalReferences.0.url'],
  ] as const)
    it(`is not ${what}`, () => assert.equal(faultIn(change), field));

  it('may be 32 KiB of body', () => assert.equal(faultIn({ body: 'x'.repeat(32_768) }), undefined));
  it('names each source once', () =>
    assert.deepEqual(IntelReportChanges.parse({ sourceIds: [...loader.sourceIds, ...loader.sourceIds] }), {
      sourceIds: loader.sourceIds,
    }));
});
