/** An analyst imports what partners send, and finds it again: verbatim, as sources and as published reports. */
import assert from 'node:assert/strict';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { attempt, change, dashboard, refused, report, reports, sources } from './requests.js';
import {
  bundleOf,
  importBundle,
  importText,
  type ImportedAnswer,
  post,
  sharedStix,
  sharedStixFiles,
  sharedStixIsHere,
  stix,
  stixObject,
} from './shared-stix.js';

const WHITE = 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9';
const CLEAR = 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487';
const STRICT = 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003';

const identity = (name: string, extra: Record<string, unknown> = {}) =>
  stix('identity', 'a', { name, identity_class: 'organization', ...extra });
const campaign = stix('campaign', 'c', { name: 'Quiet Harbour' });
const reportOf = (properties: Record<string, unknown> = {}) =>
  stix('report', 'b', {
    name: 'Quiet Harbour revisited',
    description: 'What we know.',
    published: '2026-01-03T09:30:00.000Z',
    report_types: ['campaign'],
    object_refs: [campaign.id],
    created_by_ref: identity('').id,
    ...properties,
  });
const uuid = (id: string): string => id.slice(id.indexOf('--') + 2);

describe('importing what partners send', function () {
  this.timeout(60_000);
  let app: TestApplication;
  const analyst = (tenant: string, claims: object = {}) =>
    app.token({ tenant, sub: 'ann', name: 'Ann', roles: ['analyst', 'source_manager'], ...claims });
  before(async () => {
    app = await startTestApplication();
  });
  after(() => app?.stop());

  it('keeps every object, makes sources of creators, and publishes reports with their own date', async () => {
    const ann = await analyst('partners');
    const done = await importText(app, ann, bundleOf(reportOf(), campaign, identity('Northern CERT')));
    assert.deepEqual(done.counts, { created: 3, updated: 0, unchanged: 0, stored: 0, conflict: 0, refused: 0 });
    const imported = await report(app, ann, uuid(reportOf().id));
    assert.deepEqual(
      [imported.title, imported.status, imported.publishedAt, imported.tlp, imported.secrecyLevel, imported.sourceIds],
      ['Quiet Harbour revisited', 'published', '2026-01-03T09:30:00.000Z', 'AMBER', 'RESTRICTED', [uuid(identity('').id)]],
    );
    const { nodes } = await sources(app, ann, { atLeast: done.position! }, 'id name stixId lastReportAt');
    assert.deepEqual(nodes, [
      { id: uuid(identity('').id), name: 'Northern CERT', stixId: identity('').id, lastReportAt: '2026-01-03T09:30:00.000Z' },
    ]);
    const board = await dashboard(app, ann, { atLeast: done.position! });
    assert.deepEqual([board.publishedCount, board.lastPublishedAt, board.activeSourceCount], [1, '2026-01-03T09:30:00.000Z', 1]);
  });

  it('gives back the text as it came, white space and number spelling included', async () => {
    const ann = await analyst('verbatim');
    const text = `{ "type": "indicator", "spec_version": "2.1", "id": "indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f",
      "created": "2026-01-02T08:00:00.123456Z", "modified": "2026-01-02T08:00:00.123456Z", "indicator_types": ["malicious-activity"],
      "pattern": "[file:name = 'ä\\u0041.exe']", "pattern_type": "stix", "valid_from": "2026-01-01T00:00:00Z", "x_score": 1.50e1, "confidence": 50 }`;
    await importText(app, ann, `{"type":"bundle","id":"bundle--5d0092c5-5f74-4287-9642-33f4c354e56d","objects":[${text}]}`);
    const found = await stixObject(app, ann, 'indicator--8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f');
    assert.equal(found.text, text);
    assert.equal(found.modified, '2026-01-02T08:00:00.123456Z');
    const long = JSON.stringify(stix('note', 'd', { content: 'ü'.repeat(60_000), object_refs: [campaign.id] }));
    await importText(app, ann, long);
    assert.equal((await stixObject(app, ann, stix('note', 'd').id)).text, long);
  });

  it('changes nothing the second time, in any order', async () => {
    const ann = await analyst('again');
    const objects = [identity('Northern CERT'), campaign, reportOf()];
    await importText(app, ann, bundleOf(...objects));
    const before = await report(app, ann, uuid(reportOf().id));
    const again = await importBundle(app, ann, { bundle: bundleOf(...objects.toReversed()), name: 'again.json' });
    assert.deepEqual(again.counts, { created: 0, updated: 0, unchanged: 3, stored: 0, conflict: 0, refused: 0 });
    assert.deepEqual([again.position, again.file], [null, 'again.json']);
    assert.deepEqual(await report(app, ann, uuid(reportOf().id)), before);
  });

  it('follows newer versions, keeps older ones that come late, and retracts what was revoked', async () => {
    const ann = await analyst('versions');
    const newer = {
      modified: '2026-02-02T08:00:00.000Z',
      published: '2026-02-02T09:00:00.000Z',
      description: 'What we know now.',
    };
    await importText(app, ann, bundleOf(reportOf(), campaign));
    const both = await importText(
      app,
      ann,
      bundleOf(
        reportOf({ name: 'Second', ...newer }),
        reportOf({ name: 'Third', ...newer, modified: '2026-03-02T08:00:00.000Z' }),
      ),
    );
    assert.equal(both.counts.updated, 2);
    const followed = await report(app, ann, uuid(reportOf().id));
    assert.deepEqual(
      followed.versions.map(({ number, status, title }: { number: number; status: string; title: string }) => [
        number,
        status,
        title,
      ]),
      [
        [1, 'superseded', 'Quiet Harbour revisited'],
        [2, 'superseded', 'Second'],
        [3, 'published', 'Third'],
      ],
    );
    const late = await importText(app, ann, bundleOf(reportOf({ name: 'Between', modified: '2026-01-15T08:00:00.000Z' })));
    assert.equal(late.counts.created + late.counts.updated, 0);
    assert.equal((await report(app, ann, uuid(reportOf().id))).title, 'Third');
    assert.equal((await stixObject(app, ann, reportOf().id)).versionCount, 4);
    await importText(app, ann, bundleOf(reportOf({ ...newer, modified: '2026-04-02T08:00:00.000Z', revoked: true })));
    assert.equal((await report(app, ann, uuid(reportOf().id))).status, 'retracted');
  });

  it('reports other content under the same version as a conflict, and keeps both', async () => {
    const ann = await analyst('conflicts');
    await importText(app, ann, bundleOf(campaign));
    const other = await importText(app, ann, bundleOf({ ...campaign, name: 'Loud Harbour' }));
    assert.equal(other.counts.conflict, 1);
    assert.match(other.objects[0].reasons[0], /same id and modified/);
    const found = await stixObject(app, ann, campaign.id);
    assert.deepEqual([found.conflictCount, JSON.parse(found.text).name], [1, 'Quiet Harbour']);
    const list = await app.data(ann, '{ stixObjects(filter: { conflicting: true }) { totalCount nodes { stixId } } }');
    assert.deepEqual(list.stixObjects, { totalCount: 1, nodes: [{ stixId: campaign.id }] });
  });

  it('makes one record of an object that comes twice at once, and one source of a creator', async () => {
    const ann = await analyst('at-once');
    const files = [
      bundleOf(identity('Northern CERT'), reportOf(), campaign),
      bundleOf(reportOf(), campaign),
      bundleOf(identity('Northern CERT')),
    ];
    const all = await Promise.all([...files, ...files].map((file) => importText(app, ann, file)));
    const created = all.flatMap(({ objects }) =>
      objects.filter(({ outcome }) => outcome === 'created').map(({ stixId }) => stixId),
    );
    assert.deepEqual(created.toSorted(), [campaign.id, identity('Northern CERT').id, reportOf().id].toSorted());
    assert.equal(
      all.reduce((refused, { counts }) => refused + counts.refused + counts.conflict, 0),
      0,
    );
    const positions = all.flatMap(({ position }) => (position === null ? [] : [BigInt(position)]));
    const last = positions.reduce((a, b) => (a > b ? a : b)).toString();
    const { nodes } = await sources(app, ann, { atLeast: last }, 'id name lastReportAt');
    assert.equal(nodes.length, 1);
    assert.ok(nodes[0].lastReportAt);
    const { campaigns } = await app.data(ann, 'query ($at: Position) { campaigns(atLeast: $at) { totalCount } }', { at: last });
    assert.equal(campaigns.totalCount, 1);
  });

  it('takes no version of an object that its known one does not let be, however large that is', async () => {
    const later = { modified: '2026-02-02T08:00:00.000Z' };
    const cert = identity('Northern CERT');
    for (const [tenant, content] of [
      ['bound', 'Short.'],
      ['bound-large', 'ü'.repeat(60_000)],
    ]) {
      const ann = await analyst(tenant);
      const theirs = stix('note', 'd', { content, object_refs: [campaign.id], created_by_ref: cert.id });
      const ended = stix('note', 'e', { content, object_refs: [campaign.id], revoked: true });
      await importText(app, ann, bundleOf(cert, theirs, ended));
      const { created_by_ref: _, ...anonymous } = theirs;
      for (const [wrong, reason] of [
        [{ ...theirs, ...later, created_by_ref: campaign.id.replace('campaign', 'identity') }, /was created by identity--/],
        [{ ...anonymous, ...later }, /an object without a creator is no version of it/],
        [{ ...theirs, ...later, created: '2026-01-01T08:00:00.000Z' }, /created is the same in all versions/],
        [{ ...ended, ...later, revoked: false }, /has no later versions/],
      ] as const) {
        const { counts, objects } = await importText(app, ann, bundleOf(wrong));
        assert.equal(counts.refused, 1);
        assert.match(objects[0].reasons[0], reason);
        assert.equal((await stixObject(app, ann, wrong.id)).versionCount, 1);
      }
      const { counts } = await importText(app, ann, bundleOf({ ...theirs, ...later, content: `${content} More.` }));
      assert.equal(counts.updated, 1);
      const again = await importText(
        app,
        ann,
        bundleOf({ ...theirs, modified: '2026-01-15T08:00:00.000Z', content: 'Between.' }),
      );
      assert.deepEqual([again.counts.stored, again.objects[0].reasons], [1, ['older than the version that is known']]);
    }
  });

  it('says of a broken file what is wrong and where, and imports nothing of it', async () => {
    const ann = await analyst('broken');
    const text = bundleOf(campaign, reportOf());
    const { status, body } = await post(app, ann, `${text.slice(0, -40)}\n,]`, '?name=broken.json');
    assert.equal(status, 400);
    assert.match(body.detail!, /broken\.json, line \d+, column \d+/);
    const { errors } = await attempt(app, ann, 'importStix', {
      input: { bundle: '{"type":"bundle","objects":[{"type":"campaign"}]}', name: 'no-id.json' },
    });
    assert.equal(errors[0].extensions.code, 'INVALID_INPUT');
    assert.match(errors[0].message, /no-id\.json, objects\[0\]\.id/);
    assert.equal((await app.data(ann, '{ stixObjects { totalCount } }')).stixObjects.totalCount, 0);
  });

  it('refuses a wrong object with its reasons and takes the others', async () => {
    const ann = await analyst('refusing');
    const { published: _, ...wrong } = reportOf();
    const done = await importText(app, ann, bundleOf(wrong, campaign));
    assert.deepEqual([done.counts.refused, done.counts.created], [1, 1]);
    assert.match(done.objects.find(({ outcome }) => outcome === 'refused')!.reasons.join(), /published/);
  });

  it('keeps TLP exactly, and gives unmarked objects the TLP it is told', async () => {
    const ann = await analyst('marked');
    const marked = (digit: string, ref?: string) =>
      stix('campaign', digit, { name: `Campaign ${digit}`, ...(ref ? { object_marking_refs: [ref] } : {}) });
    await importText(
      app,
      ann,
      bundleOf(marked('1', WHITE), marked('2', CLEAR), marked('3', STRICT), marked('4')),
      '?unmarkedTlp=GREEN',
    );
    const found = await Promise.all(['1', '2', '3', '4'].map((digit) => stixObject(app, ann, marked(digit).id)));
    assert.deepEqual(
      found.map(({ tlp, secrecyLevel }) => [tlp, secrecyLevel]),
      [
        ['WHITE', 'UNCLASSIFIED'],
        ['CLEAR', 'UNCLASSIFIED'],
        ['AMBER_STRICT', 'CONFIDENTIAL'],
        ['GREEN', 'UNCLASSIFIED'],
      ],
    );
    const admin = await analyst('marked', { roles: ['tenant_admin'], sub: 'adam' });
    await change(app, admin, 'changeTenantSettings', { input: { tlpSecrecy: [{ tlp: 'GREEN', secrecyLevel: 'CONFIDENTIAL' }] } });
    await refused(app, admin, 'TLP_SECRECY_TOO_LOW', 'changeTenantSettings', {
      input: { tlpSecrecy: [{ tlp: 'RED', secrecyLevel: 'RESTRICTED' }] },
    });
    await importText(app, ann, bundleOf(marked('5')), '?unmarkedTlp=GREEN');
    assert.equal((await stixObject(app, ann, marked('5').id)).secrecyLevel, 'CONFIDENTIAL');
  });

  it('refuses what the importer could not read afterwards', async () => {
    const low = await analyst('low', { clearance: 'RESTRICTED' });
    const done = await importText(
      app,
      low,
      bundleOf(stix('campaign', '1', { name: 'Strict', object_marking_refs: [STRICT] }), campaign),
    );
    assert.deepEqual([done.counts.refused, done.counts.created], [1, 1]);
    assert.match(
      done.objects.find(({ outcome }) => outcome === 'refused')!.reasons[0],
      /could not read yourself \(rule: clearance\)/,
    );
  });

  it('is not for those whose roles do not allow it', async () => {
    const consumer = await analyst('partners', { roles: ['report_consumer'] });
    assert.equal((await post(app, consumer, bundleOf(campaign))).status, 403);
    const auditor = await analyst('partners', { roles: ['auditor', 'analyst'] });
    await refused(app, auditor, 'FORBIDDEN', 'importStix', { input: { bundle: bundleOf(campaign) } });
  });

  describe('the shared STIX files', () => {
    before(function () {
      if (!sharedStixIsHere()) this.skip(); // needs the shared STIX files
    });
    const FOLDERS = ['oasis-schema-examples', 'atlas-opencti', 'unit42-stix20', 'validator-examples', 'oasis-sco'];

    it('come in whole, and a second time change nothing', async () => {
      const ann = await analyst('shared-files');
      for (const folder of FOLDERS)
        for (const file of sharedStixFiles(folder)) {
          const text = sharedStix(file);
          const first = await post(app, ann, text, `?name=${encodeURIComponent(file)}`);
          if (first.status !== 200) {
            assert.ok(first.body.detail!.startsWith(`${file}, `), `${file} was refused without its name`);
            continue;
          }
          assertEveryObject(text, first.body, file);
          const { counts } = await importText(app, ann, text);
          assert.deepEqual(
            [counts.created, counts.updated, counts.stored],
            [0, 0, 0],
            `${file} changed something the second time`,
          );
        }
    });

    it('change the dashboard of the tenant that imports them, and of no other', async () => {
      const [ann, other] = [await analyst('importing'), await analyst('neighbour')];
      const before = await dashboard(app, other);
      let position: string | null = null;
      for (const file of sharedStixFiles('oasis-examples')) {
        const text = sharedStix(file);
        const done = await importText(app, ann, text);
        position = done.position ?? position;
        assertEveryObject(text, done, file);
        await assertVerbatim(app, ann, text, done, file);
      }
      const board = await dashboard(app, ann, { atLeast: position! });
      assert.ok(board.publishedCount > 0 && board.sourceCount > 0);
      const after = await dashboard(app, other, { atLeast: position! });
      assert.deepEqual({ ...after, asOf: null }, { ...before, asOf: null });
      assert.equal((await reports(app, other)).totalCount, 0);
      const past = await dashboard(app, ann, { position: before.asOf.position ?? '0' });
      assert.deepEqual([past.reportCount, past.sourceCount], [0, 0]);
      const auditor = await app.token({ tenant: 'importing', sub: 'audrey', roles: ['auditor'], clearance: 'SECRET' });
      const { nodes } = await reports(app, auditor);
      for (const { id } of nodes) {
        const { recordHistory } = await app.data(
          auditor,
          'query ($id: UUID!) { recordHistory(type: "intelReport", id: $id) { frames { label actorName happenedAt recordedAt position } } }',
          { id },
        );
        const [frame] = recordHistory.frames;
        assert.deepEqual([frame.label, frame.actorName], ['Imported', 'Ann']);
        assert.ok(frame.happenedAt < frame.recordedAt);
      }
    });
  });
});

