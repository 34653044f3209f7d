/** STIX 2.1 §6: the cyber-observable objects, property by property. Their predefined extensions are in observable-extensions.ts. */
import { isIPv4, isIPv6 } from 'node:net';
import { X509_V3_EXTENSIONS } from './observable-extensions.js';
import { languageTag } from './common-properties.js';
import { atLeastOneOf, deprecated, exactlyOneOf, excludes, inOrder, needs } from './object-rules.js';
import {
  anyRef,
  binary,
  boolean,
  characterSet,
  type Check,
  dictionaryOf,
  hashes,
  hex,
  integer,
  listOf,
  matching,
  mimeType,
  nonEmpty,
  oneOf,
  recommended,
  refTo,
  type Rule,
  shaped,
  type Shape,
  shown,
  string,
  stringOrInteger,
  termOf,
  timestamp,
  uri,
} from './property-checks.js';

const count = integer(0);
const port = integer(0, 65_535);
const fileTimes = { ctime: timestamp, mtime: timestamp, atime: timestamp };
const address = refTo('ipv4-addr', 'ipv6-addr', 'mac-addr', 'domain-name');
const mailbox = refTo('email-addr');

/** `1.2.3.0/24` or a bare address; a defanged object (STIX 2.1 §3.2) may spell it otherwise. */
const inetAddress =
  (isAddress: (text: string) => boolean, bits: number, wanted: string): Rule =>
  ({ value, defanged }, path, found) => {
    if (typeof value !== 'string' || defanged === true) return;
    const [host, prefix, ...rest] = value.split('/');
    const prefixIsFine = prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits);
    if (!isAddress(host) || !prefixIsFine || rest.length > 0)
      found.error(`${path}.value`, 'SYNTAX', `must be ${wanted}, not ${shown(value)}`);
  };

/** STIX 2.1 §6.17: a URL (RFC 3986), which a defanged object may spell otherwise. */
const urlValue: Rule = ({ value, defanged }, path, found) => {
  if (typeof value === 'string' && defanged !== true) uri(value, `${path}.value`, found);
};

/** STIX 2.1 §6.5: an RFC 5322 addr-spec, of which only the shape is looked at. */
const emailAddress: Rule = ({ value, defanged }, path, found) => {
  if (typeof value === 'string' && defanged !== true && !/^[^\s@]+@[^\s@]+$/.test(value))
    found.error(`${path}.value`, 'SYNTAX', `must be an e-mail address, not ${shown(value)}`);
};

/** RFC 1034 §3.5 as RFC 1123 §2.1 and RFC 5890 §2.3 widened it, with the underscore of RFC 8552; the first label may be a wildcard. */
const LABEL = /^(?!-)[A-Za-z0-9_\-\u0080-\u{10ffff}]{1,63}(?<!-)$/u;
const MAX_DOMAIN = 253;
/** STIX 2.1 §6.4. */
const domainName: Rule = ({ value, defanged }, path, found) => {
  if (typeof value !== 'string' || value === '' || defanged === true) return;
  const name = value.endsWith('.') ? value.slice(0, -1) : value;
  const labels = name.length > MAX_DOMAIN ? [] : name.split('.');
  if (labels.length === 0 || !labels.every((label, index) => LABEL.test(label) || (index === 0 && label === '*')))
    found.error(`${path}.value`, 'SYNTAX', `must be a domain name (RFC 1034), not ${shown(value)}`);
};

/** STIX 2.1 §6.12. */
const protocol: Check = recommended(/^[a-z0-9][a-z0-9._+/-]*$/, 'a lower-case service name of IANA');

/** STIX 2.1 §6.18: the hive is spelt out. */
const registryKey: Check = (value, path, found) => {
  string(value, path, found);
  if (typeof value === 'string' && /^(?:HKLM|HKCC|HKCR|HKCU|HKU)(?:\\|$)/i.test(value))
    found.error(path, 'SYNTAX', `must name the hive in full, as in HKEY_LOCAL_MACHINE, not ${shown(value)}`);
};

