import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tinyDetector } from "../test/tinyDetector.ts";
import { readOnnxMetadata } from "./readOnnxMetadata.ts";

describe("readOnnxMetadata", () => {
  test("gives every key with its value, also empty and beyond ASCII", () => {
    const metadata = { flawlens: '{"Grösse":"é"}', empty: "", 名前: "x".repeat(1000) };
    expect(readOnnxMetadata(tinyDetector(metadata))).toEqual(metadata);
  });

  test("is empty for a model without metadata", () => {
    expect(readOnnxMetadata(tinyDetector({}))).toEqual({});
  });

  test("reads from the middle of a larger buffer", () => {
    const model = tinyDetector({ a: "b" });
    const larger = Buffer.concat([Buffer.alloc(3, 0xff), model, Buffer.alloc(3, 0xff)]);
    expect(readOnnxMetadata(larger.subarray(3, 3 + model.length))).toEqual({ a: "b" });
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
  ])("refuses $of as no ONNX model", ({ bytes, got }) => {
    expect(() => readOnnxMetadata(bytes)).toThrow(
      new RangeError(`readOnnxMetadata: expected an ONNX model, got ${got}`),
    );
  });

  test("refuses a model cut anywhere before its graph ends, and says where it breaks off", () => {
    const model = tinyDetector({});
    fc.assert(
      fc.property(fc.integer({ min: 3, max: model.length - 1 }), (length) => {
        expect(() => readOnnxMetadata(model.subarray(0, length))).toThrow(
          /expected a (whole ONNX model|graph in the ONNX model), got \d+ bytes .*copy or export/,
        );
      }),
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
