import { describe, expect, test } from "vitest";
import { packedVarints, varintAt } from "./_varint.ts";

const most = [...Array(9).fill(0xff), 1]; // 2⁶⁴ - 1

describe("varintAt", () => {
  test.each([
    { bytes: [0], value: 0n },
    { bytes: [127], value: 127n },
    { bytes: [128, 1], value: 128n },
    { bytes: [128, 2], value: 256n },
    { bytes: [172, 2], value: 300n },
    { bytes: [128, 128, 1], value: 16_384n },
    { bytes: most, value: 2n ** 64n - 1n },
    { bytes: [...Array(9).fill(0x80), 3], value: 2n ** 63n }, // a bit beyond 64 is cut off
  ])("reads $bytes as $value, wherever they stand, up to the limit", ({ bytes, value }) => {
    const window = { bytes: Uint8Array.from([9, 9, ...bytes, 9]), start: 1000 };
    const end = 1002 + bytes.length;
    expect(varintAt(window, 1002, end, "f")).toEqual({ value, end });
    expect(() => varintAt(window, 1002, end - 1, "f")).toThrow(
      new RangeError("f: expected a whole number at byte 1002, got the message's end"),
    );
  });

  test("refuses a number of eleven bytes, and one that the window's end cuts off", () => {
    const long = Uint8Array.from([...Array(10).fill(0x80), 1]);
    expect(() => varintAt({ bytes: long, start: 0 }, 0, 11, "f")).toThrow(
      new RangeError("f: expected a number of at most 10 bytes at byte 0, got a longer one"),
    );
    expect(() => varintAt({ bytes: Uint8Array.of(128), start: 0 }, 0, 9, "f")).toThrow(
      "expected a whole number at byte 0, got the message's end",
    );
  });
});

describe("packedVarints", () => {
  test("reads numbers of one byte and of ten, with sign", () => {
    const bytes = Uint8Array.from([127, 128, 1, ...most, 0]);
    expect(packedVarints(bytes, 4, "f")).toEqual(BigInt64Array.of(127n, 128n, -1n, 0n));
    expect(packedVarints(Uint8Array.of(), 0, "f")).toEqual(new BigInt64Array(0));
  });

  test.each([
    { of: "fewer", bytes: [1, 2], got: "2" },
    { of: "one that is cut off", bytes: [1, 2, 128], got: "2" },
    { of: "more", bytes: [1, 2, 3, 4], got: "more" },
    { of: "one of eleven bytes", bytes: [1, ...Array(10).fill(0x80), 1, 3], got: "1" },
  ])("refuses $of than it was told", ({ bytes, got }) => {
    expect(() => packedVarints(Uint8Array.from(bytes), 3, "f")).toThrow(
      new RangeError(`f: expected 3 packed numbers, got ${got}`),
    );
  });
});
