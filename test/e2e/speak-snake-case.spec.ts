/** A back end that speaks snake case only writes and reads a report without one name of ours. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';

const REPORT = `id title secrecy_level report_types releasable_to technique_ids created_at updated_at published_date tenant_id
  kill_chain_phases { kill_chain_name phase_name } external_references { source_name external_id } versions { number published_date }`;

describe('a client that speaks snake case', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let ann: string;
  let ben: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ tenant: 'acme', sub: 'ann', roles: ['senior_analyst'], countries: ['GB'] });
    ben = await app.token({ tenant: 'acme', sub: 'ben', roles: ['senior_analyst'], countries: ['GB'] });
  });
  after(() => app?.stop());

  it('creates a report, revises and publishes it, finds it again and reads it', async () => {
    const given = {
      secrecy_level: 'RESTRICTED',
      report_types: ['threat-report'],
      releasable_to: ['GB'],
      technique_ids: ['T1566'],
      kill_chain_phases: [{ kill_chain_name: 'mandiant-attack-lifecycle-model', phase_name: 'initial-compromise' }],
      external_references: [{ source_name: 'mitre-attack', external_id: 'T1566' }],
    };
    const { createIntelligenceReport: created } = await app.data(
      ann,
      `mutation ($input: CreateIntelligenceReportInput!) { createIntelligenceReport(input: $input) { record { ${REPORT} } } }`,
      { input: { title: 'Phishing in the north', ...given } },
    );
    const { id, created_at: createdAt, updated_at: updatedAt, ...others } = created.record;
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal(updatedAt, createdAt);
    assert.deepEqual(others, { title: 'Phishing in the north', tenant_id: 'acme', published_date: null, versions: [], ...given });

    await app.data(
      ann,
      'mutation ($id: UUID!, $input: ReviseIntelligenceReportInput!) { reviseIntelligenceReport(id: $id, input: $input) { record { id } } }',
      { id, input: { technique_ids: ['T1566', 'T1204'] } },
    );
    await app.data(ann, 'mutation ($id: UUID!) { submitIntelligenceReport(id: $id) { record { id } } }', { id });
    await app.data(ben, 'mutation ($id: UUID!) { approveIntelligenceReport(id: $id) { record { id } } }', { id });
    const publish = `mutation ($id: UUID!, $input: PublishIntelligenceReportInput) {
      publishIntelligenceReport(id: $id, input: $input) { record { ${REPORT} } receipt { position } } }`;
    const { errors } = await app.ask(ben, publish, { id, input: { published_date: '2999-01-05T11:00:00+01:00' } });
    assert.equal(errors[0].extensions.code, 'PUBLISHED_IN_FUTURE');
    assert.equal((errors[0].extensions['fields'] as { path: string }[])[0].path, 'published_date');
    const { publishIntelligenceReport: published } = await app.data(ben, publish, {
      id,
      input: { published_date: '2026-01-05T11:00:00+01:00' },
    });
    assert.equal(published.record.published_date, '2026-01-05T10:00:00.000Z');
    assert.deepEqual(published.record.versions, [{ number: 1, published_date: '2026-01-05T10:00:00.000Z' }]);

    const { intelligenceReports, intelligenceReport } = await app.data(
      ann,
      `query ($id: UUID!, $atLeast: Position) {
        intelligenceReports(filter: { technique_ids: ["T1204"] }, atLeast: $atLeast) { nodes { ${REPORT} } }
        intelligenceReport(id: $id) { ${REPORT} } }`,
      { id, atLeast: published.receipt.position },
    );
    assert.deepEqual(intelligenceReport, published.record);
    assert.deepEqual(intelligenceReports.nodes, [published.record]);
  });
});
