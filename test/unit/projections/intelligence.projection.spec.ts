/** What reports, sources and settings look like on the intelligence boards, event by event. */
import assert from 'node:assert/strict';
import { intelligence } from '../../../projections/intelligence/intelligence.projection.js';
import type { ReportStateRow } from '../../../projections/intelligence/intelligence.entity.js';
import type { TemporalRow } from '../../../projections/runtime/temporal.entity.js';
import { ana, ben } from '../../examples/actors.js';
import * as night from '../../examples/handover.js';
import * as report from '../../examples/intel-report.js';
import { amber, secret } from '../../examples/marking.js';
import * as source from '../../examples/source.js';
import * as settings from '../../examples/tenant-settings.js';
import { minute, projectionSpec } from '../../spec/projection-spec.js';

const given = projectionSpec(intelligence);
const [sourceId] = report.loader.sourceIds;
const marked = (marking: typeof amber) => ({ type: 'IntelReportMarked', data: { marking } });

describe('the report board', () => {
  it('lists a draft without its body', () => {
    const board = given(report.drafted);
    board.then({
      report_state: [
        {
          title: 'Loader seen in retail',
          status: 'draft',
          workingStatus: 'draft',
          author: ana,
          publishedAt: null,
          submittedAt: null,
          confidence: 70,
        },
      ],
      delivery: [],
      source_state: [],
      counts: [{ statusDraft: 1, workingDraft: 1 }],
    });
    assert.ok(
      !JSON.stringify(board.row('report_state'), (_, v) => (typeof v === 'bigint' ? `${v}` : v)).includes('second stage'),
    );
  });

  it('keeps whose it is and when it came', () =>
    given(report.drafted, report.revised).then({
      report_state: [
        { organisationId: 'cti', createdBy: ana, createdAt: minute(0), updatedAt: minute(1), revision: 1n, fromPosition: 1n },
      ],
    }));

  it('says since when a report is in review, until it leaves it', () => {
    given(report.drafted, report.submitted, report.assigned).then({
      report_state: [
        { status: 'in_review', workingStatus: 'in_review', submittedAt: minute(1), assignee: ben, dueAt: report.wednesday },
      ],
      counts: [{ statusInReview: 1, workingInReview: 1 }],
    });
    given(report.drafted, report.submitted, report.returned).then({
      report_state: [{ status: 'draft', submittedAt: null }],
      counts: [{ statusDraft: 1, workingDraft: 1 }],
    });
    given(report.drafted, report.submitted, report.returned, report.submitted).then({
      report_state: [{ submittedAt: minute(3) }],
    });
  });

  it('says since when the working version is drafted, until there is none', () => {
    given(report.drafted, report.revised, report.submitted, report.returned).then({ report_state: [{ draftedAt: minute(0) }] });
    given(...report.published).then({ report_state: [{ draftedAt: null }] });
    given(...report.published, report.redrafted, report.assigned).then({
      report_state: [{ draftedAt: minute(report.published.length) }],
    });
    given(...report.published, report.redrafted, report.discarded).then({ report_state: [{ draftedAt: null }] });
  });

  it('counts a published report once, and its delivery by the source', () =>
    given(...report.published).then({
      report_state: [{ status: 'published', workingStatus: null, publishedAt: report.monday }],
      delivery: [{ key: `${sourceId}/1`, sourceId, version: 1, publishedAt: report.monday }],
      counts: [{ statusPublished: 1 }],
    }));

  it('counts the new version of a published report as work beside the publication', () =>
    given(...report.published, report.redrafted).then({
      report_state: [{ status: 'published', workingStatus: 'draft', confidence: 70 }],
      counts: [{ statusPublished: 1, workingDraft: 1 }],
    }));

  it('delivers again with every published version', () =>
    given(
      ...report.published,
      report.redrafted,
      report.submitted,
      report.approvedBy(ana),
      report.publishedAt(report.tuesday, 2),
    ).then({
      report_state: [{ status: 'published', publishedAt: report.tuesday, confidence: 85 }],
      delivery: [
        { version: 1, publishedAt: report.monday },
        { version: 2, publishedAt: report.tuesday },
      ],
    }));

  it('keeps the time of publication of a retracted report', () =>
    given(...report.published, report.retracted).then({
      report_state: [{ status: 'retracted', publishedAt: report.monday }],
      counts: [{ statusRetracted: 1 }],
    }));

  it('counts nothing but the archive for an archived report', () => {
    given(...report.published, report.redrafted, report.archived).then({ counts: [{ statusArchived: 1 }] });
    given(...report.published, report.redrafted, report.archived, report.restored).then({
      counts: [{ statusPublished: 1, workingDraft: 1 }],
    });
  });

  it('moves a re-marked report into another compartment', () => {
    const compartment = (...events: { type: string; data: unknown }[]) =>
      given(...events).row<TemporalRow>('report_state')!.aclId;
    assert.notEqual(compartment(report.drafted, marked(secret)), compartment(report.drafted));
    assert.equal(compartment(report.drafted, marked(secret), marked(amber)), compartment(report.drafted));
  });

  it('counts comments and keeps none of what they say', () => {
    const board = given(report.drafted, report.commented({ text: 'Said in confidence' }));
    board.then({
      report_state: [{ mentions: [], status: 'draft', updatedAt: minute(1) }],
      mention: [],
      counts: [{ statusDraft: 1, workingDraft: 1 }],
    });
    const row = board.row<ReportStateRow>('report_state')!;
    assert.deepEqual([row.record.commentCount, row.record.comments], [1, []]);
  });

  it('lists who is mentioned until the comment is withdrawn', () => {
    const asked = report.commented({ mentions: [ana, ben] });
    given(report.drafted, asked, report.submitted).then({
      mention: [
        { key: `${report.commentId}/${ana}`, commentId: report.commentId, actor: ana, author: ben, mentionedAt: minute(1) },
        { key: `${report.commentId}/${ben}`, actor: ben },
      ],
    });
    const answer = report.commented({ commentId: sourceId, mentions: [ben], inReplyTo: report.commentId, author: ana });
    given(report.drafted, asked, answer, report.withdrawn).then({ mention: [{ commentId: sourceId, actor: ben, author: ana }] });
  });

  it('shows an import as published by its own date', () =>
    given(report.imported('2026-01-03T08:00:00.000Z')).then({
      report_state: [{ status: 'published', title: 'Phishing against ports', publishedAt: report.monday }],
      delivery: [{ sourceId: 'c78cb6e5-0c4b-4611-8297-d1b8b55e40b5', version: 1 }],
      counts: [{ statusPublished: 1 }],
    }));
});