const anyOfItsOwn = (properties: Readonly<Record<string, Check>>, ...further: string[]): Rule =>
  atLeastOneOf(...Object.keys(properties), ...further);

const mimePart: Check = shaped({
  properties: {
    body: string,
    body_raw_ref: refTo('artifact', 'file'),
    content_type: string,
    content_disposition: string,
  },
  rules: [exactlyOneOf('body', 'body_raw_ref')],
});

/** STIX 2.1 §6.6.1: a header field holds a string or, where it occurs repeatedly, a list. */
const headerField: Check = (value, path, found) =>
  Array.isArray(value) ? listOf(string)(value, path, found) : string(value, path, found);

const registryValue: Check = shaped({
  properties: { name: string, data: string, data_type: oneOf('windows-registry-datatype-enum') },
  rules: [atLeastOneOf('name', 'data', 'data_type')],
});

const PROCESS: Readonly<Record<string, Check>> = {
  is_hidden: boolean,
  pid: integer(),
  created_time: timestamp,
  cwd: string,
  command_line: string,
  environment_variables: dictionaryOf(string),
  opened_connection_refs: listOf(refTo('network-traffic')),
  creator_user_ref: refTo('user-account'),
  image_ref: refTo('file'),
  parent_ref: refTo('process'),
  child_refs: listOf(refTo('process')),
};

const USER_ACCOUNT: Readonly<Record<string, Check>> = {
  user_id: string,
  credential: string,
  account_login: string,
  account_type: termOf('account-type-ov'),
  display_name: string,
  is_service_account: boolean,
  is_privileged: boolean,
  can_escalate_privs: boolean,
  is_disabled: boolean,
  account_created: timestamp,
  account_expires: timestamp,
  credential_last_changed: timestamp,
  account_first_login: timestamp,
  account_last_login: timestamp,
};

const REGISTRY_KEY: Readonly<Record<string, Check>> = {
  key: registryKey,
  values: listOf(registryValue),
  modified_time: timestamp,
  creator_user_ref: refTo('user-account'),
  number_of_subkeys: count,
};

const CERTIFICATE: Readonly<Record<string, Check>> = {
  is_self_signed: boolean,
  hashes,
  version: string,
  serial_number: string,
  signature_algorithm: string,
  issuer: string,
  validity_not_before: timestamp,
  validity_not_after: timestamp,
  subject: string,
  subject_public_key_algorithm: string,
  subject_public_key_modulus: string,
  subject_public_key_exponent: integer(),
  x509_v3_extensions: shaped(X509_V3_EXTENSIONS),
};

