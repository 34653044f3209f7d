/** What STIX 2.1 demands is an error with its path; what it recommends is a warning. */
import fc from 'fast-check';
import assert from 'node:assert/strict';
import type { JsonObject, JsonValue } from '../../../src/json/json-value.js';
import { stixContextOf } from '../../../src/exchange/stix/stix-context.js';
import { validateStixObject } from '../../../src/exchange/stix/validate.js';
import { givenSeed } from '../../spec/seeded.js';
import { EVERY_TYPE, NAMES, VALUES } from './stix-every-type.js';
import { at, identity, indicator, object, report, uuid, without } from './stix-examples.js';

const found = (value: JsonObject, severity: 'error' | 'warning') =>
  validateStixObject(value, 'objects[3]')
    .filter((problem) => problem.severity === severity)
    .map(({ path, code }) => `${path.replace(/^objects\[3\]\.?/, '')} ${code}`);
const errors = (value: JsonObject, ...expected: string[]) => assert.deepEqual(found(value, 'error'), expected);
const warnings = (value: JsonObject, ...expected: string[]) => {
  errors(value);
  assert.deepEqual(found(value, 'warning'), expected);
};
const observable = (type: string, properties: JsonObject): JsonObject => ({
  type,
  spec_version: '2.1',
  id: `${type}--00000000-0000-5000-8000-000000000001`,
  ...properties,
});

