/** Walks over the fields of a Protocol Buffers message where it lies, without copies. */

const VARINT = 0;
const FIXED_64 = 1;
const DELIMITED = 2;
const FIXED_32 = 5;
/** Sums below 2^49 are exact as numbers; what follows is added as a bigint. */
const EXACT_BITS = 49;

export class ProtobufFields {
  /** Of the current field. */
  number = 0;
  /** Where the current field's value begins, and where it ends. */
  start = 0;
  end = 0;

  constructor(
    readonly bytes: Buffer,
    private at = 0,
    private readonly limit = bytes.length,
  ) {}

  /** Goes to the next field. @returns false at the end. @throws RangeError for a malformed message. */
  next(): boolean {
    if (this.at >= this.limit) return false;
    const tag = this.length();
    this.number = tag >>> 3;
    this.start = this.at;
    switch (tag & 7) {
      case VARINT:
        while (this.bytes[this.at] >= 0x80) this.at += 1;
        this.at += 1;
        break;
      case FIXED_64:
        this.at += 8;
        break;
      case DELIMITED: {
        const length = this.length();
        this.start = this.at;
        this.at += length;
        break;
      }
      case FIXED_32:
        this.at += 4;
        break;
      default:
        throw new RangeError('unsupported wire type');
    }
    if (this.at > this.limit) throw new RangeError('truncated message');
    this.end = this.at;
    return true;
  }

  /** The fields of the current field, a message. */
  inner(): ProtobufFields {
    return new ProtobufFields(this.bytes, this.start, this.end);
  }

  text(): string {
    return this.bytes.toString('utf8', this.start, this.end);
  }

  /** The current field, a varint, as an unsigned 64-bit integer. */
  integer(): bigint {
    let low = 0;
    let high = 0n;
    let factor = 1;
    let shift = 0;
    for (let i = this.start; i < this.end; i += 1, shift += 7) {
      const bits = this.bytes[i] & 0x7f;
      if (shift < EXACT_BITS) low += bits * factor;
      else high += BigInt(bits) << BigInt(shift);
      factor *= 0x80;
    }
    return high === 0n ? BigInt(low) : high + BigInt(low);
  }

  /** A tag or a length, which never exceed 2^31. */
  private length(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      if (this.at >= this.limit) throw new RangeError('truncated message');
      const byte = this.bytes[this.at];
      this.at += 1;
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
      if (factor > 0x7fffffff) throw new RangeError('overlong integer');
    }
  }
}
