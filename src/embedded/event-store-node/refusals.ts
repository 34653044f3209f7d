/** What the node refuses, as gRPC statuses with the trailers the client reads. */
import { Metadata, status, type StatusObject } from '@grpc/grpc-js';
import { MAXIMUM_APPEND_BYTES, type ExpectedRevision } from './recorded-event.js';
import { InvalidMessage } from './wire/append-messages.js';

export type Refusal = Partial<StatusObject> & { readonly code: status; readonly details: string };

export const unavailable = (): Refusal => ({
  code: status.UNAVAILABLE,
  details: 'The event store is not available at the moment; try again',
});

export const deadlineExceeded = (): Refusal => ({
  code: status.DEADLINE_EXCEEDED,
  details: 'The deadline passed before the write was answered; whether it happened is unknown',
});

export const wrongExpectedVersion = (stream: string, expected: ExpectedRevision, current: number): Refusal =>
  refusal(status.FAILED_PRECONDITION, `Stream ${stream} is not at the expected revision`, {
    exception: 'wrong-expected-version',
    'stream-name': stream,
    'expected-version': expectedVersion(expected),
    ...(current < 0 ? {} : { 'actual-version': String(current) }),
  });

export const streamDeleted = (stream: string): Refusal =>
  refusal(status.FAILED_PRECONDITION, `Stream ${stream} is deleted`, { exception: 'stream-deleted', 'stream-name': stream });

export const maximumAppendSizeExceeded = (): Refusal =>
  refusal(status.INVALID_ARGUMENT, `The append is larger than ${MAXIMUM_APPEND_BYTES} bytes`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAXIMUM_APPEND_BYTES),
  });

export const invalidArgument = (details: string): Refusal => ({ code: status.INVALID_ARGUMENT, details });

export const unimplemented = (path: string): Refusal => ({
  code: status.UNIMPLEMENTED,
  details: `The embedded event-store node does not implement ${path}; set EVENTSTORE_URL to use an EventStoreDB cluster`,
});

/** The refusal for something thrown while serving a call: broken rules are explained, everything else stays inside. */
export function refusalFor(error: unknown, log: (line: string) => void): Refusal {
  if (error instanceof InvalidMessage) {
    if (error.missingProperties.length === 0) return invalidArgument(error.message);
    return refusal(status.INVALID_ARGUMENT, error.message, {
      exception: 'missing-required-metadata-property',
      'required-metadata-properties': error.missingProperties.join(','),
    });
  }
  if (error instanceof RangeError) return invalidArgument('The message is malformed');
  log(`event-store node: a call failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  // What PostgreSQL or the connection to it says may pass; a defect of this program does not, so nobody should try again.
  const defect = error instanceof TypeError || error instanceof ReferenceError;
  return defect ? { code: status.INTERNAL, details: 'The event store failed; its log says why' } : unavailable();
}

function refusal(code: status, details: string, trailers: Record<string, string>): Refusal {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(trailers)) metadata.set(key, printable(value));
  return { code, details, metadata };
}

/** Trailers carry printable ASCII only; anything else is percent-encoded. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]+/gu, encodeURIComponent);

function expectedVersion(expected: ExpectedRevision): string {
  switch (expected) {
    case 'no_stream':
      return '-1';
    case 'any':
      return '-2';
    case 'stream_exists':
      return '-4';
    default:
      return expected.toString();
  }
}
