/** Readers fed with what nobody would write; more of it: `npm run fuzz -- --only datasets,images`. */
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fuzzSome } from "../../files/test/fuzz/fuzzSome.ts";
import { anomalyDiffusion } from "../src/index.ts";
import { datasets } from "./datasets.fuzz.ts";
import { images } from "./images.fuzz.ts";
import { tree } from "./tree.ts";

test("200 damaged and made-up lists, tables, manifests and folders are refused by name, or read, saved and read alike", async () => {
  const { outcomes, faults } = await fuzzSome(datasets, 200);
  expect(faults).toEqual([]);
  expect(outcomes.refused).toBeGreaterThan(80);
  expect(outcomes.read).toBeGreaterThan(25);
});

test("120 broken, cut off and lying images are refused by name, or decoded alike each time", async () => {
  const { outcomes, faults } = await fuzzSome(images, 120);
  expect(faults).toEqual([]);
  expect(outcomes.refused).toBeGreaterThan(40);
  expect(outcomes.read).toBeGreaterThan(15);
});

test("AnomalyDiffusion's folders with files of any name keep their order and pairs", () =>
  fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.stringMatching(/^[0-9a-z]{1,4}$/), { minLength: 1, maxLength: 5 }),
      async (stems) => {
        const files = stems.flatMap((stem) => [`n/d/image/${stem}.jpg`, `n/d/mask/${stem}.jpg`]);
        const root = await tree(Object.fromEntries(files.map((file) => [file, ""])));
        const { samples } = await anomalyDiffusion(root);
        expect(samples).toHaveLength(stems.length);
        for (const { image, mask } of samples) expect(mask).toBe(image.replace("image", "mask"));
        const numbers = samples.map(({ image }) => Number.parseInt(image.slice(10), 10));
        const all = numbers.every((number) => !Number.isNaN(number));
        expect(all ? numbers : []).toEqual(all ? numbers.toSorted((x, y) => x - y) : []);
      },
    ),
    { numRuns: 30, interruptAfterTimeLimit: 4000 },
  ));