describe('the source board', () => {
  it('lists a registered source', () =>
    given(source.registered).then({
      source_state: [{ name: 'Harbour Watch', kind: 'osint', status: 'active', reliability: 'B', credibility: 2, owner: ana }],
      report_state: [],
      counts: [{ sourcesActive: 1 }],
    }));

  it('follows a source through pause, resumption and retirement', () => {
    given(source.registered, source.paused).then({ source_state: [{ status: 'paused' }], counts: [{ sourcesPaused: 1 }] });
    given(source.registered, source.paused, source.resumed).then({ counts: [{ sourcesActive: 1 }] });
    given(source.registered, source.retired).then({ source_state: [{ status: 'retired' }], counts: [{ sourcesRetired: 1 }] });
    given(source.registered, source.retired, source.reinstated).then({ counts: [{ sourcesActive: 1 }] });
  });

  it('lists an imported source with the standing of one not yet rated', () =>
    given(source.importedNorthernCert).then({
      source_state: [{ name: 'Northern CERT', kind: 'partner', status: 'active', owner: null }],
    }));
});

describe('the handover board', () => {
  it('lists a handover by where it ends and who is to take over', () =>
    given(night.recorded).then({
      handover_state: [{ status: 'recorded', outgoing: ana, incoming: ben, rangeTo: 4096n }],
      counts: [],
    }));

  it('keeps positions beyond what a number holds', () => {
    given(night.followed).then({ handover_state: [{ rangeTo: 9_007_199_254_740_993n, incoming: null }] });
  });

  it('names who signed', () =>
    given(night.recorded, { type: 'HandoverCountersigned', data: { ...night.countersignature, incoming: ana } }).then({
      handover_state: [{ status: 'countersigned', incoming: ana }],
    }));
});

describe('the settings of a tenant', () => {
  it('are the defaults with what was changed', () =>
    given(settings.authorsApprove, settings.london).then({
      tenant_settings_state: [
        {
          record: {
            authorMayApprove: true,
            zone: 'Europe/London',
            minimumActiveSources: 3,
            reportingExpectations: {},
            slaPolicies: {},
            kpiTargets: {},
            sharingCeilings: {},
            detectionScope: null,
            searchLanguage: 'english',
            expectedPublicationSeconds: 86_400,
            tlpSecrecy: {
              CLEAR: 'UNCLASSIFIED',
              WHITE: 'UNCLASSIFIED',
              GREEN: 'RESTRICTED',
              AMBER: 'RESTRICTED',
              'AMBER+STRICT': 'SECRET',
              RED: 'SECRET',
            },
          },
        },
      ],
      counts: [],
    }));
});
