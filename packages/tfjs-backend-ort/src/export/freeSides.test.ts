import { describe, expect, test } from "vitest";
import { freeSides, recordingSizes } from "./freeSides.ts";

const inputs = {
  images: { shape: ["batch", "height", "width", 3] },
  masks: { shape: ["batch", "height", "width", "types"] },
  stepSize: { shape: [] },
};

describe("freeSides", () => {
  test("are the names of all inputs, each once, in order of appearance", () => {
    expect(freeSides(inputs).map(({ name }) => name)).toEqual([
      "batch",
      "height",
      "width",
      "types",
    ]);
    expect(freeSides({ x: { shape: [2, 3] } })).toEqual([]);
  });

  test("are recorded at sizes of their own, so that one is not taken for another", () => {
    const sizes = freeSides(inputs).flatMap((side) => side.sizes);
    expect(new Set(sizes).size).toBe(sizes.length);
  });

  test("but the batch are recorded at a multiple of 64, one more and one less", () => {
    for (const { sizes } of freeSides(inputs).slice(1)) {
      const [far, middle, more, less] = sizes;
      expect([middle % 64, more - middle, less - middle]).toEqual([0, 1, -1]);
      expect(middle - far).toBeGreaterThan(300);
    }
  });

  test("that the function takes as multiples only are recorded at multiples only", () => {
    const [, height] = freeSides(inputs, { height: 32 });
    expect(height.sizes.every((size) => size % 32 === 0)).toBe(true);
    expect(new Set(height.sizes).size).toBe(4);
  });

  test.each([
    {
      multiples: { depth: 2 },
      message: 'expected multiples of free sides (batch, height, width, types), got "depth"',
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
    expect(() => freeSides(inputs, multiples as Record<string, number>)).toThrow(
      new RangeError(`exportOnnx: ${message}`),
    );
  });
});

describe("recordingSizes", () => {
  test("are the base, then one further size of one side at a time", () => {
    const sides = [
      { name: "batch", sizes: [2, 3] },
      { name: "side", sizes: [10, 20, 30] },
    ];
    expect(recordingSizes(sides)).toEqual([
      { batch: 2, side: 10 },
      { batch: 3, side: 10 },
      { batch: 2, side: 20 },
      { batch: 2, side: 30 },
    ]);
    expect(recordingSizes([])).toEqual([{}]);
  });
});