describe('a STIX object', () => {
  it('is accepted when it is complete', () => {
    for (const value of [identity(1), report(2), indicator(3)]) warnings(value);
  });

  it('has its required properties', () => {
    errors(without(identity(1), 'modified'), 'modified REQUIRED');
    errors(without(report(1), 'published', 'object_refs'), 'published REQUIRED', 'object_refs REQUIRED');
    errors(without(indicator(1), 'pattern_type'), 'pattern_type REQUIRED');
    errors(object('malware', 1, { is_family: true }), 'name REQUIRED');
    errors(object('malware', 1, { is_family: false }));
  });

  it('has values of the right type, no null and no empty list', () => {
    errors(identity(1, { name: 7 }), 'name WRONG_TYPE');
    errors(identity(1, { sectors: 'energy' }), 'sectors WRONG_TYPE');
    errors(identity(1, { sectors: [] }), 'sectors EMPTY');
    errors(identity(1, { x_codes: [] }), 'x_codes EMPTY');
    errors(identity(1, { description: null }), 'description NULL_VALUE');
    errors(identity(1, { confidence: 101 }), 'confidence OUT_OF_RANGE');
    errors(identity(1, { confidence: 1.5 }), 'confidence WRONG_TYPE');
    errors(indicator(1, { pattern: ' ' }), 'pattern EMPTY');
  });

  it('names the place inside nested values', () => {
    errors(
      indicator(1, { kill_chain_phases: [{ kill_chain_name: 'mitre-attack' }] }),
      'kill_chain_phases[0].phase_name REQUIRED',
    );
    errors(
      identity(1, {
        external_references: [
          { source_name: 'a', url: 'https://a.example' },
          { source_name: 'cve', external_id: '2026-1' },
        ],
      }),
      'external_references[1].external_id SYNTAX',
    );
    errors(identity(1, { external_references: [{ source_name: 'a' }] }), 'external_references[0] COMBINATION');
    errors(identity(1, { external_references: [{ source_name: 'a', url: 'no url' }] }), 'external_references[0].url SYNTAX');
  });

  it('has an id of its type and a UUID', () => {
    errors(identity(1, { id: `report--${uuid(1)}` }), 'id IDENTIFIER');
    errors(identity(1, { id: 'identity--1234' }), 'id IDENTIFIER');
    errors(identity(1, { id: 'identity--00000000-0000-0000-0000-000000000000' }), 'id IDENTIFIER');
    warnings(identity(1, { id: 'identity--81F12913-1372-4C96-85EC-E9034AC98ABA' }), 'id NOT_RECOMMENDED');
    errors(identity(1, { spec_version: '2.2' }), 'spec_version SPEC_VERSION');
  });

  it('has timestamps that are real UTC instants', () => {
    for (const bad of [
      '2026-02-29T00:00:00.000Z',
      '2026-04-31T00:00:00.000Z',
      '2026-01-05T24:00:00.000Z',
      '2026-01-05T10:00:60.000Z',
      '2026-01-05T10:00:00.000+01:00',
      '2026-01-05 10:00:00.000Z',
      '0000-01-01T00:00:00.000Z',
      '',
      '2026-01-05',
    ])
      errors(report(1, { published: bad }), 'published TIMESTAMP', ...(bad < '1970' ? ['published OUT_OF_RANGE'] : []));
    for (const good of [
      '2024-02-29T00:00:00Z',
      '2026-01-05T10:00:00.1Z',
      '2026-01-05T10:00:00.123456789Z',
      '9999-12-31T23:59:59.999Z',
    ])
      errors(report(1, { published: good }));
  });

  it('was created and modified to the millisecond at least, in this order', () => {
    errors(identity(1, { created: '2026-01-05T10:00:00Z' }), 'created TIMESTAMP');
    errors(identity(1, { modified: '2025-01-05T10:00:00.000Z' }), 'modified TIME_ORDER');
    errors(identity(1, { created: '2026-01-05T10:00:00.000500Z' }), 'modified TIME_ORDER');
    errors(identity(1, { created: '2026-01-05T10:00:00.000000Z' }));
  });

  it('has ranges that do not end before they begin', () => {
    errors(indicator(1, { valid_until: at }), 'valid_until TIME_ORDER');
    errors(object('campaign', 1, { name: 'C', first_seen: at, last_seen: at }));
    errors(object('campaign', 1, { name: 'C', first_seen: at, last_seen: '2025-12-31T00:00:00Z' }), 'last_seen TIME_ORDER');
    const between = { relationship_type: 'uses', source_ref: `malware--${uuid(1)}`, target_ref: `tool--${uuid(2)}` };
    errors(object('relationship', 1, { ...between, start_time: at, stop_time: at }), 'stop_time TIME_ORDER');
  });

  it('refers to objects of the right types', () => {
    errors(report(1, { created_by_ref: `report--${uuid(2)}` }), 'created_by_ref REFERENCE_TYPE');
    errors(report(1, { object_marking_refs: [`identity--${uuid(2)}`] }), 'object_marking_refs[0] REFERENCE_TYPE');
    errors(report(1, { object_refs: ['x'] }), 'object_refs[0] IDENTIFIER');
    errors(report(1, { object_refs: [] }), 'object_refs EMPTY');
    errors(report(1, { object_refs: [`bundle--${uuid(2)}`] }), 'object_refs[0] REFERENCE_TYPE');
    errors(object('sighting', 1, { sighting_of_ref: `file--${uuid(2)}` }), 'sighting_of_ref REFERENCE_TYPE');
    errors(object('sighting', 1, { sighting_of_ref: `x-own--${uuid(2)}` }));
    const between = { relationship_type: 'uses', source_ref: `relationship--${uuid(1)}`, target_ref: `tool--${uuid(2)}` };
    errors(object('relationship', 1, between), 'source_ref REFERENCE_TYPE');
  });

  it('takes its terms from the vocabularies', () => {
    errors(object('opinion', 1, { opinion: 'perhaps', object_refs: [`report--${uuid(2)}`] }), 'opinion ENUM');
    warnings(report(1, { report_types: ['threat-report', 'internal-report'] }), 'report_types[1] VOCABULARY');
  });

  it('marks parts of itself that exist', () => {
    const marked = (selector: string, more: JsonObject = { marking_ref: `marking-definition--${uuid(5)}` }) =>
      report(1, { description: 'd', granular_markings: [{ selectors: [selector], ...more }] });
    errors(marked('description'));
    errors(marked('object_refs.[0]'));
    errors(marked('object_refs.[1]'), 'granular_markings[0].selectors[0] SELECTOR');
    errors(marked('constructor'), 'granular_markings[0].selectors[0] SELECTOR');
    errors(marked('description', { lang: 'en' }));
    errors(marked('description', {}), 'granular_markings[0] COMBINATION');
    errors(marked('description', { marking_ref: `identity--${uuid(5)}` }), 'granular_markings[0].marking_ref REFERENCE_TYPE');
  });

  it('may be of a custom type or have custom properties, which are kept and told', () => {
    warnings(identity(1, { x_own: 1, foo: 2 }), 'foo CUSTOM_PROPERTY');
    for (const name of ['fooBar', 'fo', 'severity', 'a'.repeat(251)])
      errors(identity(1, { [name]: 2 }), `${name} CUSTOM_PROPERTY`);
    errors(object('x-own', 1, { 'no-name': 2 }), 'no-name CUSTOM_PROPERTY');
    const extension = (type: string) => ({ extensions: { [`extension-definition--${uuid(7)}`]: { extension_type: type } } });
    warnings(identity(1, { foo: 2, ...extension('toplevel-property-extension') }));
    warnings(object('x-own', 1, { anything: false, many: [[1]] }), 'type CUSTOM_TYPE');
    warnings(object('own-type', 1, extension('new-sdo')));
    errors(without(object('x-own', 1), 'modified'), 'modified REQUIRED');
    warnings({ type: 'x-own', id: `x-own--${uuid(1)}` }, 'type CUSTOM_TYPE');
    errors({ ...object('x_Own', 1) }, 'type CUSTOM_TYPE', 'id IDENTIFIER');
    errors(object('bundle', 1), 'type CUSTOM_TYPE');
  });

  it('may be an impact of an incident, with the extension of its category', () => {
    const newType = { [`extension-definition--${uuid(7)}`]: { extension_type: 'new-sdo' } };
    const impact = (extensions: JsonObject) =>
      object('impact', 1, { impact_category: 'availability', criticality: 70, extensions: { ...newType, ...extensions } });
    for (const name of ['availability', 'availability-impact']) warnings(impact({ [name]: { availability_impact: 90 } }));
    errors(impact({ availability: 90 }), 'extensions.availability WRONG_TYPE');
    errors(impact({ weather: { rain: 1 } }), 'extensions.weather EXTENSION');
    errors(object('own-type', 1, { extensions: { ...newType, availability: { rank: 1 } } }), 'extensions.availability EXTENSION');
  });

  it('declares its extensions', () => {
    errors(identity(1, { extensions: {} }), 'extensions EMPTY');
    errors(
      identity(1, { extensions: { 'extension-definition--1': { extension_type: 'property-extension' } } }),
      'extensions.extension-definition--1 IDENTIFIER',
    );
    errors(
      identity(1, { extensions: { [`extension-definition--${uuid(7)}`]: { rank: 1 } } }),
      `extensions.extension-definition--${uuid(7)}.extension_type REQUIRED`,
    );
    warnings(identity(1, { extensions: { 'own-ext': { rank: 1 } } }), 'extensions.own-ext EXTENSION');
    errors(identity(1, { extensions: { own: { rank: 1 } } }), 'extensions.own EXTENSION');
  });
});

