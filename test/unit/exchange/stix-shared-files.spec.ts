/** The published STIX files that others test with: what is valid is taken whole, what is not is refused with its place. */
import assert from 'node:assert/strict';
import { readBundle, StixInputError } from '../../../src/exchange/stix/bundle.js';
import { planImport } from '../../../src/exchange/stix/import-plan.js';
import { mapIdentity, mapReport } from '../../../src/exchange/stix/mapping.js';
import { examineInput } from '../../../src/exchange/stix/stix-input.js';
import { IntelReportContent } from '../../../src/intel-reports/intel-report.events.js';
import { SourceProfile } from '../../../src/sources/source.events.js';
import { sharedStix, sharedStixFiles, sharedStixIsHere } from './shared-stix.js';

/** Objects of otherwise valid files that STIX itself forbids. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  // Placeholders with spaces and dots stand where base64 should.
  'oasis-sco/sco-examples-bundle.json': ['[6].payload_bin SYNTAX', '[7].payload_bin SYNTAX', '[20].payload_bin SYNTAX'],
  'validator-examples/invalid_identity.json': ['object.modified REQUIRED'],
  'validator-examples/invalid_timestamp.json': ['object.modified TIME_ORDER'],
};
const BROKEN: Readonly<Record<string, string>> = {
  'validator-examples/invalid_braces.json': 'line 1, column 1',
  'validator-examples/invalid_comma.json': 'line 9, column 1',
  // A TAXII server's whole content, not a bundle.
  'taxii/default_data.json': 'line 1, column 1',
};
const FOLDERS = [
  'oasis-examples',
  'oasis-schema-examples',
  'oasis-sco',
  'validator-examples',
  'atlas-opencti',
  'unit42-stix20',
  'taxii',
];

const plan = async (file: string) => planImport((await examineInput(sharedStix(file), file)).items);

const isReport = ({ type }: { readonly type: string }): boolean => type === 'report';

describe('shared STIX files', () => {
  before(function () {
    if (!sharedStixIsHere()) this.skip(); // absent shared data
  });

  it('are accepted but for the objects that STIX forbids', async () => {
    for (const file of FOLDERS.flatMap(sharedStixFiles).filter((name) => !(name in BROKEN))) {
      const refused = await Promise.all((await plan(file)).refused.map((item) => Promise.resolve(item.read())));
      const errors = refused.flatMap(({ problems }) => problems.filter(({ severity }) => severity === 'error'));
      assert.deepEqual(
        errors.map(({ path, code }) => `${path} ${code}`),
        REFUSED[file] ?? [],
        file,
      );
    }
  });

  it('are refused as a whole where they are broken, with the place', () => {
    for (const [file, place] of Object.entries(BROKEN))
      assert.throws(
        () => readBundle(sharedStix(file), file),
        (error) => error instanceof StixInputError && error.file === file && error.place === place && error.hint.length > 0,
        file,
      );
  });

  it('keep every object in words that say the same', () => {
    for (const file of FOLDERS.flatMap(sharedStixFiles).filter((name) => !(name in BROKEN)))
      for (const { text, value } of readBundle(sharedStix(file), file).objects) assert.deepEqual(JSON.parse(text), value);
  });

  it('give reports and sources that the ledger can hold', async () => {
    let reports = 0;
    let sources = 0;
    for (const file of FOLDERS.flatMap(sharedStixFiles).filter((name) => !(name in BROKEN))) {
      const { creators, others, find } = await plan(file);
      for (const identity of creators) {
        const { name, kind, description, sectors } = mapIdentity(await identity.read());
        SourceProfile.pick({ name: true, kind: true, description: true, sectors: true }).parse({
          name,
          kind,
          description,
          sectors,
        });
        sources++;
      }
      for (const report of others.filter(isReport)) {
        IntelReportContent.parse({ ...mapReport(await report.read(), find).content, sourceIds: [] });
        reports++;
      }
    }
    assert.deepEqual([reports, sources], [10, 12]);
  });

  it('of STIX 2.0 name their techniques through the attack patterns they refer to', async () => {
    const { others, find } = await plan('unit42-stix20/conti-ransomware.json');
    const reports = await Promise.all(others.filter(isReport).map((report) => Promise.resolve(report.read())));
    const campaign = reports
      .map((report) => mapReport(report, find))
      .find(({ content }) => content.reportTypes.includes('campaign'));
    assert.equal(campaign?.content.techniqueIds.length, 16);
    assert.ok(campaign.content.techniqueIds.includes('T1489'));
    assert.equal(campaign.origin.specVersion, '2.0');
  });
});
