/** A feed's files come in any order; the records are the same in the end. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { report, sources } from './requests.js';
import { bundleOf, importText, sharedStix, sharedStixFiles, sharedStixIsHere, stix } from './shared-stix.js';

const identity = (extra: Record<string, unknown> = {}) =>
  stix('identity', 'a', { name: 'Northern CERT', identity_class: 'organization', sectors: ['government'], ...extra });
const created = { created_by_ref: identity().id };
const campaign = stix('campaign', 'c', { name: 'Quiet Harbour', ...created });
const published = stix('report', 'b', {
  name: 'Quiet Harbour revisited',
  description: 'What we know.',
  published: '2026-01-03T09:30:00.000Z',
  report_types: ['campaign'],
  object_refs: [campaign.id],
  ...created,
});
const newerIdentity = identity({ name: 'Northern CERT, renamed', modified: '2026-02-02T08:00:00.000Z' });

/** Characters; the long examples take their time and name no more creators. */
const LONG = 50_000;

const permutations = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, i) => permutations(items.filter((_, j) => j !== i)).map((rest) => [item, ...rest]));

describe('importing files in any order', function () {
  this.timeout(60_000);
  let app: TestApplication;
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  const imported = async (tenant: string, files: readonly string[]) => {
    const token = await app.token({ tenant, sub: 'feed', roles: ['analyst'] });
    let position: string | null = null;
    for (const file of files) position = (await importText(app, token, file)).position ?? position;
    const { nodes } = await sources(
      app,
      token,
      { atLeast: position! },
      'id name kind status sectors stixId lastReportAt tlp secrecyLevel',
    );
    return { token, nodes };
  };

  it('makes a source of an identity whether it comes before, with or after what names it', async () => {
    const files = [identity(), newerIdentity, published].map((object) => bundleOf(object));
    const results = [];
    for (const [index, order] of permutations(files).entries()) {
      const { token, nodes } = await imported(`order-${index}`, order);
      const { title, sourceIds, status, versions } = await report(app, token, published.id.slice('report--'.length));
      results.push({
        nodes,
        report: { title, sourceIds, status, versions: versions.map(({ number }: { number: number }) => number) },
      });
    }
    assert.equal(results[0].nodes[0]!.name, 'Northern CERT, renamed');
    assert.equal(results[0].nodes[0]!.lastReportAt, '2026-01-03T09:30:00.000Z');
    for (const result of results) assert.deepEqual(result, results[0]);
  });

  it('says when an identity that came before becomes a source', async () => {
    const token = await app.token({ tenant: 'later', sub: 'feed', roles: ['analyst'] });
    assert.equal((await importText(app, token, bundleOf(identity()))).counts.stored, 1);
    const naming = await importText(app, token, bundleOf(campaign));
    assert.deepEqual(naming.counts, { created: 2, updated: 0, unchanged: 0, stored: 0, conflict: 0, refused: 0 });
    const source = naming.objects.find(({ stixType }) => stixType === 'identity')!;
    assert.deepEqual(
      [source.outcome, source.record?.type, source.reasons],
      ['created', 'source', ['received before, and named as a creator now']],
    );
    assert.deepEqual((await importText(app, token, bundleOf(campaign))).counts.unchanged, 1);
  });

  it('leaves an identity that nobody names as it is', async () => {
    const { nodes } = await imported('unnamed', [bundleOf(identity())]);
    assert.deepEqual(nodes, []);
  });

  it('does not tell of a creator that the importer may not see', async () => {
    const high = await app.token({ tenant: 'levels', sub: 'high', roles: ['analyst'], clearance: 'SECRET' });
    const low = await app.token({ tenant: 'levels', sub: 'low', roles: ['analyst'], clearance: 'RESTRICTED' });
    await importText(app, high, bundleOf(identity()), '?unmarkedTlp=AMBER%2BSTRICT');
    const naming = await importText(app, low, bundleOf(campaign));
    assert.deepEqual(
      naming.objects.map(({ stixType }) => stixType),
      ['campaign'],
    );
  });

  it('ends with the same sources for the shared examples, forwards and backwards', async function () {
    if (!sharedStixIsHere()) this.skip(); // needs the shared STIX files
    const files = sharedStixFiles('oasis-examples')
      .map(sharedStix)
      .filter(({ length }) => length < LONG);
    const forwards = await imported('forwards', files);
    const backwards = await imported('backwards', files.toReversed());
    assert.ok(forwards.nodes.length > 0);
    assert.deepEqual(backwards.nodes, forwards.nodes);
  });
});
