/** A brief goes out of the house: reports, campaigns and handovers as files that carry their marking and nothing above it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { readPdf } from '../unit/documents/read-pdf.js';
import { field } from './profiles.js';
import { change, publish } from './requests.js';

describe('downloading a record', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let ann: string;
  let sue: string;
  let low: string;
  before(async () => {
    app = await startTestApplication();
    ann = await app.token({ sub: 'ann', name: 'Ann Archer', org: 'cti', roles: ['analyst', 'watch_officer', 'source_manager'] });
    sue = await app.token({ sub: 'sue', org: 'cti', roles: ['senior_analyst', 'watch_officer'] });
    low = await app.token({ sub: 'low', org: 'cti', clearance: 'UNCLASSIFIED' });
  });
  after(() => app?.stop());

  const tell = field(() => app);
  const download = async (path: string, bearer: string) => {
    const response = await fetch(`${app.url}/api/v1/${path}`, { headers: { authorization: `Bearer ${bearer}` } });
    const content = Buffer.from(await response.arrayBuffer());
    return { status: response.status, headers: response.headers, content, text: content.toString() };
  };
  const html = async (path: string, bearer = ann): Promise<string> => {
    const { status, headers, text } = await download(`${path}/download?format=html`, bearer);
    assert.equal(status, 200, text);
    assert.match(headers.get('content-disposition')!, /^attachment; filename="tlp-[a-z0-9-]+\.html"$/);
    assert.match(headers.get('content-security-policy')!, /^default-src 'none'/);
    return text;
  };

  it('gives a report with its marking, author, text and the sources that everybody who may see it may see', async () => {
    const source = async (name: string, secrecyLevel: string) =>
      (await change(app, ann, 'registerIntelligenceSource', { input: { name, kind: 'partner', secrecyLevel } })).receipt.id;
    const sourceIds = [await source('Open desk', 'RESTRICTED'), await source('Deep desk', 'SECRET')];
    const { receipt } = await publish(app, ann, sue, {
      title: 'Loader in retail',
      summary: 'Seen in **three** networks <script>.',
      body: '# Findings\n\n- first\n- second',
      tlp: 'AMBER',
      secrecyLevel: 'RESTRICTED',
      sourceIds,
    });
    const text = await html(`intel-reports/${receipt.id}`);
    for (const part of [
      'Loader in retail',
      'TLP:AMBER',
      'RESTRICTED',
      'Ann Archer',
      'Seen in three networks &lt;script&gt;',
      '<li>first</li>',
      'Open desk',
    ])
      assert.ok(text.includes(part), part);
    assert.ok(!text.includes('Deep desk'), 'the file is RESTRICTED, the source SECRET');
    const { headers, content } = await download(`intel-reports/${receipt.id}/download?paper=letter`, ann);
    assert.equal(headers.get('content-type'), 'application/pdf');
    const { pages, info } = await readPdf(content);
    assert.equal(info['Title'], 'Loader in retail');
    assert.ok(pages.every((page) => page.text.split('TLP:AMBER').length === 3 && page.size[1] === 792));
    const again = await download(`intel-reports/${receipt.id}/download?paper=letter`, sue);
    assert.ok(again.content.equals(content), 'the same record gives the same bytes to everybody');
  });

  it('gives a campaign with what it is linked with, as far as its marking goes', async () => {
    const marked = { secrecyLevel: 'RESTRICTED', tlp: 'AMBER' };
    const campaign = (await tell(ann, 'createCampaign', { input: { name: 'Night Tide', objectives: ['Tankers'], ...marked } }))
      .receipt.id;
    for (const [name, secrecyLevel] of [
      ['Gray Heron', 'RESTRICTED'],
      ['Black Heron', 'SECRET'],
    ]) {
      const actor = (await tell(ann, 'createThreatActor', { input: { name, tlp: 'AMBER', secrecyLevel } })).receipt.id;
      await tell(ann, 'linkCampaignToThreatActor', { id: campaign, input: { to: actor } });
    }
    const text = await html(`campaigns/${campaign}`);
    for (const part of ['Night Tide', 'Tankers', 'Gray Heron']) assert.ok(text.includes(part), part);
    assert.ok(!text.includes('Black Heron'));
  });

  it('gives a handover with its brief', async () => {
    const { receipt } = await change(app, ann, 'recordHandover', {
      input: { note: 'Watch the *port* feeds.', shiftEnd: new Date().toISOString(), secrecyLevel: 'RESTRICTED', tlp: 'GREEN' },
    });
    const text = await html(`handovers/${receipt.id}`);
    for (const part of ['Shift handover', 'TLP:GREEN', 'Ann Archer', 'Watch the *port* feeds.', 'Loader in retail'])
      assert.ok(text.includes(part), part);
    assert.ok(!text.includes('Deep desk'));
  });

  it('knows no record that its reader may not see, and says what is wrong with an address', async () => {
    const { receipt } = await publish(app, ann, sue, { title: 'Kept from others', tlp: 'AMBER', secrecyLevel: 'SECRET' });
    const [hidden, absent] = await Promise.all(
      [receipt.id, randomUUID()].map(async (id) => {
        const { status, text } = await download(`intel-reports/${id}/download`, low);
        const { instance: _, correlationId: __, ...problem } = JSON.parse(text) as Record<string, unknown>;
        return { status, problem };
      }),
    );
    assert.equal(hidden.status, 404);
    assert.deepEqual(hidden, absent);
    for (const path of ['download?format=docx', 'download?papers=a4', 'download?paper=a3'])
      assert.equal((await download(`intel-reports/${receipt.id}/${path}`, ann)).status, 400, path);
    assert.equal((await download('campaigns/night-tide/download', ann)).status, 400);
    assert.equal((await fetch(`${app.url}/api/v1/handovers/${receipt.id}/download`)).status, 401);
  });
});