describe('a STIX object beside others', () => {
  const beside = (value: JsonObject, others: readonly JsonObject[], ...expected: string[]) =>
    assert.deepEqual(
      validateStixObject(value, 'o', stixContextOf([...others, value])).map(
        ({ severity, path, code }) => `${severity} ${path.slice(2)} ${code}`,
      ),
      expected,
    );
  const extension = `extension-definition--${uuid(7)}`;
  const definition = (types: readonly string[], more: JsonObject = {}) =>
    object('extension-definition', 7, {
      created_by_ref: `identity--${uuid(1)}`,
      name: 'Ranks',
      schema: 'https://schema.example',
      version: '1.0.0',
      extension_types: [...types],
      ...more,
    });

  it('has the top-level properties that the definition of its extension names', () => {
    const ranked = (properties: JsonObject) =>
      identity(1, { ...properties, extensions: { [extension]: { extension_type: 'toplevel-property-extension' } } });
    const defined = definition(['toplevel-property-extension'], { extension_properties: ['rank'] });
    beside(ranked({ rank: 1 }), [defined]);
    beside(ranked({ rank: 1, level: 2 }), [defined], 'warning level CUSTOM_PROPERTY');
    beside(ranked({ rank: 1, level: 2 }), []);
    beside(ranked({}), [definition(['property-extension'])], `error extensions.${extension}.extension_type EXTENSION`);
    errors(definition(['property-extension'], { extension_properties: ['rank'] }), 'extension_properties COMBINATION');
    errors(without(definition(['new-sdo']), 'created_by_ref'), 'created_by_ref REQUIRED');
  });

  it('is of a new type where an extension defines one, with what its kind requires', () => {
    const extended = (type: string) => ({ extensions: { [extension]: { extension_type: type } } });
    for (const kind of ['new-sdo', 'new-sro']) {
      beside(object('own-type', 1, extended(kind)), [definition([kind])]);
      errors(without(object('own-type', 1, extended(kind)), 'created', 'modified'), 'created REQUIRED', 'modified REQUIRED');
    }
    beside(observable('own-type', extended('new-sco')), [definition(['new-sco'])]);
    errors(identity(1, extended('new-sdo')), `extensions.${extension}.extension_type EXTENSION`);
    beside(identity(1, { extensions: { [extension]: { extension_type: 'property-extension', rank: 5 } } }), []);
  });

  it('is created once, by one creator, and revoked for good', () => {
    const later = '2026-02-05T10:00:00.000Z';
    beside(identity(1, { modified: later }), [identity(1)]);
    beside(identity(1, { created: '2026-01-05T09:00:00.000Z' }), [identity(1)], 'error created VERSION');
    beside(identity(1, { created_by_ref: `identity--${uuid(2)}` }), [identity(1)], 'error created_by_ref VERSION');
    beside(identity(1, { modified: later }), [identity(1, { revoked: true })], 'error modified VERSION');
    beside(identity(1, { modified: later, revoked: true }), [identity(1)]);
  });

  it('is translated in the form it has', () => {
    const original = report(2, { lang: 'en', external_references: [{ source_name: 'a', description: 'b' }], labels: ['x', 'y'] });
    const content = (german: JsonObject, more: JsonObject = {}) =>
      object('language-content', 3, { object_ref: original.id, contents: { de: german }, ...more });
    beside(content({ name: 'Lader', labels: ['', 'z'], external_references: [{ description: 'c' }] }), [original]);
    beside(content({ nickname: 'L' }), [original], 'error contents.de.nickname SELECTOR');
    beside(content({ labels: ['z'] }), [original], 'error contents.de.labels COMBINATION');
    beside(content({ labels: 'z' }), [original], 'error contents.de.labels WRONG_TYPE');
    beside(content({ nickname: 'L' }), []);
    beside(content({ nickname: 'L' }, { object_modified: '2020-01-01T00:00:00.000Z' }), [original]);
    beside(content({}, { contents: { en: { name: 'n' } } }), [original], 'warning contents.en NOT_RECOMMENDED');
    errors(content({ name: 7 }), 'contents.de.name WRONG_TYPE');
    errors(
      content({}, { contents: { 'no language': { name: 'n' } } }),
      'contents.no language SYNTAX',
      'contents.no language SYNTAX',
    );
    errors(content({ name: 'n' }, { object_ref: `language-content--${uuid(3)}` }), 'object_ref REFERENCE_TYPE');
  });
});

