import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { decodeSafetensors, decodeSafetensorsMetadata } from "./decodeSafetensors.ts";
import { encodeSafetensors } from "./encodeSafetensors.ts";
import type { StoredTensor } from "./storedTensor.ts";

const tensor: fc.Arbitrary<StoredTensor> = fc.oneof(
  fc
    .float32Array({ maxLength: 12 })
    .map((data) => ({ dtype: "F32" as const, shape: [data.length], data })),
  fc
    .uint8Array({ maxLength: 5 })
    .map((data) => ({ dtype: "U8" as const, shape: [1, data.length], data })),
  fc
    .bigInt64Array({ minLength: 6, maxLength: 6 })
    .map((data) => ({ dtype: "I64" as const, shape: [3, 2], data })),
);
const name = fc.string({ unit: "grapheme" }).filter((name) => name !== "__metadata__");

describe("encodeSafetensors", () => {
  test("comes back from decodeSafetensors, with its metadata", () => {
    fc.assert(
      fc.property(
        fc.dictionary(name, tensor, { maxKeys: 6 }),
        fc.dictionary(fc.string(), fc.string(), { maxKeys: 3 }),
        (tensors, metadata) => {
          const bytes = encodeSafetensors(tensors, metadata);
          expect(decodeSafetensors(bytes)).toEqual({ ...tensors });
          expect(decodeSafetensorsMetadata(bytes)).toEqual({ ...metadata });
        },
      ),
      { numRuns: 200, seed: 1 },
    );
  });

  test("writes what the format says, byte by byte", () => {
    const bytes = encodeSafetensors({ a: { dtype: "U8", shape: [2], data: Uint8Array.of(5, 6) } });
    const header = `{"__metadata__":{},"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}`;
    const padded = header.padEnd(72); // a multiple of 8
    expect([...bytes.subarray(0, 8)]).toEqual([72, 0, 0, 0, 0, 0, 0, 0]);
    expect(new TextDecoder().decode(bytes.subarray(8, 80))).toBe(padded);
    expect([...bytes.subarray(80)]).toEqual([5, 6]);
  });

  test("refuses a header that no reader takes", () => {
    expect(() => encodeSafetensors({}, { notes: "x".repeat(1e8) })).toThrow(
      "encodeSafetensors: expected names, shapes and metadata of at most 100000000 bytes, the most that safetensors allows, got 100000032",
    );
  });

  test("aligns every tensor, also after one of single bytes", () => {
    const bytes = encodeSafetensors({
      mask: { dtype: "BOOL", shape: [3], data: Uint8Array.of(1, 0, 1) },
      weight: { dtype: "F32", shape: [1], data: Float32Array.of(1.5) },
    });
    expect(new Float32Array(bytes.buffer, bytes.length - 7, 1)[0]).toBe(1.5);
  });

  test.each([
    {
      of: "an array of another type",
      tensor: { dtype: "F32", shape: [1], data: Uint8Array.of(1) },
      message: "expected a Float32Array for x, F32, got Uint8Array",
    },
    {
      of: "an unknown type",
      tensor: { dtype: "F16", shape: [1], data: Uint16Array.of(1) },
      message: "expected dtype of x to be one of F64, F32, I64",
    },
    {
      of: "a shape of another size",
      tensor: { dtype: "F32", shape: [2, 2], data: Float32Array.of(1) },
      message: "expected 4 values for x, shape [2, 2], got 1",
    },
    {
      of: "negative sizes",
      tensor: { dtype: "F32", shape: [-1, -1], data: Float32Array.of(1) },
      message: "for x, shape [-1, -1]",
    },
  ])("refuses $of", ({ tensor, message }) => {
    expect(() => encodeSafetensors({ x: tensor as StoredTensor })).toThrow(message);
  });

  test("refuses the reserved name", () => {
    const one: StoredTensor = { dtype: "U8", shape: [], data: Uint8Array.of(1) };
    expect(() => encodeSafetensors({ __metadata__: one })).toThrow("reserved __metadata__");
  });

  test("refuses metadata that is not strings", () => {
    const metadata = { step: 3 } as unknown as Record<string, string>;
    expect(() => encodeSafetensors({}, metadata)).toThrow(
      "expected metadata.step to be a string, got number",
    );
  });
});
