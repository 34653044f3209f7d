/** Stream names: `<category>-<tenantId>.<recordId>`. */
const TENANT = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const CATEGORY = /^[a-z][a-zA-Z0-9]*$/;
/** RFC 9562 §4, any version: our own ids are version 4, imported STIX records keep theirs. */
export const UUID_PATTERN = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

export const isTenantId = (text: string): boolean => TENANT.test(text);

/** The system log: streams that belong to no tenant. Spelt like a tenant so that stream names stay one shape; no token may carry it. */
export const SYSTEM_TENANT = 'ledger-system';
/** A tenant that a token may name. */
export const isTokenTenant = (text: string): boolean => isTenantId(text) && text !== SYSTEM_TENANT;
export const isRecordId = (text: string): boolean => UUID_PATTERN.test(text);

export const streamName = (category: string, tenantId: string, recordId: string): string => {
  if (!CATEGORY.test(category) || !isTenantId(tenantId) || !isRecordId(recordId))
    throw new Error(`not a stream name: ${category}-${tenantId}.${recordId}`);
  return `${category}-${tenantId}.${recordId}`;
};

/** @returns the parts of a stream name of ours, or undefined for any other stream. */
export const parseStreamName = (stream: string): { category: string; tenantId: string; recordId: string } | undefined => {
  const dash = stream.indexOf('-');
  const dot = stream.lastIndexOf('.');
  if (dash < 1 || dot < dash) return undefined;
  const parts = { category: stream.slice(0, dash), tenantId: stream.slice(dash + 1, dot), recordId: stream.slice(dot + 1) };
  return CATEGORY.test(parts.category) && isTenantId(parts.tenantId) && isRecordId(parts.recordId) ? parts : undefined;
};
