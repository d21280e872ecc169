import { describe, expect, test } from "vitest";
import { freeDimensions, recordingSizes } from "./freeDimensions.ts";

const inputs = {
  images: { shape: ["batch", "height", "width", 3] },
  masks: { shape: ["batch", "height", "width", "types"] },
  stepSize: { shape: [] },
};

describe("freeDimensions", () => {
  test("are the names of all inputs, each once, in order of appearance", () => {
    expect(freeDimensions(inputs).map(({ name }) => name)).toEqual([
      "batch",
      "height",
      "width",
      "types",
    ]);
    expect(freeDimensions({ x: { shape: [2, 3] } })).toEqual([]);
  });

  test("are recorded at sizes of their own, so that one is not taken for another", () => {
    const sizes = freeDimensions(inputs).flatMap((dimension) => dimension.sizes);
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  test("but the batch are recorded at a multiple of 64, one more and one less", () => {
    for (const { sizes } of freeDimensions(inputs).slice(1)) {
      const [far, middle, more, less] = sizes;
      expect([middle % 64, more - middle, less - middle]).toEqual([0, 1, -1]);
      expect(middle - far).toBeGreaterThan(300);
    }
  });

  test("that the function takes as multiples only are recorded at multiples only", () => {
    const [, height] = freeDimensions(inputs, { height: 32 });
    expect(height.sizes.every((size) => size % 32 === 0)).toBe(true);
    expect(new Set(height.sizes).size).toBe(4);
  });

  test.each<{ multiples: Record<string, number>; message: string }>([
    {
      multiples: { depth: 2 },
      message: 'expected multiples of free dimensions (batch, height, width, types), got "depth"',
    },
    {
      multiples: { batch: 1.5 },
      message: "expected multiples.batch to be a positive integer, got 1.5",
    },
    {
      multiples: { height: 0 },
      message: "expected multiples.height to be a positive integer, got 0",
    },
  ])("refuses: $message", ({ multiples, message }) => {
    expect(() => freeDimensions(inputs, multiples)).toThrow(
      new RangeError(`exportOnnx: ${message}`),
    );
  });
});

describe("recordingSizes", () => {
  test("are the base, then one further size of one dimension at a time", () => {
    const dimensions = [
      { name: "batch", sizes: [2, 3] },
      { name: "dimension", sizes: [10, 20, 30] },
    ];
    expect(recordingSizes(dimensions)).toEqual([
      { batch: 2, dimension: 10 },
      { batch: 3, dimension: 10 },
      { batch: 2, dimension: 20 },
      { batch: 2, dimension: 30 },
    ]);
    expect(recordingSizes([])).toEqual([{}]);
  });
});
