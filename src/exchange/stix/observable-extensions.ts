/** STIX 2.1 §6: the predefined extensions of cyber-observable objects. */
import { atLeastOneOf, inOrder } from './object-rules.js';
import {
  boolean,
  type Check,
  dictionary,
  dictionaryOf,
  hashes,
  hex,
  integer,
  listOf,
  nonEmpty,
  number,
  oneOf,
  refTo,
  type Rule,
  shaped,
  type Shape,
  string,
  stringOrInteger,
  termOf,
  timestamp,
} from './property-checks.js';

const count = integer(0);

/** STIX 2.1 §6.7.6: precise to the second. */
const timestampOfSeconds: Check = (value, path, found) => {
  timestamp(value, path, found);
  if (typeof value === 'string' && value.includes('.'))
    found.error(path, 'TIMESTAMP', `must be precise to the second, without a fraction, not ${value}`);
};

/** STIX 2.1 §6: an extension with no property of its own says nothing. */
const saysSomething = (properties: Readonly<Record<string, Check>>, but: readonly string[] = []): Rule =>
  atLeastOneOf(...Object.keys(properties).filter((name) => !but.includes(name)));

const PE_OPTIONAL_HEADER: Readonly<Record<string, Check>> = {
  magic_hex: hex,
  major_linker_version: integer(),
  minor_linker_version: integer(),
  size_of_code: count,
  size_of_initialized_data: count,
  size_of_uninitialized_data: count,
  address_of_entry_point: integer(),
  base_of_code: integer(),
  base_of_data: integer(),
  image_base: integer(),
  section_alignment: integer(),
  file_alignment: integer(),
  major_os_version: integer(),
  minor_os_version: integer(),
  major_image_version: integer(),
  minor_image_version: integer(),
  major_subsystem_version: integer(),
  minor_subsystem_version: integer(),
  win32_version_value_hex: hex,
  size_of_image: count,
  size_of_headers: count,
  checksum_hex: hex,
  subsystem_hex: hex,
  dll_characteristics_hex: hex,
  size_of_stack_reserve: count,
  size_of_stack_commit: count,
  size_of_heap_reserve: count,
  size_of_heap_commit: count,
  loader_flags_hex: hex,
  number_of_rva_and_sizes: integer(),
  hashes,
};

const PE_BINARY: Readonly<Record<string, Check>> = {
  pe_type: termOf('windows-pebinary-type-ov'),
  imphash: string,
  machine_hex: hex,
  number_of_sections: count,
  time_date_stamp: timestampOfSeconds,
  pointer_to_symbol_table_hex: hex,
  number_of_symbols: count,
  size_of_optional_header: count,
  characteristics_hex: hex,
  file_header_hashes: hashes,
  optional_header: shaped({ properties: PE_OPTIONAL_HEADER, rules: [saysSomething(PE_OPTIONAL_HEADER)] }),
  sections: listOf(shaped({ required: ['name'], properties: { name: string, size: count, entropy: number(), hashes } })),
};

const FILE: Readonly<Record<string, Shape>> = {
  'archive-ext': {
    required: ['contains_refs'],
    properties: { contains_refs: listOf(refTo('file', 'directory')), comment: string },
  },
  'ntfs-ext': {
    properties: {
      sid: string,
      alternate_data_streams: listOf(shaped({ required: ['name'], properties: { name: nonEmpty, hashes, size: count } })),
    },
    rules: [atLeastOneOf('sid', 'alternate_data_streams')],
  },
  'pdf-ext': {
    properties: {
      version: string,
      is_optimized: boolean,
      document_info_dict: dictionaryOf(string),
      pdfid0: string,
      pdfid1: string,
    },
    rules: [atLeastOneOf('version', 'is_optimized', 'document_info_dict', 'pdfid0', 'pdfid1')],
  },
  'raster-image-ext': {
    properties: {
      image_height: integer(),
      image_width: integer(),
      bits_per_pixel: integer(),
      exif_tags: dictionaryOf(stringOrInteger),
    },
    rules: [atLeastOneOf('image_height', 'image_width', 'bits_per_pixel', 'exif_tags')],
  },
  'windows-pebinary-ext': {
    required: ['pe_type'],
    properties: PE_BINARY,
    rules: [saysSomething(PE_BINARY, ['pe_type'])],
  },
};

