import "@flawlens/tfjs-backend-ort";
import { readFileSync } from "node:fs";
import { randomStream } from "@flawlens/sampling";
import { memory, setBackend, tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleRange } from "../../../backbones/test/ruleParams.ts";
import { greedyCoreset } from "./greedyCoreset.ts";
import { nearestRows } from "./nearestRows.ts";
import { fitPadim, scorePadim } from "./padim.ts";
import { fitPatchcore, scorePatchcore } from "./patchcore.ts";
import type { BaselineScore } from "./patchcore.ts";
import { patchEmbeddings } from "./patchEmbeddings.ts";
import type { Embeddings } from "./patchEmbeddings.ts";
import type { Rows } from "./rows.ts";
import { takeRows } from "./rows.ts";
import { projectionSize, projectRows, sparseProjection } from "./sparseProjection.ts";

const fixture: {
  train: number;
  test: number;
  size: number;
  layers: Record<string, [number, number]>;
  patchcore: {
    projection: number[];
    components: number;
    start: number;
    coreset: number[];
    scores: number[];
    maps: number[][];
  };
  padim: { channels: number[]; scores: number[]; maps: number[][] };
} = JSON.parse(
  readFileSync(new URL("../../test/fixtures/baselines.json", import.meta.url), "utf8"),
);
const size = { height: fixture.size, width: fixture.size };

beforeAll(async () => {
  await setBackend("ort");
});

/** Rule-made features, as `fixtures/baselines.py` makes them, embedded. */
async function embed(
  images: number,
  name: string,
  options: Parameters<typeof patchEmbeddings>[1],
): Promise<Embeddings> {
  const scale = name === "train" ? 1 : 1.5;
  const features = Object.entries(fixture.layers).map(([layer, [cells, channels]]) => {
    const values = ruleRange(`${name}.${layer}`, images * cells * cells * channels, -scale, scale);
    return tensor4d(values, [images, cells, cells, channels]);
  });
  const joined = patchEmbeddings(features, options);
  const [, height, width, channels] = joined.shape;
  const data = (await joined.data()) as Float32Array;
  for (const tensor of [joined, ...features]) tensor.dispose();
  return { data, images, height, width, size: channels };
}

async function expectScores(
  scores: AsyncGenerator<BaselineScore>,
  expected: { scores: number[]; maps: number[][] },
) {
  let i = 0;
  for await (const { score, map } of scores) {
    expect(score).toBeCloseTo(expected.scores[i], 4); // anomalib computes in float32
    for (const [k, value] of expected.maps[i].entries())
      expect(map.data[37 * k], `map ${i}, value ${k}`).toBeCloseTo(value, 4);
    i++;
  }
  expect(i).toBe(fixture.test);
}

describe("against anomalib 2.7 on the same features", () => {
  const pooled = { pooled: true, enlarge: "bilinear" } as const;

  test("PatchCore chooses the same coreset for the same start and projection", async () => {
    const train = await embed(fixture.train, "train", pooled);
    const rows = { data: train.data, count: fixture.train * 64, size: train.size };
    const { projection, components, coreset, start } = fixture.patchcore;
    expect(projectionSize(rows.count)).toBe(components);
    const data = Float32Array.from(projection);
    const points = await projectRows(rows, { data, count: components, size: train.size });
    expect([...greedyCoreset(points, { count: coreset.length, start })]).toEqual(coreset);
  });

  test("PatchCore gives the same scores and maps", async () => {
    const train = await embed(fixture.train, "train", pooled);
    const rows = { data: train.data, count: fixture.train * 64, size: train.size };
    const memoryBank = takeRows(rows, fixture.patchcore.coreset);
    const before = memory().numTensors;
    const test = await embed(fixture.test, "test", pooled);
    await expectScores(scorePatchcore({ memoryBank, neighbors: 9 }, test, size), fixture.patchcore);
    expect(memory().numTensors).toBe(before);
  });

  test("PaDiM gives the same scores and maps", async () => {
    const options = { pooled: false, enlarge: "nearest" } as const;
    const train = await embed(fixture.train, "train", options);
    const model = fitPadim(train, { channels: fixture.padim.channels });
    await expectScores(
      scorePadim(model, await embed(fixture.test, "test", options), size),
      fixture.padim,
    );
  });
});

