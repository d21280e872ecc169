import "../../test/cpu.ts";
import { imageTensor } from "@flawlens/backbones";
import { leastTrusted, markedCells } from "@flawlens/detector";
import { memory } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { tinyModel, tinySource } from "../../test/tiny.ts";
import { encode } from "../network/encode.ts";
import { fitNovelty } from "./fitNovelty.ts";
import type { NoveltyRecord } from "./fitNovelty.ts";
import { patchVectors } from "./patchVectors.ts";
import { scorePatchVectors, whitenPatches } from "./scorePatchVectors.ts";

const normal = tinySource("normal", 6);
const odd = tinySource("odd", 1, { patch: true });
const source = {
  samples: [...normal.samples, ...odd.samples],
  read: (i: number) => (i < 6 ? normal.read(i) : odd.read(i - 6)),
};
const options = { neighbors: 2, patches: 5 };

async function fitted(model = tinyModel({ novelty: options })) {
  const fitting = fitNovelty(model, { nominal: source, batchSize: 3 });
  const names = new Set<string>();
  let step = await fitting.next();
  for (; !step.done; step = await fitting.next()) names.add(step.value.name);
  return { model, names: [...names], record: step.value as NoveltyRecord };
}

/** The whitened patches of every image, `[images][cells]`. */
async function patchesOf({ params, ...model }: ReturnType<typeof tinyModel>) {
  const images = await Promise.all(source.samples.map((_, i) => source.read(i)));
  const input = imageTensor(images, model.inputSize);
  const features: Tensor4D[] = encode(model, params, input, { training: false }).features;
  const { white } = whitenPatches(params, patchVectors(features));
  return white.arraySync();
}
const length = (x: readonly number[]) => Math.hypot(...x);

describe("fitNovelty", () => {
  test("whitens all patches: their mean is 0, and on average |x|² is the number of dimensions", async () => {
    const { model, names } = await fitted();
    expect(names).toEqual([
      "features of patches",
      "statistics of patches",
      "novelty of training images",
    ]);
    const rows = (await patchesOf(model)).flat();
    const size = rows[0].length;
    expect(size).toBe(4 + 4 + 6); // means of both scales, and the finest cells
    for (let k = 0; k < size; k++)
      expect(rows.reduce((sum, row) => sum + row[k] / rows.length, 0)).toBeCloseTo(0, 2);
    const squares = rows.reduce((sum, row) => sum + length(row) ** 2 / rows.length, 0);
    expect(squares / size).toBeGreaterThan(0.8); // the shrinkage takes some from directions that hardly vary
    expect(squares / size).toBeLessThan(1.001);
  });

  test("keeps the patches of each image that are farthest from the mean", async () => {
    const { model } = await fitted();
    const images = await patchesOf(model);
    const bank = model.params["novelty.bank"].arraySync() as number[][][];
    expect(model.params["novelty.bank"].shape).toEqual([7, 5, 14]);
    for (const [i, patches] of images.entries()) {
      const farthest = patches.map(length).toSorted((a, b) => b - a).slice(0, 5); // prettier-ignore
      for (const [k, row] of bank[i].entries()) expect(length(row)).toBeCloseTo(farthest[k], 2);
    }
  });

  test("compares each training image with the others, and finds the odd one", async () => {
    const { model, record } = await fitted();
    const images = await patchesOf(model);
    const bank = model.params["novelty.bank"].arraySync() as number[][][];
    const apart = (a: readonly number[], b: readonly number[]) => length(a.map((x, k) => x - b[k])); // prettier-ignore
    for (const [own, patches] of images.entries()) {
      const others = bank.filter((_, i) => i !== own);
      const distances = patches.map(
        (patch) =>
        others.map((rows) => Math.min(...rows.map((row) => apart(patch, row)))).toSorted((a, b) => a - b)[1], // prettier-ignore
      );
      const largest = distances.toSorted((a, b) => b - a).slice(0, 3);
      expect(record.novelty[own]).toBeCloseTo((largest[0] + largest[1] + largest[2]) / 3, 2);
    }
    expect(leastTrusted(record.ids, record.novelty)[0].id).toBe("odd-0");
  });

  test("keeps the patches under the masks of known anomalies, and weighs by the nearest", async () => {
    const model = tinyModel({ novelty: options });
    const known = tinySource("known", 2, { patch: true, seed: 9 });
    const unmasked = { ...known, readMask: async () => null };
    for await (const _ of fitNovelty(model, { nominal: source, fewShot: unmasked }));
    expect(model.params).not.toHaveProperty(["novelty.known"]);
    for await (const _ of fitNovelty(model, { nominal: source, fewShot: known }));
    const { params } = model;
    const cells = [];
    for (const i of known.samples.keys()) {
      const features = encode(model, params, imageTensor([await known.read(i)], model.inputSize), { training: false }); // prettier-ignore
      const vectors = patchVectors(features.features);
      const { white } = whitenPatches(params, vectors);
      const marked = markedCells(await known.readMask(i), [4, 4])!;
      const under = [...marked.keys()].filter((cell) => marked[cell] === 1);
      const rows = under.map((cell) => (white.arraySync() as number[][][])[0][cell]);
      cells.push(...rows.toSorted((a, b) => length(b) - length(a)));
      // A patch of a known anomaly has the distance 0 to itself, which counts as 1.
      const map = scorePatchVectors(params, vectors, 2).patches.dataSync();
      for (const [k, cell] of under.entries()) expect(map[cell]).toBeCloseTo(length(rows[k]), 2);
    }
    const bank = params["novelty.known"].arraySync() as number[][];
    expect(bank).toHaveLength(cells.length);
    for (const [i, row] of bank.entries())
      for (const [k, value] of row.entries()) expect(value).toBeCloseTo(cells[i][k], 2);
  });

  test("a second fit gives the same numbers, in place of the first", async () => {
    const { model, record } = await fitted();
    const bank = [...model.params["novelty.bank"].dataSync()];
    const before = memory().numTensors;
    const again = await fitted(model);
    expect(memory().numTensors).toBe(before);
    expect([...model.params["novelty.bank"].dataSync()]).toEqual(bank);
    expect(again.record).toEqual(record);
  });

  test.each(["features of patches", "statistics of patches", "novelty of training images"])(
    "stopped at the %s leaves the detector as it was",
    async (phase) => {
      const model = tinyModel({ novelty: options });
      const { params } = model;
      const before = memory().numTensors;
      const control = new AbortController();
      const fitting = fitNovelty(model, { nominal: source, signal: control.signal });
      let step = await fitting.next();
      for (; !step.done; step = await fitting.next())
        if (step.value.name === phase) control.abort();
      expect(step.value).toBeNull();
      expect(model.params).toBe(params);
      expect(memory().numTensors).toBe(before);
    },
  );

  test("refuses a detector without novelty, no image, and more memory than is allowed", async () => {
    const none = { ...source, samples: [] };
    const model = tinyModel({ novelty: options });
    await expect(fitNovelty(tinyModel(), { nominal: source }).next()).rejects.toThrow("expected a detector with novelty, got none"); // prettier-ignore
    await expect(fitNovelty(model, { nominal: none }).next()).rejects.toThrow("expected nominal images, got none"); // prettier-ignore
    await expect(fitNovelty(model, { nominal: source, cacheBytes: 10 }).next()).rejects.toThrow(
      "fitNovelty: expected cached features of at most",
    );
  });
});
