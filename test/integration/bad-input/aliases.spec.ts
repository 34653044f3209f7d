/** Input under the deprecated names in snake case: refused where it is wrong, in the names that were given. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { refusals, request, type Sent } from './refusals.js';

const CREATE = `mutation ($input: CreateIntelligenceReportInput!, $idempotencyKey: String) {
  createIntelligenceReport(input: $input, idempotencyKey: $idempotencyKey) {
    record { id secrecyLevel reportTypes dueAt killChainPhases { killChainName phaseName } } receipt { position } } }`;
const LIST = 'query ($filter: IntelligenceReportFilter) { intelligenceReports(filter: $filter) { totalCount nodes { id } } }';
const PUBLISH =
  'mutation ($id: UUID!, $input: PublishIntelligenceReportInput) { publishIntelligenceReport(id: $id, input: $input) { record { id } } }';
const ID = '6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11';
const PHASE = { killChainName: 'mandiant', phaseName: 'delivery' };

const create = (input: object): Sent => request(CREATE, { input: { title: 't', ...input } });

describe('input under a name in snake case', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let token: string;
  before(async () => {
    app = await startTestApplication();
    token = await app.token({ roles: ['supervisor'] });
  });
  after(() => app?.stop());

  const created = async (input: object, idempotencyKey?: string) =>
    (await app.data(token, CREATE, { input: { title: 't', ...input }, idempotencyKey })).createIntelligenceReport;

  refusals(() => ({ app, token }), {
    'two names with different values, naming both': {
      sent: create({ secrecyLevel: 'SECRET', secrecy_level: 'RESTRICTED' }),
      status: 200,
      path: 'input.secrecyLevel',
      message: /input\.secrecyLevel and input\.secrecy_level have different values.*input\.secrecy_level and input\.secrecyLevel/,
    },
    'two names with different lists': {
      sent: create({ report_types: ['threat-report'], reportTypes: [] }),
      status: 200,
      path: 'input.reportTypes',
    },
    'two different names in a literal': {
      sent: request(
        'mutation { createIntelligenceReport(input: { title: "t", object_refs: [], objectRefs: ["x"] }) { record { id } } }',
      ),
      status: 200,
      path: 'input.objectRefs',
    },
    'three names of which one differs': {
      sent: request(PUBLISH, {
        id: ID,
        input: {
          publishedAt: '2026-01-05T10:00:00Z',
          published_at: '2026-01-05T11:00:00+01:00',
          published_date: '2026-01-05T11:00:00Z',
        },
      }),
      status: 200,
      path: 'input.publishedAt',
      message: /published_date/,
    },
    'two names with different values in a filter': {
      sent: request(LIST, { filter: { sourceIds: [], source_ids: [ID] } }),
      status: 200,
      path: 'filter.sourceIds',
    },
    'a required field under neither name': {
      sent: create({ killChainPhases: [PHASE, { phaseName: 'delivery' }] }),
      status: 200,
      path: 'input.killChainPhases.1.killChainName',
      message: /killChainName is required/,
    },
    'a required field under neither name, below an alias': {
      sent: create({ kill_chain_phases: [{ phase_name: 'delivery' }] }),
      status: 200,
      path: 'input.kill_chain_phases.0.killChainName',
    },
    'null for a required field': {
      sent: create({ kill_chain_phases: [{ ...PHASE, phaseName: undefined, phase_name: null }] }),
      status: 200,
      path: 'input.kill_chain_phases.0.phase_name',
      message: /phase_name is required/,
    },
    'a value of the wrong type': { sent: create({ secrecy_level: 7 }), path: 'input.secrecy_level' },
    'a value of the wrong type deep inside': {
      sent: create({ kill_chain_phases: [{ kill_chain_name: 7 }] }),
      path: 'input.kill_chain_phases.0.kill_chain_name',
    },
    'a value of the wrong type in a filter': {
      sent: request(LIST, { filter: { source_ids: ['x'] } }),
      path: 'filter.source_ids.0',
    },
    'a value that breaks a rule of the field': {
      sent: create({ technique_ids: ['T1059', 'none'] }),
      status: 200,
      path: 'input.technique_ids.1',
      message: /input\.technique_ids\.1/,
    },
    'a value that breaks a rule of a field deep inside': {
      sent: create({ kill_chain_phases: [{ killChainName: 'mandiant', phase_name: ' ' }] }),
      status: 200,
      path: 'input.kill_chain_phases.0.phase_name',
    },
    'a reference to what is not there': { sent: create({ source_ids: [ID] }), status: 200, path: 'input.source_ids.0' },
    'text that cannot be looked up': {
      sent: request(LIST, { filter: { technique_ids: ['a\0'] } }),
      status: 200,
      path: 'filter.technique_ids.0',
    },
    'metadata that comes from the token, under either name': { sent: create({ tenant_id: 'other' }), path: 'input.tenant_id' },
  });

  it('is taken alone, beside the same value under our name, and for a required field', async () => {
    const { record } = await created({
      secrecy_level: 'SECRET',
      secrecyLevel: 'SECRET',
      report_types: ['threat-report'],
      kill_chain_phases: [{ kill_chain_name: 'mandiant', phase_name: 'delivery' }],
      killChainPhases: [PHASE],
    });
    assert.deepEqual(record, {
      id: record.id,
      secrecyLevel: 'SECRET',
      reportTypes: ['threat-report'],
      dueAt: null,
      killChainPhases: [PHASE],
    });
  });

  it('makes the same change as our name: the same key gives the first receipt', async () => {
    const first = await created({ secrecy_level: 'SECRET' }, 'one-key');
    assert.deepEqual(await created({ secrecyLevel: 'SECRET' }, 'one-key'), first);
  });

  it('keeps null a value where it is one', async () => {
    const REVISE = `mutation ($id: UUID!, $input: ReviseIntelligenceSourceInput!) {
      reviseIntelligenceSource(id: $id, input: $input) { record { expectedCadenceSeconds } } }`;
    const REGISTER = `mutation ($input: RegisterIntelligenceSourceInput!) {
      registerIntelligenceSource(input: $input) { record { id expectedCadenceSeconds } } }`;
    const { registerIntelligenceSource } = await app.data(token, REGISTER, {
      input: { name: 's', expected_cadence_seconds: 3_600 },
    });
    const { id, expectedCadenceSeconds } = registerIntelligenceSource.record;
    assert.equal(expectedCadenceSeconds, 3_600);
    const revised = await app.data(token, REVISE, { id, input: { expected_cadence_seconds: null } });
    assert.equal(revised.reviseIntelligenceSource.record.expectedCadenceSeconds, null);
  });

  it('filters like our name, in lists and their counts, interpreted and compiled', async () => {
    const { record, receipt } = await created({ technique_ids: ['T1195.002'] });
    const query = LIST.replace('intelligenceReports(', `intelligenceReports(atLeast: "${receipt.position}", `);
    for (const filter of [{ techniqueIds: ['T1195.002'] }, { technique_ids: ['T1195.002'] }])
      for (const _round of ['interpreted', 'while it is compiled', 'compiled'])
        assert.deepEqual((await app.data(token, query, { filter })).intelligenceReports, {
          totalCount: 1,
          nodes: [{ id: record.id }],
        });
  });
});
