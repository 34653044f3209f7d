/** Investigations, targets, infrastructure and attack patterns: kept, found again, taken out of use, linked, and refused when they are rubbish. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type GraphqlAnswer, startTestApplication, type TestApplication } from '../spec/application.js';
import { actorOf, type Changed } from './requests.js';

interface Kept {
  /** As mutations end. */
  readonly name: string;
  readonly one: string;
  readonly many: string;
  readonly category: string;
  readonly fields: string;
  readonly input: Record<string, unknown>;
  /** What of it shows; other than given where it is brought to one spelling. */
  readonly shown: Record<string, unknown>;
  readonly changes: Record<string, unknown>;
  readonly filter: Record<string, unknown>;
  /** Input that is refused, by the path of the field at fault. */
  readonly rubbish: readonly (readonly [path: string, input: Record<string, unknown>])[];
}

const MARKING = 'tlp secrecyLevel revision tenantId organisationId';
const KEPT: readonly Kept[] = [
  {
    name: 'Target',
    one: 'target',
    many: 'targets',
    category: 'target',
    fields: `id name kind status sectors country description externalReferences { sourceName url } ${MARKING}`,
    input: { name: 'Container ports', kind: 'sector', sectors: ['transportation'], country: 'nl' },
    shown: { name: 'Container ports', kind: 'sector', sectors: ['transportation'], country: 'NL', status: 'active' },
    changes: { country: null, description: 'Terminals of the delta.' },
    filter: { sectors: ['transportation'], kind: ['sector'], status: ['active'] },
    rubbish: [
      ['input.country', { country: 'XX' }],
      ['input.country', { country: 'Netherlands' }],
      ['input.sectors.0', { sectors: ['Shipping & Ports'] }],
      ['input.name', { name: ' ' }],
      ['input.externalReferences.0.url', { externalReferences: [{ sourceName: 'Here', url: 'javascript:alert(1)' }] }],
    ],
  },
  {
    name: 'Infrastructure',
    one: 'infrastructure',
    many: 'infrastructures',
    category: 'infrastructure',
    fields: `id name status infrastructureTypes values { type value } description firstSeen lastSeen ${MARKING}`,
    input: {
      name: 'Relay in Harwich',
      infrastructureTypes: ['command-and-control'],
      values: [
        { type: 'url', value: 'hxxps://Relay[.]example/Gate' },
        { type: 'domain_name', value: 'RELAY[.]example' },
        { type: 'domain_name', value: 'relay.example.' },
        { type: 'ipv6_addr', value: '2001:0DB8::0001' },
      ],
      firstSeen: '2026-01-03T00:00:00Z',
    },
    shown: {
      name: 'Relay in Harwich',
      status: 'active',
      values: [
        { type: 'url', value: 'https://relay.example/Gate' },
        { type: 'domain_name', value: 'relay.example' },
        { type: 'ipv6_addr', value: '2001:db8::1' },
      ],
      firstSeen: '2026-01-03T00:00:00.000Z',
    },
    changes: { lastSeen: '2026-01-09T00:00:00.000Z', infrastructureTypes: ['staging'] },
    filter: { values: ['relay.example'], status: ['active'] },
    rubbish: [
      ['input.values.0.value', { values: [{ type: 'ipv4_addr', value: '192.0.2.300' }] }],
      ['input.values.0.value', { values: [{ type: 'file_sha256', value: 'abc' }] }],
      ['input.values.0.value', { values: [{ type: 'url', value: 'javascript:alert(1)' }] }],
      ['input.lastSeen', { firstSeen: '2026-01-03T00:00:00Z', lastSeen: '2026-01-02T00:00:00Z' }],
    ],
  },
  {
    name: 'AttackPattern',
    one: 'attackPattern',
    many: 'attackPatterns',
    category: 'attackPattern',
    fields: `id name status attackId tactics domain release killChainPhases { killChainName phaseName } ${MARKING}`,
    input: {
      name: 'LSASS Memory',
      attackId: 'T1003.001',
      tactics: ['credential-access'],
      domain: 'enterprise',
      release: '17.1',
      killChainPhases: [{ killChainName: 'mitre-attack', phaseName: 'credential-access' }],
    },
    shown: { name: 'LSASS Memory', status: 'active', attackId: 'T1003.001', domain: 'enterprise', release: '17.1' },
    changes: { release: '18.0', tactics: ['credential-access', 'collection'] },
    filter: { attackId: ['T1003.001'], tactics: ['credential-access'], domain: ['enterprise'] },
    rubbish: [
      ['input.attackId', { attackId: '1003' }],
      ['input.attackId', { attackId: 'T1003.1' }],
      ['input.attackId', { attackId: 'TA0006' }],
      ['input.release', { release: 'latest' }],
      ['input.tactics.0', { tactics: ['Credential Access'] }],
    ],
  },
  {
    name: 'Investigation',
    one: 'investigation',
    many: 'investigations',
    category: 'investigation',
    fields: `id number title status lead leadId memberOrganisations startDate endDate description confidence ${MARKING}`,
    input: {
      number: '2026/0117',
      title: 'Cold Harbour',
      memberOrganisations: ['alpha', 'beta'],
      startDate: '2026-01-05T00:00:00Z',
      confidence: 60,
    },
    shown: { number: '2026/0117', title: 'Cold Harbour', status: 'open', lead: null, confidence: 60, endDate: null },
    changes: { confidence: null, description: 'Loaders at two ports.' },
    filter: { number: ['2026/0117'], status: ['open'] },
    rubbish: [
      ['input.confidence', { confidence: 101 }],
      ['input.endDate', { startDate: '2026-01-05T00:00:00Z', endDate: '2026-01-04T00:00:00Z' }],
      ['input.title', { title: '' }],
    ],
  },
];
const NAMED = 'Investigation';

