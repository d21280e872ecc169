import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeSafetensors, decodeSafetensorsMetadata } from "./decodeSafetensors.ts";
import { encodeSafetensors } from "./encodeSafetensors.ts";

/** A file from a header written by hand. */
function file(header: unknown, dataBytes: number | Uint8Array = 0): Uint8Array {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  const json = new TextEncoder().encode(text);
  const data = typeof dataBytes === "number" ? new Uint8Array(dataBytes) : dataBytes;
  const bytes = new Uint8Array(8 + json.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, 8);
  bytes.set(data, 8 + json.length);
  return bytes;
}

const f32 = (begin: number, end: number, shape: unknown = [(end - begin) / 4]) => ({
  dtype: "F32",
  shape,
  data_offsets: [begin, end],
});

/** Whether the bytes are refused by a RangeError, or give tensors no larger than they are. */
function decodesSafely(bytes: Uint8Array): boolean {
  try {
    const held = Object.values(decodeSafetensors(bytes)).map(({ data }) => data.byteLength);
    const total = held.reduce((sum, each) => sum + each, 0);
    return total <= 2 * bytes.length; // twice: halves are widened
  } catch (error) {
    return error instanceof RangeError;
  }
}

describe("decodeSafetensors", () => {
  test("reads a file written by hand", () => {
    const bytes = file(
      { a: f32(0, 4), b: { dtype: "I8", shape: [3, 1], data_offsets: [4, 7] } },
      Uint8Array.of(0, 0, 0xe0, 0x40, 1, 2, 0xff), // 7 as float32; 1, 2, -1
    );
    expect(decodeSafetensors(bytes)).toEqual({
      a: { dtype: "F32", shape: [1], data: Float32Array.of(7) },
      b: { dtype: "I8", shape: [3, 1], data: Int8Array.of(1, 2, -1) },
    });
  });

  test("gives only the tensors asked for, in that order, and copies them", () => {
    const bytes = file({ a: f32(0, 4), b: f32(4, 8), c: f32(8, 12) }, 12);
    const tensors = decodeSafetensors(bytes, { names: ["c", "a"] });
    expect(Object.keys(tensors)).toEqual(["c", "a"]);
    tensors.a.data[0] = 5;
    expect(bytes.slice(-12)).toEqual(new Uint8Array(12));
  });

  test.each([
    { half: 0x0000, is: 0 },
    { half: 0x8000, is: -0 },
    { half: 0x3c00, is: 1 },
    { half: 0xc000, is: -2 },
    { half: 0x3555, is: 0.333251953125 },
    { half: 0x7bff, is: 65_504 },
    { half: 0x0001, is: 2 ** -24 },
    { half: 0x0400, is: 2 ** -14 },
    { half: 0x7c00, is: Infinity },
    { half: 0x7e00, is: NaN },
  ])("widens the half $half to $is", ({ half, is }) => {
    const bytes = file(
      { h: { dtype: "F16", shape: [1], data_offsets: [0, 2] } },
      Uint8Array.of(half & 255, half >> 8),
    );
    expect(decodeSafetensors(bytes).h).toEqual({
      dtype: "F32",
      shape: [1],
      data: Float32Array.of(is),
    });
  });

  test("widens bfloat16, the upper half of a float32", () => {
    const bytes = file(
      { h: { dtype: "BF16", shape: [2], data_offsets: [0, 4] } },
      Uint8Array.of(0x80, 0x3f, 0x49, 0xc0), // 0x3f80, 0xc049
    );
    expect(decodeSafetensors(bytes).h.data).toEqual(Float32Array.of(1, -3.140625));
  });

  test("keeps a name that objects treat specially", () => {
    const bytes = file(`{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4);
    expect(Object.keys(decodeSafetensors(bytes))).toEqual(["__proto__"]);
  });

  test.each([
    { of: "an empty file", bytes: new Uint8Array(0), message: "expected at least 8 bytes, got 0" },
    {
      of: "a PNG",
      bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0),
      message: "expected a header of at most 100000000 bytes",
    },
    {
      of: "a header cut short",
      bytes: file({ a: f32(0, 4) }, 4).subarray(0, 20),
      message: /expected a header of \d+ bytes, got a file of 20: truncated/,
    },
    { of: "broken JSON", bytes: file("{"), message: "expected a JSON header" },
    { of: "bytes that are not UTF-8", bytes: file("{}").fill(0xff, 8), message: "JSON header" },
    {
      of: "values nested a million deep",
      bytes: file("[".repeat(1e6)),
      message: "expected a header of tensors, got values nested in more than 3 others at byte 3",
    },
    {
      of: "a list of a hundred thousand empty ones",
      bytes: file(`{"a":[${"[],".repeat(1e5)}[]]}`),
      message: "expected a header of tensors, got 100003 objects and lists: not safetensors",
    },
    { of: "a list", bytes: file([]), message: "expected the header to be a JSON object, got []" },
    {
      of: "an entry of null",
      bytes: file({ a: null }),
      message: `expected "a" to be a JSON object`,
    },
    {
      of: "metadata of numbers",
      bytes: file({ __metadata__: { a: 1 } }),
      message: "expected __metadata__ to map names to strings",
    },
    {
      of: "an unknown type",
      bytes: file({ a: { ...f32(0, 4), dtype: "F8" } }, 4),
      message: `expected dtype of "a" to be one of F64, F32`,
    },
    {
      of: "a type named like a method of objects",
      bytes: file({ a: { ...f32(0, 4), dtype: "toString" } }, 4),
      message: `expected dtype of "a" to be one of`,
    },
    { of: "a negative size", bytes: file({ a: f32(0, 4, [-1]) }, 4), message: `shape of "a"` },
    {
      of: "a fractional size",
      bytes: file({ a: f32(0, 4, [0.5, 2]) }, 4),
      message: `shape of "a"`,
    },
    {
      of: "sizes whose product overflows",
      bytes: file({ a: f32(0, 4, [2 ** 52, 2 ** 52]) }, 4),
      message: `bytes for "a", F32`,
    },
    {
      of: "a shape of another size",
      bytes: file({ a: f32(0, 8, [1]) }, 8),
      message: `expected 4 bytes for "a", F32 [1], got 8`,
    },
    {
      of: "an offset past the end",
      bytes: file({ a: f32(0, 8) }, 4),
      message: `expected data_offsets of "a" within 4 bytes of data, got [0,8]`,
    },
    {
      of: "offsets backwards",
      bytes: file({ a: f32(4, 0, [0]) }, 4),
      message: `expected data_offsets of "a" within`,
    },
    {
      of: "three offsets",
      bytes: file({ a: { ...f32(0, 4), data_offsets: [0, 4, 8] } }, 4),
      message: `expected data_offsets of "a" to be [begin, end]`,
    },
    {
      of: "an overlap",
      bytes: file({ a: f32(0, 8), b: f32(4, 12) }, 12),
      message: `expected "b" to begin at byte 8, where the tensor before it ends, got 4: an overlap`,
    },
    {
      of: "a gap",
      bytes: file({ a: f32(0, 4), b: f32(8, 12) }, 12),
      message: `expected "b" to begin at byte 4, where the tensor before it ends, got 8: a gap`,
    },
    {
      of: "bytes after the last tensor",
      bytes: file({ a: f32(0, 4) }, 8),
      message: "expected tensors to fill 8 bytes of data, got 4",
    },
    {
      of: "a name given twice",
      bytes: file(
        `{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`,
        8,
      ),
      message: "a gap",
    },
  ])("refuses $of", ({ bytes, message }) => {
    expect(() => decodeSafetensors(bytes)).toThrow(RangeError);
    expect(() => decodeSafetensors(bytes)).toThrow(message);
  });

  test("reads brackets, quotes and backslashes in names as parts of the names", () => {
    const name = String.raw`[[[[{{{{"\"]}` + "\\";
    expect(Object.keys(decodeSafetensors(file({ [name]: f32(0, 4) }, 4)))).toEqual([name]);
  });

  test("reads a header of 30 MB, which the format allows", () => {
    const notes = "x".repeat(3e7);
    const bytes = file({ __metadata__: { notes }, a: f32(0, 4) }, 4);
    expect(decodeSafetensors(bytes).a.data).toEqual(Float32Array.of(0));
  });

  test("lists every name that is not there", () => {
    const bytes = file({ a: f32(0, 4) }, 4);
    expect(() => decodeSafetensors(bytes, { names: ["a", "x", "y"] })).toThrow(
      new RangeError("decodeSafetensors: expected 3 tensors, got a file without 2 of them: x, y"),
    );
  });

  test("gives an error or tensors inside the file, for any bytes changed", () => {
    const good = encodeSafetensors(
      {
        "conv.weight": { dtype: "F32", shape: [2, 3], data: new Float32Array(6).fill(1) },
        step: { dtype: "I64", shape: [], data: BigInt64Array.of(3n) },
      },
      { step: "3" },
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        fc.nat(good.length),
        (edits, cut) => {
          const bytes = good.slice(0, cut < good.length / 2 ? good.length : cut);
          for (const [at, value] of edits) if (at < bytes.length) bytes[at] = value;
          expect(decodesSafely(bytes)).toBe(true);
        },
      ),
      { numRuns: 2000, seed: 1 },
    );
  });
});

describe("decodeSafetensorsMetadata", () => {
  test("is what the header holds", () => {
    expect(decodeSafetensorsMetadata(file({ __metadata__: { format: "pt" } }))).toEqual({
      format: "pt",
    });
  });

  test("is empty where the header has none", () => {
    expect(decodeSafetensorsMetadata(file({}))).toEqual({});
  });
});
