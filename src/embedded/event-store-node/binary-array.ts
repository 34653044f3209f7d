/** PostgreSQL arrays in their binary form: a driver that is handed a Buffer sends it as it is, so bytes are never written as hex. */

const OID = { bool: 16, bytea: 17, int8: 20, text: 25, timestamptz: 1184, uuid: 2950 } as const;
const HEADER_BYTES = 20;
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1);

/** Integers up to 2^53. */
export const int8Array = (values: readonly number[]): Buffer => fixed(OID.int8, 8, values, writeInt8);

/** Milliseconds since the Unix epoch, as timestamps with time zone. */
export const timestampArray = (values: readonly number[]): Buffer =>
  fixed(OID.timestamptz, 8, values, (array, offset, value) => writeInt8(array, offset, (value - POSTGRES_EPOCH_MS) * 1000));

export const booleanArray = (values: readonly boolean[]): Buffer =>
  fixed(OID.bool, 1, values, (array, offset, value) => array.writeUInt8(value ? 1 : 0, offset));

/** UUIDs in their usual hexadecimal form. */
export const uuidArray = (values: readonly string[]): Buffer =>
  fixed(OID.uuid, 16, values, (array, offset, value) => array.write(value.replaceAll('-', ''), offset, 16, 'hex'));

export const textArray = (values: readonly string[]): Buffer =>
  varying(
    OID.text,
    values,
    (value) => Buffer.byteLength(value),
    (array, offset, value) => array.write(value, offset, 'utf8'),
  );

export const byteaArray = (values: readonly (Buffer | null)[]): Buffer =>
  varying(
    OID.bytea,
    values,
    (value) => (value === null ? null : value.length),
    (array, offset, value) => value?.copy(array, offset),
  );

type Write<Value> = (array: Buffer, offset: number, value: Value) => unknown;

function fixed<Value>(oid: number, size: number, values: readonly Value[], write: Write<Value>): Buffer {
  return varying(oid, values, () => size, write);
}

function varying<Value>(
  oid: number,
  values: readonly Value[],
  sizeOf: (value: Value) => number | null,
  write: Write<Value>,
): Buffer {
  const sizes = values.map(sizeOf);
  const array = Buffer.allocUnsafe(sizes.reduce<number>((total, size) => total + 4 + (size ?? 0), HEADER_BYTES));
  array.writeInt32BE(1, 0); // dimensions
  array.writeInt32BE(sizes.includes(null) ? 1 : 0, 4);
  array.writeInt32BE(oid, 8);
  array.writeInt32BE(values.length, 12);
  array.writeInt32BE(1, 16); // lower bound
  let offset = HEADER_BYTES;
  for (const [index, value] of values.entries()) {
    const size = sizes[index];
    array.writeInt32BE(size ?? -1, offset);
    offset += 4;
    if (size === null) continue;
    write(array, offset, value);
    offset += size;
  }
  return array;
}

function writeInt8(array: Buffer, offset: number, value: number): void {
  array.writeInt32BE(Math.floor(value / 0x1_0000_0000), offset);
  array.writeUInt32BE(value >>> 0, offset + 4);
}
