import { describe, expect, test } from "vitest";
import { fieldAt, fieldsOf } from "./_protoField.ts";

/** A number as protobuf writes it: seven bits a byte, the lowest first. */
function varint(value: bigint): number[] {
  return value < 128n ? [Number(value)] : [Number(value & 127n) | 128, ...varint(value >> 7n)];
}

const bytesOf = (tag: bigint, ...payload: number[]) => Uint8Array.of(...varint(tag), ...payload);
const read = (bytes: Uint8Array, limit = bytes.length) =>
  fieldAt({ bytes, start: 0 }, 0, limit, "model");

describe("a field of protobuf", () => {
  // The tag is the field's number times 8 and its wire type.
  test.each([
    { of: "a varint", bytes: bytesOf(8n, 0x96, 0x01), is: { number: 1, wire: 0, begin: 1, end: 3, value: 150n } },
    { of: "eight bytes", bytes: bytesOf(17n, 1, 2, 3, 4, 5, 6, 7, 8), is: { number: 2, wire: 1, begin: 1, end: 9, value: 0n } },
    { of: "a text", bytes: bytesOf(26n, 2, 0x61, 0x62), is: { number: 3, wire: 2, begin: 2, end: 4, value: 0n } },
    { of: "four bytes", bytes: bytesOf(37n, 1, 2, 3, 4), is: { number: 4, wire: 5, begin: 1, end: 5, value: 0n } },
    { of: "the largest number", bytes: bytesOf(((2n ** 29n - 1n) << 3n) | 0n, 7), is: { number: 2 ** 29 - 1, wire: 0, begin: 5, end: 6, value: 7n } },
  ])("of $of has its place and value", ({ bytes, is }) => {
    expect(read(bytes)).toEqual({ start: 0, ...is });
    expect([...fieldsOf(bytes, "model")]).toEqual([{ start: 0, ...is }]);
    expect(() => read(bytes, bytes.length - 1)).toThrow(/^model: expected/); // cut off by a byte
  }); // prettier-ignore

  test.each([
    { of: "number 0", bytes: bytesOf(0n, 1), message: "got field 0 to 2" },
    { of: "a number that 32 bits do not hold", bytes: bytesOf(2n ** 32n, 7), message: "got field 536870912 to 6" },
    { of: "a group, which is no longer written", bytes: bytesOf(11n), message: "expected a wire type of protobuf at byte 0, got 3" },
    { of: "a length beyond every file", bytes: bytesOf(10n, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), message: "expected a field that ends before byte 11" },
    { of: "a number of eleven bytes", bytes: bytesOf(8n, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1), message: "a number of at most 10 bytes at byte 1" },
  ])("is refused where it has $of", ({ bytes, message }) => {
    expect(() => read(bytes)).toThrow(message);
    expect(() => read(bytes)).toThrow(RangeError);
  }); // prettier-ignore
});
