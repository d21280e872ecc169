import { describe, expect, test } from "vitest";
import { fitGaussians } from "./fitGaussians.ts";
import { gaussian } from "./gaussian.ts";

/** Three images of 1 x 2 cells of 3 numbers. */
const data = Float32Array.of(1, 2, 3, 4, 5, 6, 2, 4, 1, 0, 5, 8, 6, 0, 2, 1, 7, 3);
const embeddings = { data, images: 3, height: 1, width: 2, size: 3 };

function fit(channels: readonly number[], of = embeddings) {
  const fitting = fitGaussians(of, channels);
  const done: number[] = [];
  let step = fitting.next();
  for (; !step.done; step = fitting.next()) done.push(step.value);
  return { done, ...step.value };
}

describe("fitGaussians", () => {
  test("fits a Gaussian of the chosen channels to each cell", () => {
    const { done, channels, means, whitening } = fit([2, 0]);
    expect(done).toEqual([1, 2]);
    expect([...channels]).toEqual([2, 0]);
    expect([...means]).toEqual([2, 3, 17 / 3, 5 / 3].map(Math.fround));
    const second = gaussian(Float64Array.of(6, 8, 3, 4, 0, 1), 2);
    expect(Array.from(whitening.slice(4))).toEqual([...second.whitening].map(Math.fround));
  });

  test.each([
    { channels: [3], of: embeddings, message: "expected channels below 3, got 3" },
    { channels: [-1], of: embeddings, message: "expected channels below 3, got -1" },
    { channels: [], of: embeddings, message: "expected channels below 3, got none" },
    {
      channels: [0],
      of: { ...embeddings, images: 1 },
      message: "expected at least 2 images, got 1",
    },
  ])("refuses: $message", ({ channels, of, message }) => {
    expect(() => fit(channels, of)).toThrow(new RangeError(`fitGaussians: ${message}`));
  });
});
