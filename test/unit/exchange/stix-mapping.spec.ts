/** Reports and identities become what the ledger's own records hold. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { JsonObject } from '../../../src/json/json-value.js';
import { planImport } from '../../../src/exchange/stix/import-plan.js';
import { mapIdentity, mapReport, type MappedReport } from '../../../src/exchange/stix/mapping.js';
import { intelReportEvents } from '../../../src/intel-reports/intel-report.events.js';
import { sourceEvents } from '../../../src/sources/source.events.js';
import { amber } from '../../examples/marking.js';
import { examined, identity, items, object, report, uuid } from './stix-examples.js';

const mapped = (value: JsonObject, ...others: JsonObject[]): MappedReport => {
  const { others: rest, refused, find } = planImport(items(value, ...others));
  assert.deepEqual(
    refused.flatMap(({ errors }) => errors),
    [],
  );
  return mapReport(rest.find(({ id }) => id === value.id)!.read(), find);
};
const attackPattern = (n: number, technique: string, phase: string): JsonObject =>
  object('attack-pattern', n, {
    name: technique,
    external_references: [{ source_name: 'mitre-attack', external_id: technique }],
    kill_chain_phases: [{ kill_chain_name: 'mitre-attack', phase_name: phase }],
  });

/** As the importer records them, with a short body. */
const fitsTheLedger = ({ content, publishedAt, origin }: MappedReport) =>
  intelReportEvents.spec.IntelReportImported.schema.parse({
    content: { ...content, body: '', sourceIds: [] },
    marking: amber,
    author: 'someone',
    publishedAt,
    stix: origin,
  });

describe('a STIX report', () => {
  it('becomes a report with its own times and origin', () => {
    const { content, publishedAt, origin, lang, notes } = mapped(
      report(1, {
        description: 'First paragraph.\n\nSecond paragraph.',
        report_types: ['threat-report', 'Own Kind'],
        confidence: 60,
        labels: ['retail'],
        lang: 'en',
        published: '2026-01-06T10:00:00.123999Z',
        created_by_ref: `identity--${uuid(2)}`,
        revoked: true,
      }),
    );
    assert.deepEqual(content, {
      title: 'Loader seen in retail',
      summary: 'First paragraph.',
      body: 'First paragraph.\n\nSecond paragraph.',
      reportTypes: ['threat-report', 'own-kind'],
      confidence: 60,
      objectRefs: [`indicator--${uuid(900)}`],
      techniqueIds: [],
      killChainPhases: [],
      externalReferences: [],
      labels: ['retail'],
    });
    assert.deepEqual([publishedAt, lang, notes], ['2026-01-06T10:00:00.123Z', 'en', []]);
    assert.deepEqual([origin.createdByRef, origin.revoked, origin.specVersion], [`identity--${uuid(2)}`, true, '2.1']);
  });

  it('has the techniques and phases of itself and of the attack patterns it refers to', () => {
    const { content } = mapped(
      report(1, {
        external_references: [
          { source_name: 'mitre-ics-attack', external_id: 'T0817' },
          { source_name: 'mitre-attack', external_id: 'S0154' },
          { source_name: 'capec', external_id: 'CAPEC-163' },
        ],
        object_refs: [`attack-pattern--${uuid(3)}`, `attack-pattern--${uuid(2)}`, `attack-pattern--${uuid(99)}`],
      }),
      attackPattern(2, 'T1566', 'initial-access'),
      attackPattern(3, 'T1566.001', 'initial-access'),
      attackPattern(4, 'T1000', 'impact'),
    );
    assert.deepEqual(content.techniqueIds, ['T0817', 'T1566.001', 'T1566']);
    assert.deepEqual(content.killChainPhases, [{ killChainName: 'mitre-attack', phaseName: 'initial-access' }]);
    assert.equal(content.externalReferences.length, 3);
  });

  it('links only to web addresses', () => {
    const references: JsonObject[] = [
      { source_name: 'paper', url: 'https://example.com/a', description: 'A paper' },
      { source_name: 'script', url: 'javascript:alert(1)' },
    ];
    assert.deepEqual(mapped(report(1, { external_references: references })).content.externalReferences, [
      { sourceName: 'paper', url: 'https://example.com/a', description: 'A paper' },
      { sourceName: 'script' },
    ]);
  });

  it('says what a record is too small for', () => {
    const refs = Array.from({ length: 1200 }, (_, i) => `indicator--${uuid(i + 1)}`);
    const tooMuch = mapped(report(1, { name: 'n'.repeat(600), object_refs: refs, labels: refs.slice(0, 250) }));
    assert.deepEqual(
      [tooMuch.content.title.length, tooMuch.content.objectRefs.length, tooMuch.content.labels.length],
      [500, 1000, 200],
    );
    assert.deepEqual(
      tooMuch.notes.map(({ path, code }) => [path, code]),
      [
        ['[0].object_refs', 'SHORTENED'],
        ['[0].labels', 'SHORTENED'],
      ],
    );
    fitsTheLedger(tooMuch);
  });

  it('fits the ledger whatever its texts', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    const name = text.filter((candidate) => candidate.trim() !== '');
    const list = fc.array(text, { minLength: 1, maxLength: 5 });
    const references = fc.array(fc.record({ source_name: name, description: text, external_id: text }), {
      minLength: 1,
      maxLength: 3,
    });
    fc.assert(
      fc.property(
        name,
        text,
        list,
        list,
        references,
        fc.nat(600),
        (title, description, types, labels, external_references, times) => {
          const value = report(1, {
            name: title.repeat(times + 1),
            description: description.repeat(times),
            report_types: types,
            labels,
            external_references,
          });
          fitsTheLedger(mapped(value));
        },
      ),
    );
  });
});

describe('a STIX identity', () => {
  const map = (properties: JsonObject) => mapIdentity(examined(identity(1, properties))[0]);

  it('becomes a source without anybody’s contact details', () => {
    const source = map({
      description: 'Sharing since 2019.',
      sectors: ['energy', 'government-national'],
      contact_information: 'jane@example.com',
    });
    assert.deepEqual(
      [source.name, source.kind, source.description, source.sectors, source.identityClass],
      ['Northern Sharing Group', 'government', 'Sharing since 2019.', ['energy', 'government-national'], 'organization'],
    );
    assert.ok(!JSON.stringify(source).includes('jane'));
  });

  it('fits the ledger whatever its texts', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(
        text.filter((name) => name.trim() !== ''),
        text,
        fc.array(text, { minLength: 1 }),
        text,
        (name, description, sectors, identity_class) => {
          const { origin, ...profile } = map({ name, description, sectors, identity_class });
          sourceEvents.spec.SourceImported.schema.parse({ ...profile, marking: amber, importedBy: 'someone', stix: origin });
        },
      ),
    );
  });
});