describe('keeping cases and what they touch', function () {
  this.timeout(90_000);
  let app: TestApplication;
  let analyst: string;
  before(async () => {
    app = await startTestApplication();
    analyst = await app.token({ sub: 'ann', roles: ['analyst'] });
  });
  after(() => app?.stop());

  const DECLARED: Readonly<Record<string, string>> = {
    id: 'UUID!',
    idempotencyKey: 'String',
    expectedRevision: 'Revision',
    reason: 'String',
  };
  const attempt = (token: string, name: string, fields: string, args: Record<string, unknown>, input = `${name}Input!`) => {
    const type = (key: string): string => DECLARED[key] ?? `${input[0].toUpperCase()}${input.slice(1)}`;
    const declared = Object.keys(args).map((key) => `$${key}: ${type(key)}`);
    const passed = Object.keys(args).map((key) => `${key}: $${key}`);
    const query = `mutation (${declared.join(', ')}) { ${name}(${passed.join(', ')}) { record { ${fields} } receipt { id revision position } } }`;
    return app.ask(token, query, args);
  };
  const change = async (name: string, fields: string, args: Record<string, unknown>, input?: string): Promise<Changed> => {
    const { data, errors } = await attempt(analyst, name, fields, args, input);
    assert.deepEqual(errors, [], name);
    return data[name];
  };
  const codeOf = ({ errors }: GraphqlAnswer): string => errors[0]?.extensions.code ?? 'OK';
  const list = async (token: string, { many, name }: Kept, filter: object, when: { atLeast?: string; position?: string }) =>
    (
      await app.data(
        token,
        `query ($filter: ${name}Filter, $atLeast: Position, $position: Position) {
          ${many}(filter: $filter, atLeast: $atLeast, position: $position) { totalCount nodes { id status } asOf { fresh } } }`,
        { filter, ...when },
      )
    )[many];

  for (const kept of KEPT) {
    const { name, one, category, fields, input, shown, changes, filter, rubbish } = kept;

    describe(one, () => {
      let created: Changed;
      let id: string;
      before(async () => {
        created = await change(`create${name}`, fields, { input, idempotencyKey: `first ${one}` });
        ({ id } = created.receipt);
      });

      it('is created with what it was given, as recorded, and once however often it is asked', async () => {
        assert.deepEqual({ ...created.record, ...shown }, created.record);
        assert.deepEqual([created.record.tenantId, created.record.tlp], ['demo', 'AMBER']);
        const again = await change(`create${name}`, fields, { input, idempotencyKey: `first ${one}` });
        assert.deepEqual(again, created);
        const other = { ...input, description: 'Another' };
        const reused = await attempt(analyst, `create${name}`, fields, { input: other, idempotencyKey: `first ${one}` });
        assert.equal(codeOf(reused), 'IDEMPOTENCY_KEY_REUSED');
      });

      it('is found in its list by each of its filters', async () => {
        const { receipt } = created;
        const found = await list(analyst, kept, filter, { atLeast: receipt.position });
        assert.deepEqual(
          [found.totalCount, found.nodes.map((node: { id: string }) => node.id), found.asOf.fresh],
          [1, [id], true],
        );
        assert.equal((await list(analyst, kept, { ids: [randomUUID()] }, { atLeast: receipt.position })).totalCount, 0);
      });

      it('refuses rubbish and says where', async () => {
        const head = await app.application.kernel.log.head();
        const required = one === 'investigation' ? { title: 'Rubbish' } : { name: 'Rubbish' };
        for (const [path, wrong] of rubbish) {
          const answer = await attempt(analyst, `create${name}`, fields, { input: { ...required, ...wrong } });
          assert.equal(codeOf(answer), 'INVALID_INPUT', JSON.stringify(wrong));
          assert.deepEqual(
            (answer.errors[0].extensions['fields'] as { path: string }[]).map((field) => field.path),
            [path],
          );
        }
        for (const own of ['tenantId', 'organisationId', 'createdAt', 'id'])
          assert.equal(
            codeOf(await attempt(analyst, `create${name}`, fields, { input: { ...required, [own]: 'mine' } })),
            'INVALID_INPUT',
          );
        assert.equal(await app.application.kernel.log.head(), head);
      });

      it('is revised field by field, on the revision that was read', async () => {
        const revise = `revise${name}`;
        const revised = await change(revise, fields, { id, input: changes, expectedRevision: '0' });
        assert.deepEqual(revised.record, { ...created.record, ...changes, revision: '1' });
        const late = await attempt(analyst, revise, fields, { id, input: { description: 'Late' }, expectedRevision: '0' });
        assert.equal(codeOf(late), 'CONFLICT');
        const shownNow = (await app.data(analyst, `query ($id: UUID!) { ${one}(id: $id) { ${fields} } }`, { id }))[one];
        assert.deepEqual(shownNow, revised.record);
        const before = await list(analyst, kept, filter, { position: created.receipt.position });
        assert.equal(before.totalCount, 1);
      });

      it('changes its marking for a reason, and is gone at once for whoever may not see it any more', async () => {
        const low = await app.token({ sub: 'low', roles: ['analyst'], clearance: 'RESTRICTED' });
        assert.equal((await list(low, kept, { ids: [id] }, {})).totalCount, 1);
        const input = { secrecyLevel: 'SECRET' };
        assert.equal(codeOf(await attempt(analyst, `revise${name}`, fields, { id, input })), 'REASON_REQUIRED');
        const { receipt } = await change(`revise${name}`, fields, { id, input, reason: 'A source would be known by it' });
        assert.equal((await list(low, kept, { ids: [id] }, { atLeast: receipt.position })).totalCount, 0);
        assert.equal((await list(low, kept, { ids: [id] }, { position: created.receipt.position })).totalCount, 0);
        const read = (token: string, wanted: string) => app.ask(token, `{ ${one}(id: "${wanted}") { id } }`);
        assert.equal(codeOf(await read(low, id)), 'NOT_FOUND');
        assert.deepEqual((await read(low, id)).errors, (await read(low, randomUUID())).errors);
      });

      it('is nothing to another tenant, and nothing an auditor, a watch officer or a consumer may change', async () => {
        const stranger = await app.token({ tenant: 'elsewhere', sub: 'sam', roles: ['supervisor'] });
        const revise = (token: string, wanted: string) =>
          attempt(token, `revise${name}`, 'id', { id: wanted, input: { description: 'Mine' } });
        assert.equal(codeOf(await app.ask(stranger, `{ ${one}(id: "${id}") { id } }`)), 'NOT_FOUND');
        assert.deepEqual((await revise(stranger, id)).errors, (await revise(stranger, randomUUID())).errors);
        assert.equal((await list(stranger, kept, {}, { atLeast: created.receipt.position })).totalCount, 0);
        for (const roles of [['auditor', 'supervisor'], ['watch_officer'], ['report_consumer'], ['source_manager']]) {
          const token = await app.token({ sub: roles[0], roles });
          assert.equal(codeOf(await revise(token, id)), 'FORBIDDEN', roles[0]);
          assert.equal(codeOf(await attempt(token, `create${name}`, 'id', { input })), 'FORBIDDEN', roles[0]);
          assert.equal(codeOf(await app.ask(token, `{ ${one}(id: "${id}") { id } }`)), 'OK', roles[0]);
        }
      });

      it('tells its history', async () => {
        const { recordHistory } = await app.data(
          analyst,
          'query ($type: String!, $id: UUID!) { recordHistory(type: $type, id: $id) { frames { label reason changes { field } } } }',
          { type: category, id },
        );
        assert.deepEqual(
          recordHistory.frames.map(({ label }: { label: string }) => label),
          ['Created', 'Revised', 'Marking changed'],
        );
        assert.equal(recordHistory.frames[2].reason, 'A source would be known by it');
      });

      if (name !== NAMED)
        it('is retired, stays as it is, and is restored', async () => {
          assert.equal((await change(`retire${name}`, fields, { id })).record.status, 'retired');
          const revised = await attempt(analyst, `revise${name}`, fields, { id, input: { description: 'Once more' } });
          assert.equal(codeOf(revised), 'RETIRED');
          const { receipt } = await change(`restore${name}`, fields, { id });
          const found = await list(analyst, kept, { status: ['active'], ids: [id] }, { atLeast: receipt.position });
          assert.equal(found.totalCount, 1);
        });
    });
  }

  describe('an investigation that runs', () => {
    const fields = 'id title status endDate lead leadId mergedIntoId mergedIds';
    const open = async (title: string, input: object = {}) =>
      (await change('createInvestigation', fields, { input: { title, ...input } })).receipt.id;

    it('takes the number of another, seen or not, since a refusal would tell of that one', async () => {
      const secret = await app.token({ sub: 'sid', roles: ['analyst'], clearance: 'TOP_SECRET' });
      const input = { title: 'Kept close', number: '2026/0200', secrecyLevel: 'TOP_SECRET' };
      assert.equal(codeOf(await attempt(secret, 'createInvestigation', fields, { input })), 'OK');
      await open('The other one', { number: '2026/0200' });
    });

    it('is led by somebody, held, resumed, closed and reopened', async () => {
      const lead = await actorOf(app, await app.token({ sub: 'lea', name: 'Lea Lund' }));
      const id = await open('Night Ferry', { lead });
      const held = await change('holdInvestigation', fields, { id });
      assert.deepEqual([held.record.status, held.record.leadId, held.record.lead], ['on_hold', lead, 'Lea Lund']);
      assert.equal((await change('resumeInvestigation', fields, { id })).record.status, 'open');
      const closed = await change(
        'closeInvestigation',
        fields,
        { id, input: { endDate: '2026-02-01T00:00:00Z' } },
        'CloseInvestigationInput',
      );
      assert.deepEqual([closed.record.status, closed.record.endDate], ['closed', '2026-02-01T00:00:00.000Z']);
      assert.equal(codeOf(await attempt(analyst, 'holdInvestigation', fields, { id })), 'WRONG_STATUS');
      const reopened = await change('reopenInvestigation', fields, { id });
      assert.deepEqual([reopened.record.status, reopened.record.endDate], ['open', null]);
    });

    it('is linked with what was found in it, from its side, and so seen from the other', async () => {
      const id = await open('Grey Crane');
      const [relay, pattern, campaign] = await Promise.all([
        change('createInfrastructure', 'id', { input: { name: 'Crane relay' } }),
        change('createAttackPattern', 'id', { input: { name: 'Phishing', attackId: 'T1566' } }),
        change('createCampaign', 'id', { input: { name: 'Quiet Crane' } }),
      ]);
      for (const [far, other] of [
        ['Infrastructure', relay],
        ['AttackPattern', pattern],
        ['Campaign', campaign],
      ] as const) {
        const input = { to: other.receipt.id, confidence: 70, note: 'Seen in both.' };
        await change(`linkInvestigationTo${far}`, 'id', { id, input, reason: 'Found on the disk' }, 'LinkInput!');
      }
      const { receipt } = await change(
        'unlinkInvestigationFromAttackPattern',
        'id',
        { id, input: { from: pattern.receipt.id } },
        'UnlinkInput!',
      );
      const { recordLinks } = await app.data(
        analyst,
        'query ($id: UUID!, $p: Position) { recordLinks(type: investigation, id: $id, atLeast: $p) { nodes { other: node { id } } } }',
        { id, p: receipt.position },
      );
      assert.deepEqual(
        new Set(recordLinks.nodes.map(({ other }: { other: { id: string } }) => other.id)),
        new Set([relay.receipt.id, campaign.receipt.id]),
      );
    });

    it('is merged with another by who may merge, and parted again', async () => {
      const [id, into] = [await open('One half'), await open('The other half')];
      const args = { id, input: { into } };
      assert.equal(codeOf(await attempt(analyst, 'mergeInvestigations', fields, args, 'MergeInput!')), 'FORBIDDEN');
      const senior = await app.token({ sub: 'sen', roles: ['senior_analyst'] });
      const { data } = await attempt(senior, 'mergeInvestigations', fields, args, 'MergeInput!');
      const { record } = data.mergeInvestigations;
      assert.deepEqual([record.status, record.mergedIntoId], ['merged', into]);
      const whole = await app.data(analyst, `{ investigation(id: "${into}") { mergedIds } }`);
      assert.deepEqual(whole.investigation.mergedIds, [id]);
      assert.equal(codeOf(await attempt(analyst, 'closeInvestigation', fields, { id })), 'MERGED');
      const parted = await attempt(senior, 'unmergeInvestigations', fields, { id });
      assert.equal(parted.data.unmergeInvestigations.record.status, 'open');
    });
  });
});
