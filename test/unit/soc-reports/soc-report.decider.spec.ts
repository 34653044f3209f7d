/** The life of a report run, told by its rules. */
import assert from 'node:assert/strict';
import { type SocReportCommand, socReport } from '../../../src/soc-reports/soc-report.decider.js';
import type { ReportRequest } from '../../../src/soc-reports/soc-report.events.js';
import { nextStep } from '../../../src/soc-reports/soc-report.measure.js';
import { ana, ben } from '../../examples/actors.js';
import { amber, redFor, secret } from '../../examples/marking.js';
import * as run from '../../examples/soc-report.js';
import { deciderSpec } from '../../spec/decider-spec.js';

const given = deciderSpec(socReport);
const request = (changes: Partial<ReportRequest> = {}, marking = amber): SocReportCommand => ({
  type: 'Request',
  request: { ...run.march, ...changes },
  marking,
  requestedBy: ana,
  now: run.NOW,
});
const start: SocReportCommand = { type: 'Start', position: '9000', asOf: run.NOW, definitionsVersion: 1, templateVersion: '1' };
const complete: SocReportCommand = { type: 'Complete', ...run.completed.data };
const mark = (changes: Partial<Extract<SocReportCommand, { type: 'Mark' }>> = {}): SocReportCommand => ({
  type: 'Mark',
  marking: secret,
  widens: false,
  hasReason: true,
  ...changes,
});
const done = [run.requested, run.started, run.completed] as const;

describe('asking for a SOC report', () => {
  it('is for a period that is over', () => given().when(request()).then(run.requested));
  it('is done once, however often it is asked for under one id', () => given(run.requested).when(request()).thenNothing());
  it('is not for another period under the same id', () =>
    given(run.requested)
      .when(request({ periodType: 'on_demand', periodEnd: '2026-03-15T00:00:00.000Z' }))
      .thenRejects('ALREADY_EXISTS'));
  it('makes who asks a recipient of TLP:RED', () =>
    given()
      .when(request({}, redFor(ben)))
      .then({ type: 'SocReportRequested', data: { request: run.march, marking: redFor(ben, ana), requestedBy: ana } }));
  it('takes calendar periods of the zone, and any other on demand', () => {
    given()
      .when(request({ periodEnd: '2026-04-01T00:00:00.000Z' }))
      .thenRejects('PERIOD_MISMATCH', 'periodStart');
    given()
      .when(request({ periodType: 'quarterly' }))
      .thenRejects('PERIOD_MISMATCH', 'periodType');
    const fortnight = { periodType: 'on_demand', periodEnd: '2026-03-15T00:00:00.000Z' } as const;
    given()
      .when(request(fortnight))
      .then({ type: 'SocReportRequested', data: { request: { ...run.march, ...fortnight }, marking: amber, requestedBy: ana } });
  });
  it('refuses what no report can be of', () => {
    given()
      .when(request({ zone: 'Europe/Atlantis' }))
      .thenRejects('UNKNOWN_ZONE', 'zone');
    given()
      .when(request({ periodEnd: run.march.periodStart }))
      .thenRejects('PERIOD_REVERSED', 'periodEnd');
    given()
      .when(request({ periodEnd: '2026-04-30T23:00:00.000Z' }))
      .thenRejects('PERIOD_NOT_OVER', 'periodEnd');
    given()
      .when(request({ periodType: 'on_demand', periodStart: '2019-01-01T00:00:00.000Z' }))
      .thenRejects('PERIOD_TOO_LONG');
  });
});

describe('making a SOC report', () => {
  it('fixes the position that every figure is of', () =>
    given(run.requested)
      .when({ ...start, position: '4097' })
      .then(run.started));
  it('is started once', () => given(run.requested, run.started).when(start).thenNothing());
  it('is done when the data is there, and only once', () => {
    given(run.requested, run.started).when(complete).then(run.completed);
    given(...done)
      .when(complete)
      .thenNothing();
    given(run.requested).when(complete).thenRejects('NOT_GENERATING');
  });
  it('that failed is tried again at the position of the first attempt', () => {
    given(run.requested, run.started, run.failed).when({ type: 'Retry' }).then(run.retried);
    given(run.requested, run.started, run.failed, run.retried)
      .when(start)
      .then({ type: 'SocReportGenerationStarted', data: { ...run.started.data, attempt: 2 } as never });
  });
  it('that is under way, or has everything, is not tried again', () => {
    given(run.requested, run.started).when({ type: 'Retry' }).thenRejects('NOTHING_TO_RETRY');
    given(...done, run.rendered)
      .when({ type: 'Retry' })
      .thenRejects('NOTHING_TO_RETRY');
  });
});

describe('the formats of a SOC report', () => {
  it('come after its data, each once', () => {
    const { data } = run.rendered;
    given(run.requested, run.started)
      .when({ type: 'Render', ...data })
      .thenRejects('NOT_COMPLETED');
    given(...done)
      .when({ type: 'Render', ...data })
      .then(run.rendered);
    given(...done, run.rendered)
      .when({ type: 'Render', ...data })
      .thenNothing();
  });
  it('that failed are rendered again after a retry, the others stay', () => {
    const after = given(...done, run.rendered, run.renderingFailed, run.retried).record();
    assert.equal(after.status, 'completed');
    assert.deepEqual(Object.keys(after.renderings), ['pdf']);
    assert.deepEqual(nextStep(after), { kind: 'render', format: 'json' });
  });
  it('are rendered anew when its marking changes, since each page shows it', () => {
    given(...done, run.rendered)
      .when(mark())
      .then({ type: 'SocReportMarked', data: { marking: secret } });
    const after = given(...done, run.rendered, { type: 'SocReportMarked', data: { marking: secret } }).record();
    assert.deepEqual(after.status === 'completed' && after.renderings, {});
  });
});

describe('the marking of a SOC report', () => {
  it('changes for a reason', () =>
    given(...done)
      .when(mark({ hasReason: false }))
      .thenRejects('REASON_REQUIRED', 'reason'));
  it('never lets in somebody for whom its figures were not made', () => {
    given(...done)
      .when(mark({ widens: true }))
      .thenRejects('MARKING_TOO_WIDE');
    given(run.requested)
      .when(mark({ widens: true }))
      .then({ type: 'SocReportMarked', data: { marking: secret } });
  });
});

describe('a restated SOC report', () => {
  const { data } = run.restated as Extract<typeof run.restated, { type: 'SocReportRestated' }>;
  it('says by which report, once', () => {
    given(...done)
      .when({ type: 'Restate', ...data })
      .then(run.restated);
    given(...done, run.restated)
      .when({ type: 'Restate', ...data })
      .thenNothing();
  });
});

describe('what is left to do for a SOC report', () => {
  it('follows from its record alone', () => {
    assert.deepEqual(nextStep(given(run.requested).record()), { kind: 'start' });
    assert.deepEqual(nextStep(given(run.requested, run.started).record()), { kind: 'compose' });
    assert.equal(nextStep(given(run.requested, run.started, run.failed).record()), undefined);
    assert.deepEqual(nextStep(given(...done).record()), { kind: 'render', format: 'json' });
    const all = (['json', 'html', 'csv', 'pdf'] as const).map((format) => ({
      ...run.rendered,
      data: { ...run.rendered.data, format },
    }));
    assert.equal(nextStep(given(...done, ...all).record()), undefined);
  });
});
