/** What TAXII 2.1 sends over the wire: its media type and the resources of the OASIS standard, as schemas. */
import { z } from 'zod';

/** The media type of every TAXII 2.1 request and answer (TAXII 2.1 §1.6.8.1), exactly as it is sent. */
export const TAXII_MEDIA_TYPE = 'application/taxii+json;version=2.1';

/** The media type of STIX 2.1 objects, as collections and manifests name it (STIX 2.1 §1.6.3). */
export const STIX_MEDIA_TYPE = 'application/stix+json;version=2.1';

/** When the first and the last object of a page were added to the collection (TAXII 2.1 §3.4). */
export const DATE_ADDED_FIRST = 'X-TAXII-Date-Added-First';
export const DATE_ADDED_LAST = 'X-TAXII-Date-Added-Last';

const count = z.int().min(0);

/** Discovery (TAXII 2.1 §4.1.1). `default` is one of `api_roots`; both are absolute URLs or, by some servers, relative ones. */
export const taxiiDiscovery = z.looseObject({
  title: z.string().min(1),
  description: z.string().optional(),
  contact: z.string().optional(),
  default: z.string().optional(),
  api_roots: z.array(z.string()).optional(),
});

/** An API root (TAXII 2.1 §4.2.1). `max_content_length` is in bytes of the body of a request. */
export const taxiiApiRoot = z.looseObject({
  title: z.string().min(1),
  description: z.string().optional(),
  versions: z.array(z.string()),
  max_content_length: z.int().positive(),
});

/** One collection (TAXII 2.1 §5.2.1). */
export const taxiiCollection = z.looseObject({
  id: z.string().min(1),
  title: z.string().min(1),
  description: z.string().optional(),
  alias: z.string().optional(),
  can_read: z.boolean(),
  can_write: z.boolean(),
  media_types: z.array(z.string()).optional(),
});

/** The collections of an API root (TAXII 2.1 §5.1.1); `{}` when there is none. */
export const taxiiCollections = z.looseObject({ collections: z.array(taxiiCollection).optional() });

/** A page of objects, or what is pushed (TAXII 2.1 §3.7); `{}` when there is none. */
export const taxiiEnvelope = z.looseObject({
  more: z.boolean().optional(),
  next: z.string().optional(),
  objects: z.array(z.looseObject({ id: z.string(), type: z.string() })).optional(),
});

/** One line of a manifest (TAXII 2.1 §5.3.1): `version` is the object's `modified`, else `created`, else when it was added. */
export const taxiiManifestRecord = z.looseObject({
  id: z.string(),
  date_added: z.string(),
  version: z.string(),
  media_type: z.string().optional(),
});

/** A page of a manifest (TAXII 2.1 §5.3.1). */
export const taxiiManifest = z.looseObject({
  more: z.boolean().optional(),
  next: z.string().optional(),
  objects: z.array(taxiiManifestRecord).optional(),
});

/** The versions of one object, in the order in which they were added (TAXII 2.1 §5.8.1). */
export const taxiiVersions = z.looseObject({
  more: z.boolean().optional(),
  next: z.string().optional(),
  versions: z.array(z.string()).optional(),
});

/** What became of one object that was pushed (TAXII 2.1 §4.3.1.1). */
export const taxiiStatusDetail = z.looseObject({ id: z.string(), version: z.string(), message: z.string().optional() });

/** The status of a push (TAXII 2.1 §4.3.1); the three counts add up to `total_count`. */
export const taxiiStatus = z.looseObject({
  id: z.string().min(1),
  status: z.enum(['complete', 'pending']),
  request_timestamp: z.string().optional(),
  total_count: count,
  success_count: count,
  successes: z.array(taxiiStatusDetail).optional(),
  failure_count: count,
  failures: z.array(taxiiStatusDetail).optional(),
  pending_count: count,
  pendings: z.array(taxiiStatusDetail).optional(),
});

/** The body of every error answer (TAXII 2.1 §3.6.1). `http_status` is a string. */
export const taxiiError = z.looseObject({
  title: z.string().min(1),
  description: z.string().optional(),
  error_id: z.string().optional(),
  error_code: z.string().optional(),
  http_status: z.string().optional(),
  external_details: z.string().optional(),
  details: z.record(z.string(), z.unknown()).optional(),
});

export type TaxiiDiscovery = z.infer<typeof taxiiDiscovery>;
export type TaxiiApiRoot = z.infer<typeof taxiiApiRoot>;
export type TaxiiCollection = z.infer<typeof taxiiCollection>;
export type TaxiiCollections = z.infer<typeof taxiiCollections>;
export type TaxiiEnvelope = z.infer<typeof taxiiEnvelope>;
export type TaxiiManifestRecord = z.infer<typeof taxiiManifestRecord>;
export type TaxiiManifest = z.infer<typeof taxiiManifest>;
export type TaxiiVersions = z.infer<typeof taxiiVersions>;
export type TaxiiStatusDetail = z.infer<typeof taxiiStatusDetail>;
export type TaxiiStatus = z.infer<typeof taxiiStatus>;
export type TaxiiError = z.infer<typeof taxiiError>;