describe('a relationship', () => {
  it('should be one that STIX names', () => {
    const between = (source: string, type: string, target: string) =>
      object('relationship', 1, {
        relationship_type: type,
        source_ref: `${source}--${uuid(1)}`,
        target_ref: `${target}--${uuid(2)}`,
      });
    warnings(between('campaign', 'attributed-to', 'intrusion-set'));
    warnings(between('infrastructure', 'consists-of', 'file'));
    warnings(between('tool', 'related-to', 'report'));
    warnings(between('report', 'derived-from', 'report'));
    warnings(between('x-own', 'eats', 'report'));
    warnings(between('report', 'derived-from', 'note'), 'relationship_type NOT_RECOMMENDED');
    warnings(between('tool', 'attributed-to', 'identity'), 'relationship_type NOT_RECOMMENDED');
  });
});

describe('a cyber-observable', () => {
  it('should have an id that follows from its content', () => {
    warnings({ type: 'mutex', id: `mutex--${uuid(1)}`, name: 'm' }, 'id NOT_RECOMMENDED');
    warnings({ type: 'process', id: `process--${uuid(1)}`, pid: 1 });
  });

  it('has values in the syntax of what it describes', () => {
    errors(observable('ipv4-addr', { value: '198.51.100.0/24' }));
    errors(observable('ipv4-addr', { value: '198.51.100.256' }), 'value SYNTAX');
    errors(observable('ipv4-addr', { value: '198.51.100.0/33' }), 'value SYNTAX');
    errors(observable('ipv4-addr', { value: '198[.]51[.]100[.]1', defanged: true }));
    errors(observable('ipv6-addr', { value: '2001:db8::/129' }), 'value SYNTAX');
    errors(observable('mac-addr', { value: 'D2:FB:49:24:37:18' }), 'value SYNTAX');
    errors(observable('email-addr', { value: 'nobody' }), 'value SYNTAX');
    for (const value of [
      'example.com',
      'example.com.',
      '_dmarc.example.com',
      '*.example.com',
      'xn--bcher-kva.example',
      'bücher.example',
    ])
      errors(observable('domain-name', { value }));
    for (const value of [
      'a..b',
      'a b.example',
      '-a.example',
      `${'a'.repeat(64)}.example`,
      'a.'.repeat(127) + 'ab',
      'http://a.example',
    ])
      errors(observable('domain-name', { value }), 'value SYNTAX');
    errors(observable('domain-name', { value: 'example[.]com', defanged: true }));
    errors(observable('windows-registry-key', { key: 'HKLM\\Software' }), 'key SYNTAX');
    errors(observable('software', { name: 'W', languages: ['english!'] }), 'languages[0] SYNTAX');
    errors(observable('url', { value: 'example.com' }), 'value SYNTAX');
    errors(observable('software', { name: 'W', cpe: 'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*' }));
    errors(observable('software', { name: 'W', cpe: 'cpe:/a:microsoft:word' }), 'cpe SYNTAX');
  });

  it('has hashes of the length their algorithm gives', () => {
    errors(observable('file', { hashes: { MD5: 'abc' } }), 'hashes.MD5 HASH');
    warnings(observable('file', { hashes: { 'x-own': 'abc', MD5: 'a'.repeat(32) } }), 'hashes.x-own VOCABULARY');
    errors(observable('file', { hashes: {} }), 'hashes EMPTY');
  });

  it('is made of properties that go together', () => {
    errors(observable('file', { size: 1 }), ' COMBINATION');
    errors(observable('artifact', { url: 'https://a.example/x' }), 'url COMBINATION');
    errors(observable('artifact', { payload_bin: 'AAAA', decryption_key: 'k' }), 'decryption_key COMBINATION');
    errors(observable('email-message', { is_multipart: true, body: 'b' }), 'body COMBINATION');
    errors(observable('network-traffic', { protocols: ['tcp'] }), ' COMBINATION');
    errors(
      observable('network-traffic', { protocols: ['tcp'], src_ref: `ipv4-addr--${uuid(1)}`, src_port: 70_000 }),
      'src_port OUT_OF_RANGE',
    );
    errors(observable('process', {}), ' COMBINATION');
    errors(observable('artifact', { hashes: { MD5: 'a'.repeat(32) } }), ' COMBINATION');
    const extended = (type: string, name: string, extension: JsonObject) =>
      observable(type, { name: 'n', protocols: ['tcp'], src_ref: `ipv4-addr--${uuid(1)}`, extensions: { [name]: extension } });
    errors(extended('file', 'windows-pebinary-ext', { pe_type: 'exe' }), 'extensions.windows-pebinary-ext COMBINATION');
    errors(
      extended('file', 'windows-pebinary-ext', { pe_type: 'exe', time_date_stamp: '2026-01-05T10:00:00.0Z' }),
      'extensions.windows-pebinary-ext.time_date_stamp TIMESTAMP',
    );
    errors(
      extended('network-traffic', 'http-request-ext', {
        request_method: 'get',
        request_value: '/',
        request_header: { Host: 'a' },
      }),
      'extensions.http-request-ext.request_header.Host WRONG_TYPE',
    );
    errors(
      observable('process', { extensions: { 'windows-service-ext': { start_type: 'NEVER' } } }),
      'extensions.windows-service-ext.start_type ENUM',
    );
  });
});

