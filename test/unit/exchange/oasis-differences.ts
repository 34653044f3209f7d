/** Where this product and the JSON schemas of OASIS judge a STIX object differently, and the paragraph of STIX 2.1 that decides. */
import type { ErrorObject } from 'ajv';
import type { StixProblemCode } from '../../../src/exchange/stix/stix-problem.js';
import { tlpOfId } from '../../../src/exchange/stix/tlp.js';
import type { JsonObject, JsonValue } from '../../../src/json/json-value.js';
import { at, object, uuid, without } from './stix-examples.js';
import { EVERY_TYPE } from './stix-every-type.js';

interface Difference {
  readonly rule: string;
  /** The paragraph of STIX 2.1, unless it says that another text or this product decides. */
  readonly decides: string;
  /** One side accepts it, the other does not, for this reason alone. */
  readonly example: JsonObject;
}
/** Our error has one of these codes. */
export interface OnlyOasisAccepts extends Difference {
  readonly codes: readonly StixProblemCode[];
  /** Of the path below the object; any when left out. */
  readonly path?: RegExp;
}
export interface OnlyWeAccept extends Difference {
  /** Their complaint is of this kind; so are those about what is within what it is about. */
  readonly is: (error: ErrorObject, object: JsonObject) => boolean;
}

/** The example of a type with other properties. */
const of = (type: string, properties: Readonly<Record<string, JsonValue>>): JsonObject => ({
  ...EVERY_TYPE.find((example) => example.type === type),
  ...properties,
});
const TLP_GREEN = EVERY_TYPE.find(({ id }) => id === 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da') ?? {};
const reference = (content: JsonObject) => of('tool', { external_references: [content] });
const marking = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';
const extension = `extension-definition--${uuid(7)}`;
const earlier = '2025-01-05T10:00:00.000Z';
const about = (path: RegExp, keyword?: RegExp) => (error: ErrorObject) =>
  path.test(error.instancePath) && (keyword === undefined || keyword.test(error.keyword));

export const ONLY_OASIS_ACCEPTS: readonly OnlyOasisAccepts[] = [
  {
    rule: 'a range does not end before it begins, and no object is modified before it is created',
    decides: '§3.2 and each range of §4 to §6',
    example: of('tool', { created: at, modified: earlier }),
    codes: ['TIME_ORDER'],
  },
  {
    rule: 'a timestamp is a real instant, of at most 18 digits of fraction; leap seconds have no order',
    decides: '§2.16 on RFC 3339 §5.7; this product: 18 digits',
    example: of('report', { published: '2026-02-30T10:00:00.000Z' }),
    codes: ['TIMESTAMP'],
  },
  {
    rule: 'a pattern can be read and makes sense',
    decides: '§9',
    example: of('indicator', { pattern: '[file:size = ]' }),
    codes: ['PATTERN'],
    path: /^pattern$/,
  },
  {
    rule: 'a reference names an object of a type that may stand there',
    decides: '§2.9 and each reference of §3 to §7',
    example: of('tool', { created_by_ref: `report--${uuid(1)}` }),
    codes: ['REFERENCE_TYPE', 'IDENTIFIER'],
    path: /_refs?(?:\[\d+\])?$/,
  },
  {
    rule: 'an id begins with the type of its object',
    decides: '§2.9',
    example: object('x-own', 1, { id: `x-other--${uuid(1)}` }),
    codes: ['IDENTIFIER'],
    path: /^id$/,
  },
  {
    rule: 'a selector selects content of the object',
    decides: '§7.2.3.1',
    example: of('tool', { granular_markings: [{ selectors: ['absent'], marking_ref: marking }] }),
    codes: ['SELECTOR'],
  },
  {
    rule: 'a granular marking has either a marking or a language',
    decides: '§7.2.3.1',
    example: of('tool', { granular_markings: [{ selectors: ['name'], marking_ref: marking, lang: 'en' }] }),
    codes: ['COMBINATION'],
    path: /^granular_markings\[\d+\]$/,
  },
  {
    rule: 'an object of 2.0 is brought to 2.1 before it is validated',
    decides: '§3.2 spec_version',
    example: of('tool', { spec_version: '2.0' }),
    codes: ['SPEC_VERSION'],
  },
  {
    rule: 'a property name has 3 to 250 lower-case letters, digits and underscores, and is not reserved',
    decides: '§3.8, §11.1',
    example: of('tool', { ownName: 1 }),
    codes: ['CUSTOM_PROPERTY'],
  },
  {
    rule: 'a type name has 3 to 100 characters',
    decides: '§2.9, §11.2; this product: 100 rather than 250',
    example: object(`x-${'a'.repeat(100)}`, 1),
    codes: ['CUSTOM_TYPE'],
  },
  {
    rule: 'an extension that defines a new type stands on no type of STIX',
    decides: '§7.3',
    example: of('tool', { extensions: { [extension]: { extension_type: 'new-sdo' } } }),
    codes: ['EXTENSION'],
  },
  {
    rule: 'a required text says something',
    decides: 'this product: what has no name cannot be found',
    example: of('tool', { name: '' }),
    codes: ['EMPTY'],
    path: /(?:name|value|pattern|product|path|schema|method|protocols\[\d+\]|selectors\[\d+\])$/,
  },
  {
    rule: 'a list that is there is not empty',
    decides: '§2.12',
    example: of('marking-definition', { object_refs: [] }),
    codes: ['EMPTY'],
  },
  {
    rule: 'null is no value',
    decides: '§2.12 and the JSON serialization of §2',
    example: of('email-message', {
      received_lines: ['a'],
      additional_header_fields: { 'X-A': ['a', 'b'] },
      body_multipart: [{ body: 'b', content_type: 'a', other: null }],
    }),
    codes: ['NULL_VALUE'],
  },
  {
    rule: 'a language is a tag of RFC 5646',
    decides: '§3.2 lang, §6.14, §7.1, §7.2.3.1',
    example: of('tool', { lang: 'e' }),
    codes: ['SYNTAX'],
    path: /(?:^|\.)(?:lang|languages\[\d+\]|contents\.[^.]+)$/,
  },
  {
    rule: 'a translation is of properties, by dictionary',
    decides: '§7.1',
    example: of('language-content', { contents: { de: 'text' } }),
    codes: ['WRONG_TYPE', 'SYNTAX', 'EMPTY'],
    path: /^contents\./,
  },
  {
    rule: 'an SSDEEP or TLSH digest has the form its algorithm gives',
    decides: '§10.8',
    example: of('file', { hashes: { SSDEEP: 'ffd8' } }),
    codes: ['HASH'],
  },
  {
    rule: 'an address, domain or key is spelt as its standard has it',
    decides: '§6.4, §6.5, §6.9 to §6.11, §6.17, §6.18',
    example: of('domain-name', { value: '-a.example' }),
    codes: ['SYNTAX'],
    path: /^(?:value|key)$/,
  },
  {
    rule: 'a CPE has all parts of CPE 2.3',
    decides: '§6.14',
    example: of('software', { cpe: 'cpe:2.3:a:b:c:d:*:*:*:*:*:*:*:*' }),
    codes: ['SYNTAX'],
    path: /^cpe$/,
  },
  {
    rule: 'an extension definition has a semantic version and names properties',
    decides: '§7.3.1 on SemVer 2.0.0',
    example: of('extension-definition', { version: '1' }),
    codes: ['SYNTAX'],
    path: /^(?:version|extension_properties\[\d+\])$/,
  },
  {
    rule: 'an extension definition has a creator',
    decides: '§7.3.1',
    example: without(of('extension-definition', {}), 'created_by_ref'),
    codes: ['REQUIRED'],
    path: /^created_by_ref$/,
  },
  {
    rule: 'the types of relationships are lower-case words joined by single hyphens',
    decides: '§3.1, §5.1',
    example: of('relationship', { relationship_type: 'uses--it' }),
    codes: ['SYNTAX'],
    path: /^relationship_type$/,
  },
  {
    rule: 'counts and lengths are not negative',
    decides: '§4.10, §6.2, §6.12, §6.18',
    example: of('autonomous-system', { number: -1 }),
    codes: ['OUT_OF_RANGE'],
    path: /(?:number|count|packets|subkeys|precision)$/,
  },
  {
    rule: 'whole numbers have 54 bits',
    decides: '§2.10',
    example: of('process', { pid: 2 ** 53 }),
    codes: ['OUT_OF_RANGE', 'WRONG_TYPE'],
    path: /(?:number|count|packets|subkeys|pid|size|exponent|handle|descriptor|_[a-z]+|version|base|alignment|code|data|point|length|height|width|pixel|gid|sections|symbols|header|minimumIpTotalLength|XResolution)$/,
  },
  {
    rule: 'what was observed has an observable in it',
    decides: '§4.14',
    example: of('observed-data', { object_refs: [`relationship--${uuid(1)}`] }),
    codes: ['COMBINATION'],
    path: /^object_refs$/,
  },
  {
    rule: 'a TLP marking is the registered one',
    decides: '§7.2.1.4',
    example: of('marking-definition', {
      id: `marking-definition--${uuid(3)}`,
      definition_type: 'statement',
      definition: { statement: 's' },
      extensions: {
        'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d': { extension_type: 'property-extension', tlp_2_0: 'red' },
      },
    }),
    codes: ['TLP', 'REQUIRED', 'WRONG_TYPE'],
    path: /^(?:id|definition|definition\.tlp)$/,
  },
  {
    rule: 'a marking does not mark itself',
    decides: '§7.2.2, §7.2.3',
    example: of('marking-definition', { object_marking_refs: [`marking-definition--${uuid(1)}`] }),
    codes: ['MARKING'],
  },
  {
    rule: 'the definition of a marking is of the type it states',
    decides: '§7.2.1',
    example: without(
      of('marking-definition', {
        definition_type: 'own',
        extensions: { [extension]: { extension_type: 'property-extension', rank: 1 } },
      }),
      'definition',
    ),
    codes: ['COMBINATION'],
    path: /^(?:definition|definition_type|o)$/,
  },
  {
    rule: 'an alternate data stream is an object',
    decides: '§6.7.3',
    example: of('file', { extensions: { 'ntfs-ext': { alternate_data_streams: [['a']] } } }),
    codes: ['WRONG_TYPE'],
    path: /alternate_data_streams\[\d+\]$/,
  },
  {
    rule: 'an environment variable has a text as its value',
    decides: '§6.13',
    example: of('process', { environment_variables: { PATH: 1 } }),
    codes: ['WRONG_TYPE'],
    path: /^environment_variables\./,
  },
  {
    rule: 'a custom type has the common properties in their meaning',
    decides: '§3.2, §11.2',
    example: of('x-own-observable', { revoked: 'no' }),
    codes: ['WRONG_TYPE', 'OUT_OF_RANGE', 'REQUIRED', 'COMBINATION', 'SYNTAX'],
    path: /^(?:revoked|lang|labels(?:\[\d+\])?|confidence|external_references.*|defanged)$/,
  },
];

export const ONLY_WE_ACCEPT: readonly OnlyWeAccept[] = [
  {
    rule: 'the ids of CVE and CAPEC may be those of another source',
    decides: '§2.5',
    example: reference({ source_name: 'NVD', external_id: 'CVE-2026-12345' }),
    is: about(/^\/external_references\/\d+$|^\/external_references\/\d+\/(?:external_id|source_name)$/),
  },
  {
    rule: 'the algorithms of hashes are an open vocabulary',
    decides: '§2.7, §10.8',
    example: reference({ source_name: 'a', url: 'https://a.example', hashes: { BLAKE2b: 'a' } }),
    is: about(/hashes(?:\/|$)/, /propertyNames|pattern/),
  },
  {
    rule: 'a custom property that ends in _bin or _hex may hold anything',
    decides: '§2.2, §2.8: the suffix is for those that hold bytes',
    example: of('tool', { own_hex: 'text' }),
    is: about(/_(?:bin|hex)$/),
  },
  {
    rule: 'a property name may begin with a digit or an underscore',
    decides: '§11.1',
    example: of('tool', { _own: 1 }),
    is: (error) =>
      error.keyword === 'additionalProperties' && /^[0-9_][a-z0-9_]{2,249}$/.test(String(error.params['additionalProperty'])),
  },
  {
    rule: 'a UUID may be of version 6 to 8',
    decides: '§2.9 on RFC 9562, which replaced RFC 4122',
    example: of('tool', { created_by_ref: 'identity--00000000-0000-7000-8000-000000000001' }),
    is: (error, object) => error.schemaPath.includes('identifier.json') && JSON.stringify(object).includes('-7000-'),
  },
  {
    rule: 'a media type should be of IANA',
    decides: '§6.1',
    example: of('artifact', { mime_type: 'own/type' }),
    is: about(/^\/mime_type$/),
  },
  {
    rule: 'a registered TLP marking may be spelt differently, with a warning',
    decides: '§7.2.1.4; this product: others write them so, and the id decides',
    example: { ...TLP_GREEN, name: 'Green' },
    is: (_error, { id }) => tlpOfId(String(id)) !== undefined,
  },
  {
    rule: 'a part may be marked with a language alone',
    decides: '§7.2.3.1',
    example: of('tool', { granular_markings: [{ selectors: ['name'], lang: 'de' }] }),
    is: about(/^\/granular_markings\/\d+$/, /required/),
  },
  {
    rule: 'a selector may name keys of any case',
    decides: '§2.3, §7.2.3.1',
    example: of('file', { granular_markings: [{ selectors: ['hashes.SHA-256'], marking_ref: marking }] }),
    is: about(/^\/granular_markings\/\d+\/selectors/),
  },
  {
    rule: 'the startup information of a process is a dictionary of any keys',
    decides: '§6.13.2',
    example: of('process', { extensions: { 'windows-process-ext': { startup_info: { own: 's' } } } }),
    is: about(/\/startup_info(?:\/|$)/),
  },
  {
    rule: 'the windows process extension may have nothing but an integrity level',
    decides: '§6.13.2',
    example: of('process', { extensions: { 'windows-process-ext': { integrity_level: 'low' } } }),
    is: about(/\/windows-process-ext$/, /required/),
  },
  {
    rule: 'a repeated header field may hold one value',
    decides: '§6.6.1',
    example: of('email-message', { additional_header_fields: { 'X-A': ['a'] } }),
    is: about(/^\/additional_header_fields\/[^/]+$/, /minItems|type/),
  },
  {
    rule: 'the names of EXIF tags are case-preserved, and some are lower case',
    decides: '§6.7.5',
    example: of('file', { extensions: { 'raster-image-ext': { exif_tags: { tag: 1 } } } }),
    is: about(/\/exif_tags$/, /additionalProperties/),
  },
  {
    rule: 'the optional header of a PE binary may have further members',
    decides: '§11.1',
    example: of('file', {
      extensions: { 'windows-pebinary-ext': { pe_type: 'exe', optional_header: { magic_hex: '00', other: 1 } } },
    }),
    is: about(/\/optional_header$/, /additionalProperties/),
  },
  {
    rule: 'a language of software is a tag of RFC 5646 in any case',
    decides: '§6.14',
    example: of('software', { languages: ['EN'] }),
    is: about(/^\/languages\/\d+$/),
  },
  {
    rule: 'the embedded form of observed data is deprecated and kept as it is',
    decides: '§4.14',
    example: without(of('observed-data', { objects: { 0: { type: 'file' } } }), 'object_refs'),
    is: about(/^\/objects/),
  },
];
