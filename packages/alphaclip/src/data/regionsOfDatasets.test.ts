import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { synthesize } from "@flawlens/datasets";
import type { Manifest } from "@flawlens/datasets";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { regionsOfDatasets } from "./regionsOfDatasets.ts";

let folder: string;
let data: Manifest;
const split = { train: 0.5, validation: 0.25, test: 0.25 };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "regions-of-"));
  const few = { normal: 1, anomalous: 1 };
  data = await synthesize(folder, { seed: 2, size: 32, train: few, validation: few, test: few });
});
afterAll(() => rm(folder, { recursive: true }));

describe("regionsOfDatasets", () => {
  test("keeps published splits that have defects to train and to test on", async () => {
    const warnings: string[] = [];
    const told: string[] = [];
    const { regions, name } = await regionsOfDatasets([data], {
      split,
      seed: 1,
      onWarning: (message) => warnings.push(message),
      onProgress: ({ dataset, done, total }) => told.push(`${dataset} ${done}/${total}`),
    });
    const splitOf = new Map(data.samples.map((sample) => [sample.id, sample.split]));
    for (const region of regions) expect(region.split).toBe(splitOf.get(region.sample));
    expect(warnings).toEqual([]);
    const defects = data.samples.filter(({ label }) => label === 1).length;
    expect(told.at(-1)).toBe(`${name} ${defects}/${defects}`);
    expect(told).toHaveLength(defects);
  });

  test("splits the defects of other data sets by the seed, and says so", async () => {
    const samples = data.samples.map((sample) => ({ ...sample, split: "test" as const }));
    const untrained: Manifest = { ...data, samples };
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const sidesOf = async (seed: number) => {
      const { regions } = await regionsOfDatasets([untrained], { split, seed, onWarning });
      return regions.map((region) => `${region.sample} ${region.split}`);
    };
    const first = await sidesOf(1);
    expect(new Set(first.map((text) => text.split(" ")[1]))).toEqual(
      new Set(["train", "validation", "test"]),
    );
    expect(warnings[0]).toBe(
      `${data.name} is published without the splits of defects that this run needs: its defects are split by the seed`,
    );
    expect(await sidesOf(1)).toEqual(first);
    expect(await sidesOf(2)).not.toEqual(first);
  });

  test("tests on the defects of data sets of their own, and trains on the others' only", async () => {
    const merged = await regionsOfDatasets([data], { testData: [data], split, seed: 1 });
    const setsOf = (side: string) =>
      new Set(merged.regions.filter((region) => region.split === side).map(({ sample }) => sample.split("/")[0])); // prettier-ignore
    expect([...setsOf("train")]).toEqual([data.name]);
    expect([...setsOf("test")]).toEqual([`${data.name} test`]);
  });

  test("refuses no data set", async () => {
    await expect(regionsOfDatasets([], { split, seed: 1 })).rejects.toThrow(
      "regionsOfDatasets: expected one or more data sets, got none",
    );
  });
});