describe('a marking definition', () => {
  const marking = (id: string, properties: JsonObject): JsonObject => ({
    type: 'marking-definition',
    spec_version: '2.1',
    id,
    created: '2017-01-20T00:00:00.000Z',
    ...properties,
  });
  const tlp = (level: string) => ({ definition_type: 'tlp', definition: { tlp: level } });
  const red = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
  const white = 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9';

  it('with a registered TLP id says what is registered', () => {
    warnings(marking(red, { name: 'TLP:RED', ...tlp('red') }));
    warnings(marking(red, tlp('red')), 'id TLP');
    errors(marking(red, tlp('green')), 'definition TLP');
    warnings(marking(white, { name: 'TLP:CLEAR', ...tlp('clear') }), 'definition TLP');
    errors(marking(`marking-definition--${uuid(1)}`, tlp('red')), 'id TLP');
  });

  it('has a definition that fits its type, and no versions', () => {
    const own = `marking-definition--${uuid(1)}`;
    errors(marking(own, { definition_type: 'statement', definition: { statement: 's' } }));
    errors(marking(own, { definition_type: 'statement', definition: { text: 's' } }), 'definition.statement REQUIRED');
    errors(marking(own, {}), ' COMBINATION');
    errors(marking(own, { definition: { a: 1 } }), 'definition COMBINATION');
    warnings(
      marking(own, { definition_type: 'statement', definition: { statement: 's' }, modified: at }),
      'modified CUSTOM_PROPERTY',
    );
  });
});

