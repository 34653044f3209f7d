/** Analysts find what they may see by what they remember of it, and nothing else. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { startTestApplication, type TestApplication } from '../spec/application.js';
import { change, create, publish } from './requests.js';
import { bundleOf, importText, stix } from './shared-stix.js';

const SEARCH = `query ($text: String!, $types: [SearchType!], $first: Int, $after: String, $atLeast: Position) {
  search(text: $text, types: $types, first: $first, after: $after, atLeast: $atLeast) {
    totalCount complete nodes { type id title status updatedAt score fragments { field text hit } }
    edges { cursor } pageInfo { hasNextPage endCursor } asOf { position fresh lagMs } } }`;

interface Fragment {
  readonly field: string;
  readonly text: string;
  readonly hit: boolean;
}
interface Node {
  readonly type: string;
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly fragments: readonly Fragment[];
}

describe('searching what is known', function () {
  this.timeout(120_000);
  let app: TestApplication;
  let author: string;
  let editor: string;
  let atLeast: string;
  const ids: Record<string, string> = {};
  before(async () => {
    app = await startTestApplication();
    author = await app.token({ sub: 'ana', roles: ['analyst', 'source_manager'] });
    editor = await app.token({ sub: 'ben', roles: ['senior_analyst'] });
    const draft = async (name: string, input: Record<string, unknown>): Promise<void> => {
      const { receipt } = await create(app, author, { tlp: 'GREEN', secrecyLevel: 'RESTRICTED', ...input });
      ids[name] = receipt.id;
      atLeast = receipt.position;
    };
    await draft('loader', {
      title: 'Loader networks in Łódź harbours',
      summary: 'Three logistics firms were infected by a new loader.',
      body: 'It fetches its second stage through CVE-2024-1234 from a compromised mailbox.',
      techniqueIds: ['T1566.001'],
      externalReferences: [{ sourceName: 'Vendor note', externalId: 'VN-17/b', url: 'https://vendor.example/notes/17' }],
    });
    await draft('ransom', {
      title: 'Ransomware against hospitals',
      summary: 'The exploited hole is CVE-2023-4966.',
      body: 'A loader was not seen.',
    });
    await draft('markup', {
      title: 'A <b>bold</b> title \u0002hit\u0003',
      summary: '<script>alert("zebra")</script> and a zebra <mark>crossing</mark>',
      body: 'عربية zebra 🦓 back\\slash',
    });
    const source = await change(app, author, 'registerIntelligenceSource', {
      input: { name: 'Harbour Watch', description: 'Daily digest of shipping forums.', tlp: 'GREEN', secrecyLevel: 'RESTRICTED' },
    });
    ids['source'] = source.receipt.id;
    atLeast = source.receipt.position;
  });
  after(() => app?.stop());

  const search = async (text: string, more: Record<string, unknown> = {}, token = author) =>
    (await app.data(token, SEARCH, { text, atLeast, ...more })).search as {
      totalCount: number;
      complete: boolean;
      nodes: readonly Node[];
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      asOf: { position: string; fresh: boolean };
    };
  const foundBy = async (text: string, more?: Record<string, unknown>, token?: string) =>
    (await search(text, more, token)).nodes.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id) ?? id);

  const finds: readonly (readonly [string, string, readonly string[]])[] = [
    ['a word of the title', 'hospitals', ['ransom']],
    ['nothing where only one of two words occurs', 'hospital network', []],
    ['a stem', 'harbour', ['loader', 'source']],
    ['no beginning of a word but the last', 'infec logistics', []],
    ['a beginning', 'logis', ['loader']],
    ['a slip of the pen', 'hospitls', ['ransom']],
    ['two letters in the wrong order', 'ransomwaer', ['ransom']],
    ['no slip of the pen beside what must not be', 'hospitls -exploited', []],
    ['a phrase', '"second stage"', ['loader']],
    ['the words of a phrase in another order', '"stage second"', []],
    ['an exploit in the body', 'CVE-2024-1234', ['loader']],
    ['an exploit in other case', 'cve-2023-4966', ['ransom']],
    ['the beginning of exploit numbers', 'CVE-2024', ['loader']],
    ['a sub-technique', 'T1566.001', ['loader']],
    ['the technique above it, and a word', 'T1566 loader', ['loader']],
    ['an external id', 'VN-17/b', ['loader']],
    ['a word of the body', 'mailbox', ['loader']],
    ['one or the other', 'mailbox OR hospitals', ['loader', 'ransom']],
    ['all but', 'loader -hospitals', ['loader']],
    ['accents and other letters', 'Łódź', ['loader']],
    ['another script', 'عربية', ['markup']],
    ['what nobody wrote', 'quagmire', []],
    ['only what must not be', '-loader', []],
    ['signs without a word', '!!!', []],
  ];
  for (const [what, text, expected] of finds)
    it(`finds ${what}: ${text}`, async () => {
      assert.deepEqual((await foundBy(text)).toSorted(), expected.toSorted());
    });

  it('finds a record by its id and by its STIX id, and a source by its description', async () => {
    assert.deepEqual(await foundBy(ids['loader']), ['loader']);
    assert.deepEqual(await foundBy(`report--${ids['ransom']}`), ['ransom']);
    assert.deepEqual(await foundBy('shipping forums'), ['source']);
  });

  it('finds what was imported by the id that its producer gave it', async () => {
    const identity = stix('identity', '7', { name: 'Southern Observatory', identity_class: 'organization' });
    const campaign = stix('campaign', '6', { name: 'Quiet Harbour' });
    const report = stix('report', '5', {
      name: 'From the south',
      report_types: ['threat-report'],
      published: '2026-01-05T10:00:00.000Z',
      object_refs: [campaign.id],
      created_by_ref: identity.id,
    });
    await importText(app, author, bundleOf(identity, campaign, report), '?unmarkedTlp=GREEN');
    const position = `${await app.application.kernel.log.head()}`;
    const titles = async (text: string) => (await search(text, { atLeast: position })).nodes.map(({ title }) => title);
    assert.deepEqual(await titles(report.id), ['From the south']);
    assert.deepEqual(await titles(campaign.id), ['From the south']);
    assert.deepEqual((await titles(identity.id)).toSorted(), ['Southern Observatory']);
  });

  it('puts what says it in its title before what says it in passing, and narrows to a type', async () => {
    assert.deepEqual(await foundBy('loader'), ['loader', 'ransom']);
    assert.deepEqual(await foundBy('harbour', { types: ['source'] }), ['source']);
  });

  it('shows where it was found, as plain text in pieces, whatever analysts wrote', async () => {
    const { nodes } = await search('zebra');
    const [{ title, fragments }] = nodes;
    assert.equal(title, 'A <b>bold</b> title \u0002hit\u0003');
    const hits = fragments.filter(({ hit }) => hit).map(({ text }) => text.toLowerCase());
    assert.ok(hits.length >= 2 && hits.every((hit) => hit === 'zebra'), JSON.stringify(fragments));
    assert.deepEqual([...new Set(fragments.map(({ field }) => field))], ['title', 'summary', 'body']);
  });

  it('says how many there are in all and gives them page by page, each once', async () => {
    const all = await foundBy('loader OR zebra OR hospitals OR forums');
    assert.equal(all.length, 4);
    const paged: string[] = [];
    for (let after: string | null = null; ;) {
      const { nodes, pageInfo, totalCount, complete } = await search('loader OR zebra OR hospitals OR forums', {
        first: 1,
        after,
      });
      assert.equal(totalCount, 4);
      assert.equal(complete, true);
      paged.push(...nodes.map(({ id }) => Object.keys(ids).find((name) => ids[name] === id)!));
      after = pageInfo.endCursor;
      if (!pageInfo.hasNextPage) break;
    }
    assert.deepEqual(paged, all);
  });

  it('shows the published version until the next is published, and then nothing of the one before', async () => {
    const { record } = await publish(app, author, editor, {
      title: 'Operation Walrus',
      summary: 'The walrus hunts.',
      tlp: 'GREEN',
      secrecyLevel: 'RESTRICTED',
    });
    const revised = await change(app, author, 'reviseIntelligenceReport', {
      id: record.id,
      input: { title: 'Operation Narwhal', summary: 'The narwhal hunts.' },
    });
    const now = { atLeast: revised.receipt.position };
    assert.deepEqual(await foundBy('narwhal', now), []);
    assert.deepEqual(await foundBy('walrus', now), [record.id]);
    await change(app, author, 'submitIntelligenceReport', { id: record.id });
    await change(app, editor, 'approveIntelligenceReport', { id: record.id });
    const again = await change(app, editor, 'publishIntelligenceReport', { id: record.id });
    const later = { atLeast: again.receipt.position };
    assert.deepEqual(await foundBy('walrus', later), []);
    const { nodes } = await search('narwhal', later);
    assert.equal(nodes[0].status, 'published');
    assert.doesNotMatch(JSON.stringify(nodes), /walrus/i);
  });

  it('loses a report that is marked out of reach at once: hit, count and snippet', async () => {
    const low = await app.token({ sub: 'rea', clearance: 'RESTRICTED' });
    const { receipt } = await create(app, author, {
      title: 'Pelican sighting',
      tlp: 'GREEN',
      secrecyLevel: 'RESTRICTED',
    });
    assert.deepEqual(await foundBy('pelican', { atLeast: receipt.position }, low), [receipt.id]);
    const marked = await change(app, editor, 'reviseIntelligenceReport', {
      id: receipt.id,
      input: { secrecyLevel: 'SECRET' },
      reason: 'names a person',
    });
    for (const text of ['pelican', 'pelicna', receipt.id]) {
      const answer = await search(text, { atLeast: marked.receipt.position }, low);
      assert.deepEqual([answer.totalCount, answer.nodes], [0, []], text);
    }
    assert.deepEqual(await foundBy('pelican', { atLeast: marked.receipt.position }), [receipt.id]);
  });

  it('finds nothing for another tenant', async () => {
    const stranger = await app.token({ tenant: 'elsewhere', clearance: 'TOP_SECRET' });
    for (const text of ['loader', 'hospitls', 'CVE-2024-1234', ids['loader'], 'tenant demo'])
      assert.equal((await search(text, {}, stranger)).totalCount, 0, text);
  });

  it("knows the inflections of the tenant's language, from the moment it is chosen", async () => {
    const admin = await app.token({ sub: 'adi', roles: ['tenant_admin', 'analyst'], tenant: 'hafen' });
    const { receipt } = await create(app, admin, { title: 'Angriffe auf Häuser', tlp: 'GREEN' });
    assert.deepEqual(await foundBy('Angriffen', { atLeast: receipt.position, types: ['source'] }, admin), []);
    const words = async (position: string) =>
      (await search('Angriffen Häusern', { atLeast: position }, admin)).nodes.flatMap(({ fragments }) =>
        fragments.filter(({ hit }) => hit).map(({ text }) => text),
      );
    assert.deepEqual(await words(receipt.position), []);
    const chosen = await change(app, admin, 'changeTenantSettings', { input: { searchLanguage: 'german' } });
    assert.deepEqual(await words(chosen.receipt.position), ['Angriffe', 'Häuser']);
    const { errors } = await app.ask(
      admin,
      'mutation { changeTenantSettings(input: { searchLanguage: "klingon" }) { receipt { id } } }',
    );
    assert.deepEqual((errors[0].extensions['fields'] as { path: string }[])[0].path, 'input.searchLanguage');
  });

  it('refuses what is no search, and says which field', async () => {
    for (const text of ['', '   ', 'x'.repeat(501), 'x'.repeat(10_000), 'a\0b']) {
      const { errors } = await app.ask(author, SEARCH, { text });
      assert.equal(errors[0]?.extensions.code, 'INVALID_INPUT', JSON.stringify(text));
      assert.match(JSON.stringify(errors[0].extensions['fields']), /text/);
    }
    for (const after of [
      'x',
      Buffer.from('["9999999999999999999","6f6d1b52-0c5e-4f0e-9d0e-3f3d3f1d0a11"]').toString('base64url'),
    ]) {
      const { data, errors } = await app.ask(author, SEARCH, { text: 'loader', after });
      assert.ok(data === null ? errors[0].extensions.code === 'INVALID_INPUT' : data.search.totalCount >= 0, after);
    }
  });

  it('takes the longest texts there may be, of as many words as fit', async () => {
    const unlike = (length: number, from: number) =>
      Array.from({ length: 20_000 }, (_, n) => (n + from).toString(36))
        .join(' ')
        .slice(0, length);
    const { receipt } = await create(app, author, {
      title: 'Cormorant lexicon',
      summary: unlike(20_000, 50_000),
      body: unlike(12_000, 90_000) + ' a-b.c/d?e=f'.repeat(700),
      labels: Array.from({ length: 200 }, (_, n) => `${n}-${'x1.'.repeat(8)}z`),
      tlp: 'GREEN',
      secrecyLevel: 'RESTRICTED',
    });
    assert.deepEqual(await foundBy('cormorant', { atLeast: receipt.position }), [receipt.id]);
  });

  it('looks into the first 64 KiB of a body that lies in a blob, and only for who may see the report', async () => {
    const days = Array.from({ length: 2_000 }, (_, n) => `On day ${n} nothing was seen.`).join('\n');
    assert.ok(days.length > 48 * 1024 && days.length < 64 * 1024);
    const marking = { tlp: 'AMBER', secrecyLevel: 'SECRET' };
    const body = `${days}\nThen a puffin came, and CVE-2031-40404 with it.\n${days}\nThen a whimbrel came.`;
    const { receipt, record } = await create(app, author, { title: 'Gannet yearbook', body, ...marking });
    for (const text of ['puffin', 'CVE-2031-40404', 'gannet'])
      assert.deepEqual(await foundBy(text, { atLeast: receipt.position }), [receipt.id], text);
    assert.deepEqual(await foundBy('whimbrel'), []);
    const junior = await app.token({ clearance: 'RESTRICTED', sub: 'leo' });
    assert.deepEqual(await foundBy('puffin', {}, junior), []);
    // The same body once more, in a report that everybody may see; what was stored once is stored once.
    const again = await create(app, author, { title: 'Gannet yearbook again', body, tlp: 'GREEN', secrecyLevel: 'RESTRICTED' });
    assert.deepEqual(await foundBy('puffin', { atLeast: again.receipt.position }, junior), [again.record.id]);
    const shorter = await change(app, author, 'reviseIntelligenceReport', { id: record.id, input: { body: days } });
    assert.deepEqual(await foundBy('puffin', { atLeast: shorter.receipt.position }), [again.record.id]);
  });

  it('answers whatever else is asked', async () => {
    const awkward = fc.constantFrom(
      "'",
      '"',
      '\\',
      ':*',
      '<->',
      '<1>',
      '!',
      '&',
      '|',
      '(',
      ')',
      '-',
      ' ',
      'or',
      'OR',
      '%',
      '_',
      '\u0002',
      '\u202e',
      '💣',
      'é',
      'CVE-1',
      'a',
      "''",
      '\\:',
      ':ABCD',
      'http://x.y/z?1',
      'a@b.c',
      '-1e5',
      '<b>',
      '\t',
      '\n',
    );
    const text = fc
      .oneof(
        fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
        fc.array(awkward, { minLength: 1, maxLength: 40 }).map((parts) => parts.join('')),
      )
      .filter((drawn) => drawn.trim() !== '' && !/[\0\p{Cs}]/u.test(drawn));
    await fc.assert(
      fc.asyncProperty(text, async (drawn) => {
        const { errors } = await app.ask(author, SEARCH, { text: drawn });
        assert.deepEqual(errors, []);
      }),
      {
        numRuns: 150,
        examples: [['a:* '.repeat(100)], ['-'.repeat(400)], ["'".repeat(499)], ['💣'.repeat(200)], [`${'a.1-'.repeat(120)}9`]],
      },
    );
  });
});
