/** The part of the Protocol Buffers encoding the hot messages need, without copies on the way in and with one on the way out. */

/** Protocol Buffers encoding: a field number with wire type 0 (varint) or 2 (length-delimited). */
export interface Field {
  readonly number: number;
  /** The varint, as an unsigned 64-bit number; 0 for other wire types. */
  readonly varint: bigint;
  /** The bytes of a length-delimited field, a view on the message; empty for other wire types. */
  readonly bytes: Buffer;
}

const NO_BYTES = Buffer.alloc(0);

/** The fields of `message` in order. Throws RangeError when it is malformed. */
export function readFields(message: Buffer): Field[] {
  const fields: Field[] = [];
  let offset = 0;
  const varint = (): bigint => {
    let low = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = message[offset++];
      if (byte === undefined) throw new RangeError('Truncated message');
      low |= (byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt(low);
    }
    let value = BigInt(low);
    for (let shift = 28n; shift < 70n; shift += 7n) {
      const byte = message[offset++];
      if (byte === undefined) throw new RangeError('Truncated message');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new RangeError('Overlong integer');
  };
  const skip = (length: number): Buffer => {
    if (length > message.length - offset) throw new RangeError('Truncated message');
    offset += length;
    return message.subarray(offset - length, offset);
  };
  while (offset < message.length) {
    const tag = Number(varint());
    const number = tag >>> 3;
    switch (tag & 7) {
      case 0:
        fields.push({ number, varint: varint(), bytes: NO_BYTES });
        break;
      case 1:
        skip(8);
        break;
      case 2:
        fields.push({ number, varint: 0n, bytes: skip(Number(varint())) });
        break;
      case 5:
        skip(4);
        break;
      default:
        throw new RangeError('Unsupported wire type');
    }
  }
  return fields;
}

/** Bytes a varint takes. `value` is a whole number below 2^53. */
export function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
}

/** Writes `value` as a varint and returns the offset after it. */
export function writeVarint(into: Buffer, offset: number, value: number): number {
  let rest = value;
  let at = offset;
  while (rest >= 0x80) {
    into[at++] = (rest & 0x7f) | 0x80;
    rest = Math.floor(rest / 0x80);
  }
  into[at++] = rest;
  return at;
}

/** A varint field. */
export function varintField(number: number, value: number): Buffer {
  const field = Buffer.allocUnsafe(varintSize(number << 3) + varintSize(value));
  writeVarint(field, writeVarint(field, 0, number << 3), value);
  return field;
}

/** A length-delimited field: a string, bytes, or a message made of `parts`. */
export function bytesField(number: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const contents = parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part));
  const length = contents.reduce((total, part) => total + part.length, 0);
  const head = Buffer.allocUnsafe(varintSize((number << 3) | 2) + varintSize(length));
  writeVarint(head, writeVarint(head, 0, (number << 3) | 2), length);
  return Buffer.concat([head, ...contents]);
}