/** The definition: every distance, every time. */
function coresetByDefinition({ data, count, size }: Rows, wanted: number, start: number): number[] {
  const distance = (i: number, j: number) =>
    Math.fround(
      Math.sqrt(
        Array.from(
          { length: size },
          (_, c) => (data[i * size + c] - data[j * size + c]) ** 2,
        ).reduce((a, b) => a + b, 0),
      ),
    );
  const chosen = [start];
  while (chosen.length < wanted) {
    const nearest = Array.from({ length: count }, (_, i) =>
      Math.min(...chosen.map((j) => distance(i, j))),
    );
    chosen.push(nearest.indexOf(Math.max(...nearest)));
  }
  return chosen;
}

describe("greedyCoreset", () => {
  test.each([1, 3, 16, 21, 40])("is that of the definition on rows of %d numbers", (size) => {
    const random = randomStream(size);
    const centres = Array.from({ length: 12 * size }, () => 10 * random());
    const count = 300;
    const data = Float32Array.from({ length: count * size }, (_, at) => {
      const cluster = Math.floor(at / size) % 12;
      return centres[cluster * size + (at % size)] + random();
    });
    const rows = { data, count, size };
    expect([...greedyCoreset(rows, { count: 40, start: 7 })]).toEqual(
      coresetByDefinition(rows, 40, 7),
    );
  });

  test("takes the first of equally far rows, and every row where all are wanted", () => {
    const rows = { data: Float32Array.of(0, 2, -2, 2), count: 4, size: 1 };
    expect([...greedyCoreset(rows, { count: 4, start: 0 })]).toEqual([0, 1, 2, 0]);
  });

  test.each([
    { count: 0, start: 0, message: "expected a count from 1 to 2, got 0" },
    { count: 3, start: 0, message: "expected a count from 1 to 2, got 3" },
    { count: 1, start: 2, message: "expected a start below 2, got 2" },
  ])("refuses: $message", ({ message, ...options }) => {
    const rows = { data: Float32Array.of(0, 1), count: 2, size: 1 };
    expect(() => greedyCoreset(rows, options)).toThrow(new RangeError(`greedyCoreset: ${message}`));
  });
});

describe("nearestRows", () => {
  test("finds the nearest, in order", async () => {
    const bank = { data: Float32Array.of(0, 0, 3, 4, 6, 8), count: 3, size: 2 };
    const queries = { data: Float32Array.of(0, 0, 6, 7), count: 2, size: 2 };
    const { distances, indices } = await nearestRows(bank, queries, 2);
    expect([...indices]).toEqual([0, 1, 2, 1]);
    expect([...distances].map((d) => Number(d.toFixed(4)))).toEqual([0, 5, 1, 4.2426]);
    await expect(nearestRows(bank, queries, 4)).rejects.toThrow("1 to 3 neighbors, got 2 and 4");
  });
});

describe("sparseProjection", () => {
  test("keeps distances on average", async () => {
    const random = randomStream(2);
    const rows = {
      data: Float32Array.from({ length: 40 * 30 }, () => random() - 0.5),
      count: 40,
      size: 30,
    };
    const projected = await projectRows(rows, sparseProjection(30, 400, random));
    const squares = ({ data }: Rows) => data.reduce((sum, x) => sum + x * x, 0);
    expect(squares(projected) / squares(rows)).toBeGreaterThan(0.8);
    expect(squares(projected) / squares(rows)).toBeLessThan(1.2);
    expect(projectionSize(214016)).toBe(303);
  });
});

test("fits refuse what cannot be fitted", async () => {
  const embeddings = { data: new Float32Array(8), images: 1, height: 2, width: 2, size: 2 };
  expect(() => fitPadim(embeddings)).toThrow("fitPadim: expected at least 2 images, got 1");
  const two = { ...embeddings, images: 2, data: new Float32Array(16) };
  expect(() => fitPadim(two, { channels: [2] })).toThrow("expected channels below 2, got 2");
  await expect(fitPatchcore(embeddings, { fraction: 0.01, random: Math.random })).rejects.toThrow(
    "fitPatchcore: expected a fraction that keeps 1 to 4 patches, got 0.01",
  );
  await fitPatchcore(two, { fraction: 0.5, random: Math.random });
});