const NETWORK_TRAFFIC: Readonly<Record<string, Shape>> = {
  'http-request-ext': {
    required: ['request_method', 'request_value'],
    properties: {
      request_method: nonEmpty,
      request_value: nonEmpty,
      request_version: string,
      request_header: dictionaryOf(listOf(string)),
      message_body_length: integer(),
      message_body_data_ref: refTo('artifact'),
    },
  },
  'icmp-ext': { required: ['icmp_type_hex', 'icmp_code_hex'], properties: { icmp_type_hex: hex, icmp_code_hex: hex } },
  'socket-ext': {
    required: ['address_family'],
    properties: {
      address_family: oneOf('network-socket-address-family-enum'),
      is_blocking: boolean,
      is_listening: boolean,
      options: dictionaryOf(integer()),
      socket_type: oneOf('network-socket-type-enum'),
      socket_descriptor: count,
      socket_handle: integer(),
    },
  },
  'tcp-ext': {
    properties: { src_flags_hex: hex, dst_flags_hex: hex },
    rules: [atLeastOneOf('src_flags_hex', 'dst_flags_hex')],
  },
};

const WINDOWS_PROCESS: Readonly<Record<string, Check>> = {
  aslr_enabled: boolean,
  dep_enabled: boolean,
  priority: string,
  owner_sid: string,
  window_title: string,
  startup_info: dictionary,
  integrity_level: oneOf('windows-integrity-level-enum'),
};

const WINDOWS_SERVICE: Readonly<Record<string, Check>> = {
  service_name: string,
  descriptions: listOf(string),
  display_name: string,
  group_name: string,
  start_type: oneOf('windows-service-start-type-enum'),
  service_dll_refs: listOf(refTo('file')),
  service_type: oneOf('windows-service-type-enum'),
  service_status: oneOf('windows-service-status-enum'),
};

const PROCESS: Readonly<Record<string, Shape>> = {
  'windows-process-ext': { properties: WINDOWS_PROCESS, rules: [saysSomething(WINDOWS_PROCESS)] },
  'windows-service-ext': { properties: WINDOWS_SERVICE, rules: [saysSomething(WINDOWS_SERVICE)] },
};

const USER_ACCOUNT: Readonly<Record<string, Shape>> = {
  'unix-account-ext': {
    properties: { gid: integer(), groups: listOf(string), home_dir: string, shell: string },
    rules: [atLeastOneOf('gid', 'groups', 'home_dir', 'shell')],
  },
};

const checksOf = (shapes: Readonly<Record<string, Shape>>): Readonly<Record<string, Check>> =>
  Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, shaped(shape)]));

/** By object type, then by extension name. */
export const OBSERVABLE_EXTENSIONS: Readonly<Record<string, Readonly<Record<string, Check>>>> = {
  file: checksOf(FILE),
  'network-traffic': checksOf(NETWORK_TRAFFIC),
  process: checksOf(PROCESS),
  'user-account': checksOf(USER_ACCOUNT),
};

/** STIX 2.1 §6.19.2. */
const X509_STRINGS =
  'basic_constraints name_constraints policy_constraints key_usage extended_key_usage subject_key_identifier ' +
  'authority_key_identifier subject_alternative_name issuer_alternative_name subject_directory_attributes ' +
  'crl_distribution_points inhibit_any_policy certificate_policies policy_mappings';
const X509_V3: Readonly<Record<string, Check>> = {
  ...Object.fromEntries(X509_STRINGS.split(' ').map((name) => [name, string])),
  private_key_usage_period_not_before: timestamp,
  private_key_usage_period_not_after: timestamp,
};
export const X509_V3_EXTENSIONS: Shape = {
  properties: X509_V3,
  rules: [
    atLeastOneOf(...Object.keys(X509_V3)),
    inOrder('private_key_usage_period_not_before', 'private_key_usage_period_not_after'),
  ],
};
