/** What an intelligence report shows after its events, and what holds whatever happens to it. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RuleViolation } from '../../../src/ledger/decider.js';
import type { IntelReportEvent } from '../../../src/intel-reports/intel-report.events.js';
import { type IntelReportCommand, intelReport } from '../../../src/intel-reports/intel-report.decider.js';
import {
  currentContent,
  effectiveStatus,
  type IntelReport,
  publishedVersion,
} from '../../../src/intel-reports/intel-report.record.js';
import { ana, ben, cleo } from '../../examples/actors.js';
import {
  approvedBy,
  archived,
  assigned,
  discarded,
  draft,
  drafted,
  importReport,
  loader,
  monday,
  published,
  publishedAt,
  redrafted,
  restored,
  retracted,
  returned,
  revised,
  submitted,
  tuesday,
  wednesday,
} from '../../examples/intel-report.js';
import { amber, secret } from '../../examples/marking.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(intelReport);
const statusAfter = (...events: readonly IntelReportEvent[]) => effectiveStatus(given(...events).record());

describe('the status of a report', () => {
  it('is absent before it is drafted', () => assert.equal(statusAfter(), 'absent'));
  it('follows the working version until something is published', () => {
    assert.equal(statusAfter(drafted), 'draft');
    assert.equal(statusAfter(drafted, submitted), 'in_review');
    assert.equal(statusAfter(drafted, submitted, returned), 'draft');
    assert.equal(statusAfter(drafted, submitted, approvedBy(ben)), 'approved');
  });
  it('stays published while a new version is in work', () =>
    assert.equal(statusAfter(...published, redrafted, submitted), 'published'));
  it('stays retracted while a corrected version is in work', () =>
    assert.equal(statusAfter(...published, retracted, redrafted), 'retracted'));
  it('is published again with the corrected version', () =>
    assert.equal(
      statusAfter(...published, retracted, redrafted, submitted, approvedBy(cleo), publishedAt(tuesday, 2)),
      'published',
    ));
  it('is archived above all, and restored to what it was', () => {
    assert.equal(statusAfter(...published, archived), 'archived');
    assert.equal(statusAfter(...published, archived, restored), 'published');
  });
});

describe('the content of a report', () => {
  it('is the draft before publication', () =>
    assert.equal(currentContent(given(drafted, revised).record())?.title, 'Loader seen in retail and logistics'));
  it('is the published version while a new one is in work', () => {
    const record = given(...published, redrafted).record();
    assert(record.status === 'published');
    assert.equal(currentContent(record)?.confidence, 70);
    assert.equal(record.working?.content.confidence, 85);
  });
  it('stays readable in every published version', () => {
    const record = given(...published, redrafted, submitted, approvedBy(cleo), publishedAt(tuesday, 2)).record();
    assert(record.status === 'published');
    assert.equal(record.working, undefined);
    assert.deepEqual(record.versions, [
      { number: 1, content: loader, publishedAt: monday, status: 'superseded', author: ana, approvedBy: ben, stixModified: null },
      {
        number: 2,
        content: { ...loader, confidence: 85 },
        publishedAt: tuesday,
        status: 'published',
        author: ben,
        approvedBy: cleo,
        stixModified: null,
      },
    ]);
  });
  it('of a retracted report is what was retracted', () =>
    assert.deepEqual(currentContent(given(...published, retracted).record()), loader));
  it('does not keep a discarded draft', () => {
    const record = given(...published, redrafted, discarded).record();
    assert(record.status === 'published');
    assert.equal(record.working, undefined);
  });
});

describe('the assignment of a report', () => {
  it('ends with publication', () => {
    const record = given(drafted, assigned, submitted, approvedBy(ben), publishedAt(monday)).record();
    assert(record.status === 'published');
    assert.deepEqual([record.assignee, record.dueAt], [null, null]);
  });
  it('is kept while the report is in work', () => {
    const record = given(drafted, assigned, submitted).record();
    assert(record.status === 'in_review');
    assert.deepEqual([record.assignee, record.dueAt], [ben, wednesday]);
  });
});

describe('any life of a report', () => {
  const person = fc.constantFrom(ana, ben, cleo);
  const command: fc.Arbitrary<IntelReportCommand> = fc.oneof(
    fc.constant(draft),
    fc.record({ type: fc.constant('Revise' as const), changes: fc.record({ confidence: fc.nat(100) }), by: person }),
    fc.constantFrom<IntelReportCommand>(
      { type: 'Submit' },
      { type: 'Discard' },
      { type: 'Restore' },
      { type: 'Return', comment: 'Once more.' },
      { type: 'Publish', publishedAt: tuesday, now: wednesday },
      { type: 'Retract', hasReason: true },
      { type: 'Archive', hasReason: true },
    ),
    fc.record({ type: fc.constant('Mark' as const), marking: fc.constantFrom(amber, secret), hasReason: fc.boolean() }),
    fc.record({ type: fc.constant('Approve' as const), by: person, authorMayApprove: fc.constant(false) }),
    fc.constantFrom(importReport(monday), importReport(tuesday), importReport(wednesday, true)),
  );

  const step = (report: IntelReport, next: IntelReportCommand): IntelReport => {
    try {
      return intelReport.decide(next, report).reduce((state, event) => intelReport.evolve(state, event), report);
    } catch (error) {
      assert(error instanceof RuleViolation, String(error));
      return report;
    }
  };
  const holds = (report: IntelReport): void => {
    if (report.status === 'absent') return;
    const { versions, working } = report;
    assert(versions.filter(({ status }) => status === 'published').length <= 1, 'at most one published version');
    assert.deepEqual(
      versions.map(({ number }) => number),
      versions.map((_, index) => index + 1),
    );
    assert(versions.length > 0 || working, 'there is always something to read');
    assert(currentContent(report));
    assert.equal(publishedVersion(report)?.number ?? versions.length, versions.length, 'what is published is the last version');
    assert.equal(report.status, effectiveStatus(report));
    for (const version of [...versions, ...(working ? [working] : [])])
      assert.notEqual(version.approvedBy, version.author, 'nobody approves their own version');
  };

  it('keeps one published version, one working version and four eyes', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
        commands.reduce((report, next) => {
          const after = step(report, next);
          holds(after);
          return after;
        }, intelReport.initial);
      }),
      { numRuns: 300 },
    );
  });
});