/** Every object of a file is in the receipt once, and what was taken is there. */
const assertEveryObject = (text: string, { objects, counts }: ImportedAnswer, file: string): void => {
  const root = JSON.parse(text) as { id?: string; objects?: { id: string }[] };
  const given = root.objects ?? (Array.isArray(root) ? root : [root]);
  const inFile = new Set(given.map(({ id }) => id!.toLowerCase()));
  const own = objects.filter(
    ({ stixId, reasons }) => inFile.has(stixId) && !reasons.includes('received before, and named as a creator now'),
  );
  assert.equal(own.length, given.length, `${file}: ${own.length} of ${given.length} objects in the receipt`);
  assert.equal(
    Object.values(counts).reduce((sum, count) => sum + count),
    objects.length,
    file,
  );
  for (const { outcome, reasons, stixId } of objects)
    if (outcome === 'refused') assert.ok(reasons.length > 0, `${file}: ${stixId} refused without a reason`);
};

const AT_ONCE = 16;

/** Every object of a file is found by its STIX id with the very text of the file. */
const assertVerbatim = async (
  app: TestApplication,
  token: string,
  text: string,
  { objects }: ImportedAnswer,
  file: string,
): Promise<void> => {
  for (let i = 0; i < objects.length; i += AT_ONCE)
    await Promise.all(
      objects.slice(i, i + AT_ONCE).map(async ({ stixId, outcome, reasons }) => {
        assert.notEqual(outcome, 'refused', `${file}: ${reasons.join()}`);
        const found = await stixObject(app, token, stixId);
        assert.ok(text.includes(found.text), `${file}: ${stixId} is not verbatim`);
      }),
    );
};
