/** What an auditor may change (nothing), and what a stranger may learn of a record (nothing). */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { buildSchema, type GraphQLField } from 'graphql';
import { printedSchema } from '../../../src/graphql/printed-schema.js';
import { startTestApplication, type TestApplication } from '../../spec/application.js';
import { operationOf } from './operation.js';

/** How one of each type is made. */
const PROFILES: Readonly<Record<string, string>> = {
  Campaign: 'createCampaign(input: { name: "Grey Crane" })',
  ThreatActor: 'createThreatActor(input: { name: "Grey Crane" })',
  Investigation: 'createInvestigation(input: { title: "Grey Crane" })',
  AttackPattern: 'createAttackPattern(input: { name: "Grey Crane" })',
  Target: 'createTarget(input: { name: "Grey Crane" })',
  Infrastructure: 'createInfrastructure(input: { name: "Grey Crane" })',
  Incident: 'openIncident(input: { title: "Grey Crane", severity: low })',
  DetectionRule: 'createDetectionRule(input: { name: "Grey Crane" })',
  ReportSchedule: 'createReportSchedule(input: { name: "Grey Crane", reportType: sla_performance, cadence: monthly })',
  SocReport:
    'requestSocReport(input: { reportType: operational, periodType: on_demand, periodStart: "2001-01-01T00:00:00.000Z", periodEnd: "2001-01-02T00:00:00.000Z" })',
  Feed: 'createFeed(input: { name: "Grey Crane", direction: pull, apiRoot: "https://taxii.example/api1/", collectionId: "grey-crane" })',
  Collection: 'createCollection(input: { title: "Grey Crane" })',
  Control: 'createControl(input: { framework: NIST_CSF_2_0, controlId: "DE.CM-01", title: "Grey Crane" })',
};
/** The type of the record that a door is asked about: the first that its name names. */
const PROFILE = new RegExp(`(${Object.keys(PROFILES).join('|')})`, 'i');