export const OBSERVABLE_OBJECTS: Readonly<Record<string, Shape>> = {
  artifact: {
    properties: {
      mime_type: mimeType,
      payload_bin: binary,
      url: uri,
      hashes,
      encryption_algorithm: oneOf('encryption-algorithm-enum'),
      decryption_key: string,
    },
    rules: [exactlyOneOf('payload_bin', 'url'), needs('url', 'hashes'), needs('decryption_key', 'encryption_algorithm')],
  },
  'autonomous-system': { required: ['number'], properties: { number: count, name: string, rir: string } },
  directory: {
    required: ['path'],
    properties: { ...fileTimes, path: nonEmpty, path_enc: characterSet, contains_refs: listOf(refTo('file', 'directory')) },
  },
  'domain-name': {
    required: ['value'],
    properties: { value: nonEmpty, resolves_to_refs: listOf(refTo('ipv4-addr', 'ipv6-addr', 'domain-name')) },
    rules: [domainName, deprecated('resolves_to_refs', 'a resolves-to relationship')],
  },
  'email-addr': {
    required: ['value'],
    properties: { value: nonEmpty, display_name: string, belongs_to_ref: refTo('user-account') },
    rules: [emailAddress],
  },
  'email-message': {
    required: ['is_multipart'],
    properties: {
      is_multipart: boolean,
      date: timestamp,
      content_type: string,
      from_ref: mailbox,
      sender_ref: mailbox,
      to_refs: listOf(mailbox),
      cc_refs: listOf(mailbox),
      bcc_refs: listOf(mailbox),
      message_id: string,
      subject: string,
      received_lines: listOf(string),
      additional_header_fields: dictionaryOf(headerField),
      body: string,
      body_multipart: listOf(mimePart),
      raw_email_ref: refTo('artifact'),
    },
    rules: [excludes('is_multipart', true, 'body'), excludes('is_multipart', false, 'body_multipart')],
  },
  file: {
    properties: {
      ...fileTimes,
      hashes,
      size: count,
      name: string,
      name_enc: characterSet,
      magic_number_hex: hex,
      mime_type: mimeType,
      parent_directory_ref: refTo('directory'),
      contains_refs: listOf(anyRef),
      content_ref: refTo('artifact'),
    },
    rules: [atLeastOneOf('hashes', 'name')],
  },
  'ipv4-addr': {
    required: ['value'],
    properties: {
      value: string,
      resolves_to_refs: listOf(refTo('mac-addr')),
      belongs_to_refs: listOf(refTo('autonomous-system')),
    },
    rules: [
      inetAddress(isIPv4, 32, 'an IPv4 address or CIDR block'),
      deprecated('resolves_to_refs', 'a resolves-to relationship'),
      deprecated('belongs_to_refs', 'a belongs-to relationship'),
    ],
  },
  'ipv6-addr': {
    required: ['value'],
    properties: {
      value: string,
      resolves_to_refs: listOf(refTo('mac-addr')),
      belongs_to_refs: listOf(refTo('autonomous-system')),
    },
    rules: [
      inetAddress(isIPv6, 128, 'an IPv6 address or CIDR block'),
      deprecated('resolves_to_refs', 'a resolves-to relationship'),
      deprecated('belongs_to_refs', 'a belongs-to relationship'),
    ],
  },
  'mac-addr': {
    required: ['value'],
    properties: { value: matching(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/, 'six lower-case pairs joined by colons') },
  },
  mutex: { required: ['name'], properties: { name: string } },
  'network-traffic': {
    required: ['protocols'],
    properties: {
      start: timestamp,
      end: timestamp,
      is_active: boolean,
      src_ref: address,
      dst_ref: address,
      src_port: port,
      dst_port: port,
      protocols: listOf(protocol),
      src_byte_count: count,
      dst_byte_count: count,
      src_packets: count,
      dst_packets: count,
      ipfix: dictionaryOf(stringOrInteger),
      src_payload_ref: refTo('artifact'),
      dst_payload_ref: refTo('artifact'),
      encapsulates_refs: listOf(refTo('network-traffic')),
      encapsulated_by_ref: refTo('network-traffic'),
    },
    rules: [atLeastOneOf('src_ref', 'dst_ref'), inOrder('start', 'end'), excludes('is_active', true, 'end')],
  },
  process: { properties: PROCESS, rules: [anyOfItsOwn(PROCESS, 'extensions')] },
  software: {
    required: ['name'],
    properties: {
      name: nonEmpty,
      cpe: matching(/^cpe:2\.3:[aho*-](?::(?:[^\s:\\]|\\\S)+){10}$/, 'a CPE 2.3 formatted string'),
      swid: string,
      languages: listOf(languageTag),
      vendor: string,
      version: string,
    },
  },
  url: { required: ['value'], properties: { value: string }, rules: [urlValue] },
  'user-account': { properties: USER_ACCOUNT, rules: [anyOfItsOwn(USER_ACCOUNT, 'extensions')] },
  'windows-registry-key': { properties: REGISTRY_KEY, rules: [anyOfItsOwn(REGISTRY_KEY)] },
  'x509-certificate': {
    properties: CERTIFICATE,
    rules: [anyOfItsOwn(CERTIFICATE), inOrder('validity_not_before', 'validity_not_after')],
  },
};
