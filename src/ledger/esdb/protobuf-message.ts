/** Writes a Protocol Buffers message from its end to its beginning, so that lengths are known before they are written. */

const VARINT = 0;
const DELIMITED = 2;

const varintSize = (value: number): number => {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size += 1;
  return size;
};

/** Fields come in reverse order. Numbers are whole and below 2^53. */
export class ProtobufMessage {
  private at: number;

  /** @param bytes room for the message. */
  constructor(private readonly bytes: Buffer) {
    this.at = bytes.length;
  }

  /** What was written, a view on the room. @throws RangeError when the room was too small. */
  written(): Buffer {
    if (this.at < 0) throw new RangeError('the message is larger than its room');
    return this.bytes.subarray(this.at);
  }

  integer(number: number, value: number): void {
    this.varint(value);
    this.varint((number << 3) | VARINT);
  }

  text(number: number, value: string): void {
    const length = Buffer.byteLength(value);
    this.at -= length;
    this.bytes.write(value, this.at, 'utf8');
    this.heading(number, length);
  }

  /** @param fields writes the fields of the inner message, in reverse order. */
  message(number: number, fields: () => void): void {
    const end = this.at;
    fields();
    this.heading(number, end - this.at);
  }

  private heading(number: number, length: number): void {
    this.varint(length);
    this.varint((number << 3) | DELIMITED);
  }

  private varint(value: number): void {
    this.at -= varintSize(value);
    let at = this.at;
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) {
      this.bytes[at] = (rest & 0x7f) | 0x80;
      at += 1;
    }
    this.bytes[at] = rest;
  }
}