describe('a caller', function () {
  this.timeout(60_000);
  let app: TestApplication;
  let mutations: Record<string, GraphQLField<unknown, unknown>>;
  let queries: Record<string, GraphQLField<unknown, unknown>>;
  let report: string;
  let source: string;
  let handover: string;
  /** By the type that doors end on, or begin with. */
  const profiles = new Map<string, string>();

  before(async () => {
    app = await startTestApplication();
    const schema = buildSchema(printedSchema(app.application.nest));
    mutations = schema.getMutationType()!.getFields();
    queries = schema.getQueryType()!.getFields();
    const author = await app.token({ roles: ['supervisor'] });
    const { createIntelligenceReport, registerIntelligenceSource, recordHandover } = await app.data(
      author,
      `mutation { createIntelligenceReport(input: { title: "Loader seen in retail" }) { record { id } }
        registerIntelligenceSource(input: { name: "Harbour watch" }) { record { id } }
        recordHandover(input: { note: "A quiet night" }) { record { id } } }`,
    );
    report = createIntelligenceReport.record.id;
    source = registerIntelligenceSource.record.id;
    handover = recordHandover.record.id;
    for (const [type, mutation] of Object.entries(PROFILES)) {
      const { made } = await app.data(author, `mutation { made: ${mutation} { record { id } } }`);
      profiles.set(type.toLowerCase(), made.record.id);
    }
    await app.data(author, 'mutation { addRecommendation(input: { title: "Keys", text: "Use keys." }) { receipt { id } } }');
    // Its files are made in the background; what they add to the log is nobody's doing here.
    for (let files = 0; files < 4;) {
      const { socReport } = await app.data(author, `{ socReport(id: "${recordOf('socReport')}") { renderings { format } } }`);
      files = socReport.renderings.length;
      await delay(100);
    }
  });
  after(() => app?.stop());

  const recordOf = (name: string): string => {
    const type = PROFILE.exec(name)?.[1].toLowerCase();
    if (type !== undefined) return profiles.get(type)!;
    return name.includes('Source') ? source : /handover/i.test(name) ? handover : report;
  };
  const takesId = (field: GraphQLField<unknown, unknown>): boolean => field.args.some(({ name }) => name === 'id');
  const head = () => app.application.kernel.log.head();

  for (const roles of [['auditor'], ['auditor', 'supervisor', 'tenant_admin', 'senior_analyst']])
    it(`with the roles ${roles.join(', ')} changes nothing`, async () => {
      const auditor = await app.token({ roles, sub: 'audrey' });
      const before = await head();
      for (const field of Object.values(mutations)) {
        const { query, variables } = operationOf('mutation', field, takesId(field) ? { id: recordOf(field.name) } : {});
        const { data, errors } = await app.ask(auditor, query, variables);
        assert.equal(data, null, field.name);
        assert.equal(errors[0]?.extensions.code, 'FORBIDDEN', `${field.name}: ${JSON.stringify(errors)}`);
      }
      const response = await fetch(`${app.url}/api/v1/stix/import`, {
        method: 'POST',
        headers: { authorization: `Bearer ${auditor}`, 'content-type': 'application/stix+json' },
        body: '{"type":"bundle","id":"bundle--6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11","objects":[]}',
      });
      assert.equal(response.status, 403);
      const log = await fetch(`${app.url}/api/v1/incidents/import?mapping=servicenow-audit`, {
        method: 'POST',
        headers: { authorization: `Bearer ${auditor}`, 'content-type': 'text/csv' },
        body: 'number\n',
      });
      assert.equal(log.status, 403);
      const release = await fetch(`${app.url}/api/v1/attack/releases`, {
        method: 'POST',
        headers: { authorization: `Bearer ${auditor}`, 'content-type': 'application/stix+json' },
        body: '{"type":"bundle","objects":[]}',
      });
      assert.equal(release.status, 403);
      assert.equal(await head(), before);
    });

  it('in a superuser session changes nothing, whatever other roles the token carries', async () => {
    const roles = ['superuser', 'supervisor', 'tenant_admin', 'senior_analyst'];
    const superuser = await app.token({ tenant: 'centre', sub: 'sue', roles });
    const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
    const { openSuperuserSession } = await app.data(
      superuser,
      'mutation ($at: DateTime!) { openSuperuserSession(input: { tenants: ["demo"], reason: "Why", expiresAt: $at }) { record { id } } }',
      { at: expiresAt },
    );
    const before = await head();
    for (const field of Object.values(mutations)) {
      const operation = operationOf('mutation', field, takesId(field) ? { id: recordOf(field.name) } : {});
      const response = await fetch(`${app.url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${superuser}`,
          'x-superuser-session': openSuperuserSession.record.id,
        },
        body: JSON.stringify(operation),
      });
      const { data, errors } = (await response.json()) as { data: unknown; errors: { extensions: { code: string } }[] };
      assert.deepEqual([data, errors[0]?.extensions.code], [null, 'FORBIDDEN'], field.name);
    }
    assert.equal(await head(), before);
  });

  it('with an auditor token reads', async () => {
    const auditor = await app.token({ roles: ['auditor'], sub: 'audrey' });
    const { recordHistory } = await app.data(
      auditor,
      'query ($id: UUID!) { recordHistory(type: "intelReport", id: $id) { frames { label } } }',
      { id: report },
    );
    assert.equal(recordHistory.frames.length, 1);
  });

  it('from another tenant is told of a record what is told of one that never was', async () => {
    const stranger = await app.token({ tenant: 'elsewhere', sub: 'sam', roles: ['supervisor', 'tenant_admin', 'superuser'] });
    const before = await head();
    const doors = [
      ...Object.values(queries).map((field) => ['query', field] as const),
      ...Object.values(mutations).map((field) => ['mutation', field] as const),
    ];
    const onIds = doors.filter(([, field]) => field.args.some(({ name, type }) => name === 'id' && String(type) === 'UUID!'));
    assert.ok(onIds.length > 15);
    for (const [operation, field] of onIds) {
      const told = async (id: string, type: string): Promise<string> => {
        const given = { id, ...(field.args.some(({ name }) => name === 'type') ? { type } : {}) };
        const { query, variables } = operationOf(operation, field, given);
        const response = await fetch(`${app.url}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', authorization: `Bearer ${stranger}` },
          body: JSON.stringify({ query, variables }),
        });
        return `${response.status} ${await response.text()}`;
      };
      const linked = field.args.some(({ name, type }) => name === 'type' && String(type) === 'LinkedType!');
      const [type, own] = linked ? ['campaign', profiles.get('campaign')!] : ['intelReport', recordOf(field.name)];
      const theirs = await told(own, type);
      assert.match(theirs, /"code":"NOT_FOUND"/, field.name);
      assert.equal(theirs, await told(randomUUID(), type), field.name);
    }
    assert.equal(await head(), before);
  });

  it('of the same tenant without the clearance is told the same', async () => {
    const author = await app.token({ roles: ['supervisor'], clearance: 'SECRET' });
    const { createIntelligenceReport: secret } = await app.data(
      author,
      'mutation { createIntelligenceReport(input: { title: "Kept close", secrecyLevel: SECRET }) { record { id } } }',
    );
    const cleared = await app.token({ roles: ['supervisor'], clearance: 'UNCLASSIFIED', sub: 'una' });
    const told = async (id: string) => {
      const { errors } = await app.ask(cleared, 'query ($id: UUID!) { intelligenceReport(id: $id) { id } }', { id });
      return errors;
    };
    assert.equal((await told(secret.record.id))[0]?.extensions.code, 'NOT_FOUND');
    assert.deepEqual(await told(secret.record.id), await told(randomUUID()));
  });
});
