import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { block, concat, model, number } from "../test/wire.ts";
import { readOnnxMetadata } from "./readOnnxMetadata.ts";

/** A model with a graph of one node, and then these texts. */
function modelWith(metadata: [key: string, value: string][]): Uint8Array {
  const graph = [block(1, block(1, "x"), block(2, "y"), block(4, "Neg")), block(2, "graph")];
  const texts = metadata.map(([key, value]) => block(14, block(1, key), block(2, value)));
  return concat(model(...graph), ...texts);
}

describe("readOnnxMetadata", () => {
  test("gives every key with its value, also empty and beyond ASCII", () => {
    const metadata = { flawlens: '{"Grösse":"é"}', empty: "", 名前: "x".repeat(1000) };
    expect(readOnnxMetadata(modelWith(Object.entries(metadata)))).toEqual(metadata);
  });

  test("is empty for a model without metadata", () => {
    expect(readOnnxMetadata(modelWith([]))).toEqual({});
  });

  test("keeps the last value of a repeated key", () => {
    const metadata: [string, string][] = [["a", "1"], ["b", "2"], ["a", "3"]]; // prettier-ignore
    expect(readOnnxMetadata(modelWith(metadata))).toEqual({ a: "3", b: "2" });
  });

  test("keeps a key that objects have a meaning for, and a leading U+FEFF", () => {
    const read = readOnnxMetadata(modelWith([["__proto__", "a"], ["b", "\uFEFFc"]])); // prettier-ignore
    expect(Object.entries(read)).toEqual([["__proto__", "a"], ["b", "\uFEFFc"]]); // prettier-ignore
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype);
  });

  test("reads from the middle of a larger buffer", () => {
    const bytes = modelWith([["a", "b"]]);
    const larger = Buffer.concat([Buffer.alloc(3, 0xff), bytes, Buffer.alloc(3, 0xff)]);
    expect(readOnnxMetadata(larger.subarray(3, 3 + bytes.length))).toEqual({ a: "b" });
  });

  test.each([
    { of: "nothing", bytes: new Uint8Array(0), got: "0 bytes" },
    {
      of: "a PNG",
      bytes: Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 1),
      got: "5 bytes that start with 89 50 4e 47",
    },
    {
      of: "a text",
      bytes: new TextEncoder().encode("hello"),
      got: "5 bytes that start with 68 65 6c 6c",
    },
    {
      of: "a message whose first field is a text",
      bytes: block(1, "ab"),
      got: "4 bytes that start with 0a 02 61 62",
    },
  ])("refuses $of as no ONNX model", ({ bytes, got }) => {
    expect(() => readOnnxMetadata(bytes)).toThrow(
      new RangeError(`readOnnxMetadata: expected an ONNX model, got ${got}`),
    );
  });

  test("refuses a model without a graph", () => {
    expect(() => readOnnxMetadata(concat(number(1, 8), block(14, block(1, "a"))))).toThrow(
      "readOnnxMetadata: expected a graph in the ONNX model, got 7 bytes without one; copy or export",
    );
  });

  test("says where a text breaks off whose length leads out of its entry", () => {
    const broken = concat(model(), block(14, Uint8Array.of(0x0a, 9, 0x61)), block(14, "later"));
    expect(() => readOnnxMetadata(broken)).toThrow(
      /got \d+ bytes that end inside the part that starts at byte 4; copy or export/,
    );
  });

  test("refuses a model cut anywhere before its graph ends, and says where it breaks off", () => {
    const bytes = modelWith([]);
    for (let length = 3; length < bytes.length; length++)
      expect(() => readOnnxMetadata(bytes.subarray(0, length))).toThrow(
        /expected a (whole ONNX model|graph in the ONNX model), got \d+ bytes .*copy or export/,
      );
  });

  test("never fails on random bytes but with its own RangeError", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        let message = "readOnnxMetadata: expected"; // also where the bytes happen to be a model
        try {
          readOnnxMetadata(bytes);
        } catch (error) {
          ({ message } = error as Error);
        }
        expect(message).toMatch(/^readOnnxMetadata: expected/);
      }),
    );
  });
});
