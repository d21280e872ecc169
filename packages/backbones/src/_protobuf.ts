import type { FileHandle } from "node:fs/promises";

import { readExactly } from "./_readExactly.ts";

/** One field of a message; `begin` to `end` is its payload in the file. */
export interface ProtoField {
  number: number;
  /** 0 varint, 1 eight bytes, 2 bytes of a stated length, 5 four bytes. */
  wire: number;
  begin: number;
  end: number;
  /** Of a varint, as 64 bits without sign. */
  value: bigint;
}

const windowBytes = 65_536;

/** Fields of protobuf messages inside a file, read in order; payloads are passed over unread. */
export class ProtoReader {
  private readonly handle: FileHandle;
  private readonly fileBytes: number;
  private readonly source: string;
  private bytes = new Uint8Array(0);
  private start = 0; // of `bytes` in the file
  private fields = 0;

  constructor(handle: FileHandle, fileBytes: number, source: string) {
    this.handle = handle;
    this.fileBytes = fileBytes;
    this.source = source;
  }

  /** The fields of the message from `begin` to `end`. */
  async *message(begin: number, end: number): AsyncGenerator<ProtoField> {
    for (let at = begin; at < end;) {
      if (++this.fields > maxFields) this.fail(`at most ${maxFields} fields`, "more", at);
      const tag = await this.varint(at, end);
      const number = Number(tag.value >> 3n);
      const wire = Number(tag.value & 7n);
      const field = await this.payload(number, wire, tag.end, end);
      if (number === 0 || field.end > end)
        this.fail(`a field that ends before byte ${end}`, `field ${number} to ${field.end}`, at);
      yield field;
      at = field.end;
    }
  }

  /** The bytes of a payload. */
  read({ begin, end }: { begin: number; end: number }): Promise<ArrayBuffer> {
    return readExactly(this.handle, begin, end - begin, this.source);
  }

  private async payload(
    number: number,
    wire: number,
    at: number,
    limit: number,
  ): Promise<ProtoField> {
    if (wire === 0) {
      const { value, end } = await this.varint(at, limit);
      return { number, wire, begin: at, end, value };
    }
    if (wire === 1 || wire === 5)
      return { number, wire, begin: at, end: at + (wire === 1 ? 8 : 4), value: 0n };
    if (wire !== 2) return this.fail("a wire type of protobuf", `${wire}`, at);
    const length = await this.varint(at, limit);
    const end = length.end + Number(length.value);
    return { number, wire, begin: length.end, end, value: 0n };
  }

  private async varint(at: number, limit: number): Promise<{ value: bigint; end: number }> {
    const known = this.start + this.bytes.length;
    if (at < this.start || at >= known || (at + 10 > known && known < this.fileBytes)) {
      const length = Math.min(windowBytes, this.fileBytes - at);
      this.bytes = new Uint8Array(await readExactly(this.handle, at, length, this.source));
      this.start = at;
    }
    let value = 0n;
    for (let i = 0; i < 10; i++) {
      const byte = at + i < limit ? this.bytes[at + i - this.start] : undefined;
      if (byte === undefined) return this.fail("a whole number", "the message's end", at);
      value |= BigInt(byte & 127) << BigInt(7 * i);
      if (byte < 128) return { value: BigInt.asUintN(64, value), end: at + i + 1 };
    }
    return this.fail("a number of at most 10 bytes", "a longer one", at);
  }

  private fail(expected: string, got: string, at: number): never {
    throw new RangeError(`${this.source}: expected ${expected} at byte ${at}, got ${got}`);
  }
}

/** A graph of so many nodes, attributes and sizes is no network. */
const maxFields = 5_000_000;

/** The varints of a packed field. */
export function packedVarints(
  bytes: Uint8Array,
  count: number,
  source: string,
): BigInt64Array<ArrayBuffer> {
  const values = new BigInt64Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    let value = 0n;
    let shift = 0n;
    for (;;) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 63n)
        throw new RangeError(`${source}: expected ${count} packed numbers, got ${i}`);
      value |= BigInt(byte & 127) << shift;
      shift += 7n;
      if (byte < 128) break;
    }
    values[i] = BigInt.asIntN(64, value);
  }
  if (at !== bytes.length)
    throw new RangeError(`${source}: expected ${count} packed numbers, got more`);
  return values;
}