describe('validation', () => {
  it('survives any value anywhere', () => {
    const examples = [
      identity(1),
      report(2, { granular_markings: [], extensions: {} }),
      indicator(3, { kill_chain_phases: [], external_references: [] }),
      observable('file', { hashes: {}, name: 'n' }),
      observable('email-message', { is_multipart: true, additional_header_fields: {} }),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...examples), fc.nat(), fc.jsonValue({ maxDepth: 4 }), (example, which, value) => {
        const names = Object.keys(example);
        const problems = validateStixObject({ ...example, [names[which % names.length]]: value as JsonValue }, 'o');
        for (const { path, message } of problems) assert.ok(path.startsWith('o') && message.length < 2000);
      }),
      { numRuns: 1000 },
    );
  });

  it('is not slowed or broken by text made to hurt', () => {
    const long = (part: string) => part.repeat(1_000_000);
    const cpe = `cpe:2.3:a:${'\\:'.repeat(2000)}`;
    errors(observable('software', { name: 'W', cpe }), 'cpe SYNTAX');
    errors(identity(1, { lang: long('a-') }), 'lang SYNTAX');
    errors(observable('artifact', { payload_bin: long('AAAA') }));
    errors(observable('artifact', { payload_bin: `${long('AAAA')}!AAA` }), 'payload_bin SYNTAX');
    errors(observable('url', { value: `https://${long('a')}` }));
    errors(observable('file', { name: 'f', magic_number_hex: `${long('ab')}xx` }), 'magic_number_hex SYNTAX');
  });

  it('survives any object beside any others', () => {
    const values = fc.constantFrom<JsonValue>(...VALUES);
    const any = fc
      .tuple(fc.constantFrom(...EVERY_TYPE), fc.dictionary(fc.constantFrom(...NAMES, 'id', 'type', 'contents'), values))
      .map(([example, spoilt]): JsonObject => ({ ...example, ...spoilt }));
    fc.assert(
      fc.property(fc.array(any, { minLength: 1, maxLength: 4 }), fc.jsonValue({ maxDepth: 3 }), (objects, value) => {
        const context = stixContextOf([...objects, { ...objects[0], contents: value as JsonValue }]);
        for (const object of objects)
          for (const { path, message } of validateStixObject(object, 'o', context))
            assert.ok(path.startsWith('o') && message.length < 2000);
      }),
      { numRuns: 400, seed: givenSeed() },
    );
  });

  it('takes work in proportion to the input', () => {
    const many = 20_000;
    const list = <T>(item: (index: number) => T): T[] => Array.from({ length: many }, (_, index) => item(index));
    const dictionary = (value: JsonValue): JsonObject => Object.fromEntries(list((index) => [`key_${index}`, value]));
    let nested: JsonValue = 'text';
    for (let depth = 0; depth < many; depth++) nested = [nested];
    const original = report(1, { labels: nested, object_refs: list((index) => `tool--${uuid(index)}`) });
    const content = (translation: JsonObject) =>
      object('language-content', 2, { object_ref: original.id, contents: { de: translation } });
    const big: readonly JsonObject[] = [
      original,
      content({ labels: nested }),
      content({ object_refs: list(() => 'x') }),
      report(3, { granular_markings: list((index) => ({ selectors: [`object_refs.[${index}]`, 'a.'.repeat(20)], lang: 'en' })) }),
      identity(4, dictionary(1)),
      identity(5, { extensions: dictionary({ rank: 1 }) }),
      identity(6, { external_references: list(() => ({ source_name: 'cve' })) }),
      observable('file', { hashes: dictionary('abc') }),
      ...list((index) => identity(7, { modified: new Date(1_800_000_000_000 + index).toISOString(), revoked: index % 2 === 0 })),
    ];
    const context = stixContextOf(big);
    for (const value of big) assert.ok(validateStixObject(value, 'o', context).length <= 101);
  });

  it('stops counting when there is too much to tell', () => {
    const problems = validateStixObject(report(1, { object_refs: Array.from({ length: 500 }, () => 'x') }), 'objects[0]');
    assert.equal(problems.length, 101);
    assert.deepEqual(problems.at(-1), {
      severity: 'error',
      path: 'objects[0]',
      code: 'MORE_PROBLEMS',
      message: 'and 400 more problems',
    });
  });
});
