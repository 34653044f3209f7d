/** An incident from detection to closing, what a SOC has against the next one, and who may not touch either. */
import assert from 'node:assert/strict';
import { type GraphqlError, startTestApplication, type TestApplication } from '../spec/application.js';
import { field } from './profiles.js';
import { actorOf } from './requests.js';

const SHOWN = `id number status severity priority assigneeId tier acknowledgedAt containedAt resolvedAt closedAt heldSince heldSeconds humanActed
  mergedIntoId mergedIds holds { reason } resolutions { verdict automated } severityChanges { from to reason }`;

const pathsOf = ({ extensions }: GraphqlError): readonly string[] =>
  (extensions['fields'] as readonly { readonly path: string }[]).map(({ path }) => path);

describe('working an incident', function () {
  this.timeout(180_000);
  let app: TestApplication;
  let analyst: string;
  let manager: string;
  const run = field(() => app);

  before(async () => {
    app = await startTestApplication();
    analyst = await app.token({ tenant: 'acme', org: 'soc', sub: 'ana', roles: ['analyst'], clearance: 'SECRET' });
    manager = await app.token({ tenant: 'acme', org: 'soc', sub: 'sol', roles: ['soc_manager'], clearance: 'TOP_SECRET' });
  });
  after(() => app.stop());

  const open = async (token: string, input: object = {}) =>
    run(token, 'openIncident', {
      input: { title: 'False login page', severity: 'medium', detectedAt: '2026-01-05T08:00:00Z', ...input },
    });
  const listed = async (token: string, filter: object, fields = 'id', rest = '') =>
    (
      await app.data(
        token,
        `query ($filter: IncidentFilter) { incidents(filter: $filter ${rest}) { totalCount nodes { ${fields} } pageInfo { hasNextPage endCursor } } }`,
        { filter },
      )
    ).incidents;

  it('is acknowledged, held, escalated, resolved and closed, each when it happened', async () => {
    const { record } = await open(analyst, { number: 'INC-1', category: 'Phishing', techniqueIds: ['T1566.002'] });
    const { id } = record;
    const step = (name: string, input: object, more: object = {}) => run(analyst, name, { id, input, ...more });
    await step('acknowledgeIncident', { at: '2026-01-05T08:10:00Z' });
    await step('assignIncident', { assignee: await actorOf(app, analyst) });
    await step('changeIncidentSeverity', { severity: 'high' }, { reason: 'A finance mailbox.' });
    await step('holdIncident', { reason: 'user', at: '2026-01-05T09:00:00Z' });
    await step('escalateIncident', { toTier: 2, at: '2026-01-05T09:30:00Z' });
    await step('containIncident', { at: '2026-01-05T10:00:00Z' });
    await step('resolveIncident', {
      resolution: 'Password changed.',
      verdict: 'true_positive',
      at: '2026-01-05T12:00:00Z',
    });
    await step('reviseIncident', { lesson: 'Ask twice.' });
    assert.equal((await run.refused(analyst, 'closeIncident', { id })).extensions.code, 'FORBIDDEN');
    const { receipt } = await run(manager, 'closeIncident', { id, input: { at: '2026-01-05T13:00:00Z' } });

    const { incident } = await app.data(analyst, `{ incident(id: "${id}") { ${SHOWN} } }`);
    assert.deepEqual(incident, {
      id,
      number: 'INC-1',
      status: 'closed',
      severity: 'high',
      priority: 'P3',
      assigneeId: await actorOf(app, analyst),
      tier: 2,
      acknowledgedAt: '2026-01-05T08:10:00.000Z',
      containedAt: '2026-01-05T10:00:00.000Z',
      resolvedAt: '2026-01-05T12:00:00.000Z',
      closedAt: '2026-01-05T13:00:00.000Z',
      heldSince: null,
      heldSeconds: 3600,
      humanActed: true,
      mergedIntoId: null,
      mergedIds: [],
      holds: [{ reason: 'user' }],
      resolutions: [{ verdict: 'true_positive', automated: false }],
      severityChanges: [{ from: 'medium', to: 'high', reason: 'A finance mailbox.' }],
    });
    const past = await app.data(
      analyst,
      `{ then: incidents(position: "${receipt.position}", atLeast: "${receipt.position}") { nodes { id status } }
         history: recordHistory(type: "incident", id: "${id}") { edges { node { label happenedAt } } } }`,
    );
    assert.ok(past.then.nodes.some((node: { id: string }) => node.id === id));
    const labels: readonly { label: string; happenedAt: string }[] = past.history.edges.map(
      ({ node }: { node: unknown }) => node,
    );
    assert.deepEqual(labels.find(({ label }) => label === 'Acknowledged')?.happenedAt, '2026-01-05T08:10:00.000Z');
  });

  it('says what to do first, in a code and by the field at fault', async () => {
    const { id } = (await open(analyst)).record;
    assert.equal((await run.refused(manager, 'closeIncident', { id })).extensions.code, 'NOT_RESOLVED');
    assert.equal((await run.refused(analyst, 'reopenIncident', { id, reason: 'Again.' })).extensions.code, 'NOT_RESOLVED');
    const early = await run.refused(analyst, 'acknowledgeIncident', { id, input: { at: '2026-01-05T07:00:00Z' } });
    assert.deepEqual([early.extensions.code, pathsOf(early)[0]], ['INVALID_INPUT', 'input.at']);
    const silent = await run.refused(analyst, 'changeIncidentSeverity', { id, input: { severity: 'low' } });
    assert.equal(silent.extensions.code, 'REASON_REQUIRED');
    const wrong = await run.refused(analyst, 'openIncident', {
      input: { title: ' ', severity: 'low', rsit: 'magic', techniqueIds: ['X1'] },
    });
    assert.deepEqual(pathsOf(wrong).toSorted(), ['input.rsit', 'input.techniqueIds.0', 'input.title']);
  });

  it('is found by what is known of it, the newest detection first, a page at a time', async () => {
    const opened = [];
    for (const day of ['11', '12', '13'])
      opened.push(
        await open(analyst, {
          number: `PAGE-${day}`,
          detectedAt: `2026-01-${day}T08:00:00Z`,
          isTest: day === '13',
          severity: 'fatal',
        }),
      );
    const last = opened.at(-1)!.receipt.position;
    const filter = { text: 'page-', severity: ['fatal'], status: ['new'] };
    const first = await listed(analyst, filter, 'number', `, first: 2, atLeast: "${last}"`);
    assert.deepEqual(first.nodes, [{ number: 'PAGE-13' }, { number: 'PAGE-12' }]);
    assert.equal(first.totalCount, 3);
    const second = await listed(analyst, filter, 'number', `, first: 2, after: "${first.pageInfo.endCursor}"`);
    assert.deepEqual(second.nodes, [{ number: 'PAGE-11' }]);
    const real = await listed(analyst, { ...filter, isTest: false, detectedFrom: '2026-01-12T00:00:00Z' }, 'number');
    assert.deepEqual(real.nodes, [{ number: 'PAGE-12' }]);
  });

  it('becomes part of another one, and tells of it only those who may see that', async () => {
    const duplicate = (await open(analyst, { title: 'Seen twice' })).record.id;
    const hidden = (await open(manager, { title: 'Seen first', secrecyLevel: 'TOP_SECRET' })).record.id;
    await run(manager, 'mergeIncidents', { id: duplicate, input: { into: hidden } });
    const of = async (token: string, id: string) =>
      (await app.data(token, `{ incident(id: "${id}") { status mergedIntoId mergedIds } }`)).incident;
    assert.deepEqual(await of(analyst, duplicate), { status: 'merged', mergedIntoId: null, mergedIds: [] });
    assert.deepEqual(await of(manager, hidden), { status: 'new', mergedIntoId: null, mergedIds: [duplicate] });
    const told = await app.data(
      analyst,
      `{ recordHistory(type: "incident", id: "${duplicate}") { edges { node { label changes { field old new } } } } }`,
    );
    assert.ok(!JSON.stringify(told).includes(hidden));
    assert.equal((await run.refused(analyst, 'acknowledgeIncident', { id: duplicate })).extensions.code, 'MERGED');
    await run(manager, 'unmergeIncidents', { id: duplicate });
    assert.equal((await of(analyst, duplicate)).status, 'new');
  });

  it('has rules that were tested and controls that are in place against the next one', async () => {
    const { record } = await run(manager, 'createDetectionRule', {
      input: { name: 'False login pages', techniqueIds: ['T1566.002'] },
    });
    const { id } = record;
    await run(manager, 'enableDetectionRule', { id });
    const { receipt } = await run(manager, 'recordDetectionRuleTest', {
      id,
      input: { result: 'passed', at: '2026-01-06T09:00:00Z' },
    });
    await run(manager, 'recordDetectionRuleTest', { id, input: { result: 'failed', at: '2026-01-05T09:00:00Z' } });
    const future = await run.refused(manager, 'recordDetectionRuleTest', {
      id,
      input: { result: 'passed', at: '2999-01-01T00:00:00Z' },
    });
    assert.equal(future.extensions.code, 'INVALID_INPUT');
    const covered = await app.data(
      analyst,
      `{ detectionRules(filter: { techniqueIds: ["T1566.002"], status: [enabled], result: [passed], tested: true }, atLeast: "${receipt.position}") {
        totalCount nodes { id lastTest { result at } } } }`,
    );
    const lastTest = { result: 'passed', at: '2026-01-06T09:00:00.000Z' };
    assert.deepEqual(covered.detectionRules, { totalCount: 1, nodes: [{ id, lastTest }] });
    assert.equal((await run.refused(analyst, 'disableDetectionRule', { id })).extensions.code, 'FORBIDDEN');

    const input = { framework: 'NIST_CSF_2_0', controlId: 'DE.CM-01', title: 'Networks are monitored' };
    const control = await run(manager, 'createControl', { input }, 'id implementationStatus');
    assert.equal(control.record.implementationStatus, 'not_implemented');
    const revised = await run(manager, 'reviseControl', {
      id: control.record.id,
      input: { implementationStatus: 'implemented', evidenceAt: '2026-01-06T00:00:00Z' },
    });
    const { controls } = await app.data(
      analyst,
      `{ controls(filter: { framework: [NIST_CSF_2_0], implementationStatus: [implemented] }, atLeast: "${revised.receipt.position}") {
        nodes { control_id evidence_at } } }`,
    );
    assert.deepEqual(controls.nodes, [{ control_id: 'DE.CM-01', evidence_at: '2026-01-06T00:00:00.000Z' }]);
    const unnamed = await run.refused(manager, 'createControl', { input: { ...input, controlId: ' ' } });
    assert.deepEqual(pathsOf(unnamed), ['input.controlId']);
  });
});
