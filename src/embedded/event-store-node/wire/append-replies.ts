/** Replies to Append and BatchAppend, as protocol bytes. */
import { MAXIMUM_APPEND_BYTES, type ExpectedRevision } from '../recorded-event.js';
import { bytesField, varintField } from './protobuf.js';

/** `revision` is the stream's last (-1: none); `position` is undefined when nothing was written. */
interface Written {
  readonly revision: number;
  readonly position: number | undefined;
}

const EMPTY = Buffer.alloc(0);

/** `google.rpc.Code` */
const CODE = { invalidArgument: 3, deadlineExceeded: 4, failedPrecondition: 9 } as const;

/** AppendResp with a success. */
export const appendWritten = (written: Written): Buffer => bytesField(1, ...writtenFields(written));

/** AppendResp saying which revision the stream has (-1: none) and which was expected. */
export function appendWrongExpectedVersion(current: number, expected: ExpectedRevision): Buffer {
  const fields = [
    current < 0 ? bytesField(7, EMPTY) : varintField(6, current),
    expected === 'any'
      ? bytesField(9, EMPTY)
      : expected === 'stream_exists'
        ? bytesField(10, EMPTY)
        : expected === 'no_stream'
          ? bytesField(11, EMPTY)
          : unsignedField(8, expected),
  ];
  return bytesField(2, ...fields);
}

/** BatchAppendResp with a success. Both identifiers are messages as they were received. */
export const batchWritten = (correlationId: Buffer, streamIdentifier: Buffer, written: Written): Buffer =>
  Buffer.concat([bytesField(1, correlationId), bytesField(3, ...writtenFields(written)), bytesField(4, streamIdentifier)]);

/** A refusal of one batch append: `google.rpc.Status` with details the client knows by their type name. */
export interface BatchRefusal {
  readonly code: number;
  readonly message: string;
  readonly detailsType: string;
  readonly details: Buffer;
}

export function wrongExpectedVersion(current: number, expected: ExpectedRevision): BatchRefusal {
  const fields = [
    current < 0 ? bytesField(2, EMPTY) : varintField(1, current),
    expected === 'any'
      ? bytesField(4, EMPTY)
      : expected === 'stream_exists'
        ? bytesField(5, EMPTY)
        : expected === 'no_stream'
          ? bytesField(6, EMPTY)
          : unsignedField(3, expected),
  ];
  return {
    code: CODE.failedPrecondition,
    message: 'The stream is not at the expected revision',
    detailsType: 'WrongExpectedVersion',
    details: Buffer.concat(fields),
  };
}

export const streamDeleted = (streamIdentifier: Buffer): BatchRefusal => ({
  code: CODE.failedPrecondition,
  message: 'The stream is deleted',
  detailsType: 'StreamDeleted',
  details: bytesField(1, streamIdentifier),
});

export const timedOut = (): BatchRefusal => ({
  code: CODE.deadlineExceeded,
  message: 'The deadline passed before the append was answered; whether it happened is unknown',
  detailsType: 'Timeout',
  details: EMPTY,
});

export const maximumAppendSizeExceeded = (): BatchRefusal => ({
  code: CODE.invalidArgument,
  message: `The append is larger than ${MAXIMUM_APPEND_BYTES} bytes`,
  detailsType: 'MaximumAppendSizeExceeded',
  details: varintField(1, MAXIMUM_APPEND_BYTES),
});

export const badRequest = (message: string): BatchRefusal => ({
  code: CODE.invalidArgument,
  message,
  detailsType: 'BadRequest',
  details: bytesField(1, message),
});

/** BatchAppendResp with an error. */
export function batchRefused(correlationId: Buffer, streamIdentifier: Buffer, refusal: BatchRefusal): Buffer {
  const details = bytesField(
    3,
    bytesField(1, `type.googleapis.com/event_store.client.${refusal.detailsType}`),
    bytesField(2, refusal.details),
  );
  return Buffer.concat([
    bytesField(1, correlationId),
    bytesField(2, varintField(1, refusal.code), bytesField(2, refusal.message), details),
    bytesField(4, streamIdentifier),
  ]);
}

const writtenFields = ({ revision, position }: Written): Buffer[] => [
  revision < 0 ? bytesField(2, EMPTY) : varintField(1, revision),
  position === undefined ? bytesField(4, EMPTY) : bytesField(3, varintField(1, position), varintField(2, position)),
];

/** A varint field of any unsigned 64-bit number. */
function unsignedField(number: number, value: bigint): Buffer {
  const bytes: number[] = [number << 3];
  let rest = value;
  while (rest >= 0x80n) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}
