/** SOC reports as stories ask for them. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { TestApplication } from '../spec/application.js';

const FIELDS = 'id title status error restatedBy restatement revision position renderings { format sha256 size error }';

export const OPEN_MARKING = { tlp: 'GREEN', secrecyLevel: 'UNCLASSIFIED' };
export const MARCH = { periodStart: '2026-03-01T00:00:00.000Z', periodEnd: '2026-04-01T00:00:00.000Z' };

export const socReport = async (app: TestApplication, token: string, id: string) =>
  (await app.data(token, `query ($id: UUID!) { socReport(id: $id) { ${FIELDS} } }`, { id })).socReport;

/** Asks for an operational report on March 2026, marked for anybody in the community unless told otherwise, and waits for its files. */
export const madeSocReport = async (app: TestApplication, token: string, input: object = {}) => {
  const { requestSocReport } = await app.data(
    token,
    'mutation ($input: RequestSocReportInput!) { requestSocReport(input: $input) { record { id } } }',
    { input: { reportType: 'operational', periodType: 'monthly', zone: 'UTC', ...MARCH, ...OPEN_MARKING, ...input } },
  );
  return finished(app, token, requestSocReport.record.id);
};

export const finished = async (app: TestApplication, token: string, id: string) => {
  for (;;) {
    const found = await socReport(app, token, id);
    assert.notEqual(found.status, 'failed', found.error);
    if (found.status === 'completed' && found.renderings.length === 4) return found;
    await delay(50);
  }
};
