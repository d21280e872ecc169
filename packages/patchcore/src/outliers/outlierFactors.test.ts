import "../../test/cpu.ts";
import { normal, randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { distancesBetween } from "../../test/oracle.ts";
import type { Embeddings } from "../embedding/embedding.ts";
import { localOutlierFactor } from "./localOutlierFactor.ts";
import { outlierFactors } from "./outlierFactors.ts";

const random = randomStream(6);
const shape = { images: 9, height: 2, width: 3, size: 4 };
const embeddings: Embeddings = {
  ...shape,
  data: Float32Array.from({ length: 9 * 6 * 4 }, () => 20 + normal(random)),
};

async function found(given: Embeddings, factor = localOutlierFactor({ neighbors: 3 })) {
  const steps = outlierFactors(given, factor);
  const done: number[] = [];
  let step = await steps.next();
  for (; !step.done; step = await steps.next()) done.push(step.value);
  return { done, factors: step.value };
}

describe("outlierFactors", () => {
  test("judges each cell among the same cell of all images", async () => {
    const before = memory().numTensors;
    const { done, factors } = await found(embeddings);
    expect(memory().numTensors).toBe(before);
    expect(done.at(-1)).toBe(6);
    for (let cell = 0; cell < 6; cell++) {
      const vectors = Array.from({ length: 9 }, (_, image) => {
        const from = (image * 6 + cell) * 4;
        return [...embeddings.data.subarray(from, from + 4)];
      });
      const alone = localOutlierFactor({ neighbors: 3 }).of(distancesBetween(vectors), 9);
      for (const [image, value] of alone.entries())
        expect(factors[image * 6 + cell]).toBeCloseTo(value, 4); // products are float32
    }
  });

  test("goes through more cells than it computes at once, each once", async () => {
    const [images, width] = [1024, 6]; // 2²⁰ distances a cell, so four at once
    const data = Float32Array.from({ length: images * width }, (_, i) => i % width);
    const seen: number[] = [];
    const factor = {
      name: "counts",
      of: (_: Float64Array, count: number) => {
        seen.push(count);
        return new Float64Array(count).fill(seen.length);
      },
    };
    const { done, factors } = await found({ data, images, height: 1, width, size: 1 }, factor);
    expect(done).toEqual([4, 6]);
    expect(factors.subarray(0, 6)).toEqual(Float32Array.of(1, 2, 5, 6, 7, 8)); // the last four again from the third
  });

  test("refuses a single image", async () => {
    const one = { ...shape, images: 1, data: embeddings.data.subarray(0, 24) };
    await expect(found(one)).rejects.toThrow("outlierFactors: expected at least 2 images, got 1");
  });
});
