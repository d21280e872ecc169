import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { embedAll, side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import { rankSuspects } from "./rankSuspects.ts";

const { embedding, embeddingParams: params } = tinyEmbedding();
const inputSize = { height: side, width: side };
const model = { embedding, params, spec: embedding.spec, inputSize };
const cells = 16;

/** The covariance, a hundredth of it replaced by the mean variance in every direction. */
function shrunkCovariance(rows: readonly number[][]): number[][] {
  const size = rows[0].length;
  const mean = rows[0].map((_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
  const covariance = mean.map(
    (mi, i) =>
    mean.map((mj, j) => rows.reduce((sum, row) => sum + (row[i] - mi) * (row[j] - mj), 0) / (rows.length - 1)), // prettier-ignore
  );
  const average = covariance.reduce((sum, row, i) => sum + row[i], 0) / size;
  return covariance.map((row, i) => row.map((value, j) => 0.99 * value + (i === j ? 0.01 * average : 0))); // prettier-ignore
}

/** By Gauss and Jordan; a positive definite matrix needs no pivoting. */
function inverted(matrix: readonly number[][]): number[][] {
  const size = matrix.length;
  const wide = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let k = 0; k < size; k++) {
    wide[k] = wide[k].map((value) => value / wide[k][k]);
    for (let i = 0; i < size; i++)
      if (i !== k) wide[i] = wide[i].map((value, j) => value - wide[i][k] * wide[k][j]);
  }
  return wide.map((row) => row.slice(size));
}

/** Weights by plain loops, every patch of the other images a reference. */
async function expected(source: ReturnType<typeof tinySource>) {
  const { data, count, size } = await embedAll(model, source);
  const rows = Array.from({ length: count }, (_, i) =>
    Array.from(data.subarray(i * size, (i + 1) * size)),
  );
  const inverse = inverted(shrunkCovariance(rows));
  const apart = (a: number[], b: number[]) => {
    const d = a.map((value, c) => value - b[c]);
    return Math.sqrt(d.reduce((sum, x, i) => sum + x * d.reduce((row, y, j) => row + inverse[i][j] * y, 0), 0)); // prettier-ignore
  };
  const distances = source.samples.map((_, i) => {
    const others = rows.filter((_, at) => Math.floor(at / cells) !== i);
    const own = rows.slice(i * cells, (i + 1) * cells);
    return Math.max(...own.map((a) => Math.min(...others.map((b) => apart(a, b))))); // one of 16 is a hundredth
  });
  const median = distances.toSorted((a, b) => a - b)[Math.floor(distances.length / 2)];
  return source.samples
    .map(({ id }, i) => ({ id, weight: median / distances[i] }))
    .toSorted((a, b) => a.weight - b.weight);
}

describe("rankSuspects", () => {
  test("ranks images by their farthest patches from those of others, as plain loops do", async () => {
    const source = tinySource({ normal: 6, anomalous: 1 });
    const before = memory().numTensors;
    const ranking = await rankSuspects(model, source, { random: randomStream(1), batchSize: 2 });
    const should = await expected(source);
    expect(ranking?.map(({ id }) => id)).toEqual(should.map(({ id }) => id));
    for (const [i, { weight }] of (ranking ?? []).entries())
      expect(weight).toBeCloseTo(should[i].weight, 3);
    expect(ranking?.[0].id).toBe("anomalous-0");
    expect(memory().numTensors).toBe(before);
  });

  test("does not let an image vouch for itself, nor two copies hide that they are alike", async () => {
    const { samples, read } = tinySource({ normal: 6, anomalous: 1 });
    const copied = { samples: [...samples, { ...samples[6], id: "copy" }], read: (i: number) => read(Math.min(i, 6)) }; // prettier-ignore
    const ranking = await rankSuspects(model, copied, { random: randomStream(1) });
    // Each copy has a patch of distance 0 in the other: such a pair is trusted most.
    expect(ranking?.slice(-2).map(({ id }) => id).toSorted()).toEqual(["anomalous-0", "copy"]); // prettier-ignore
  });

  test("compares with as many patches as it may, chosen by the seed", async () => {
    const source = tinySource({ normal: 8, anomalous: 1 });
    const by = (seed: number) =>
      rankSuspects(model, source, { random: randomStream(seed), references: 27 });
    expect(await by(1)).toEqual(await by(1));
    expect(await by(1)).not.toEqual(await by(2));
    expect((await by(1))?.[0].id).toBe("anomalous-0");
  });

  test("tells that the signal came", async () => {
    const signal = AbortSignal.abort();
    expect(await rankSuspects(model, tinySource(), { random: randomStream(1), signal })).toBeNull();
  });

  test.each([
    { normal: 1, references: 8192, says: "expected at least 2 images, got 1" },
    {
      normal: 6,
      references: 5,
      says: "expected at least one reference an image, got 5 for 6 images",
    },
  ])("refuses: $says", async ({ normal, references, says }) => {
    await expect(
      rankSuspects(model, tinySource({ normal }), { random: randomStream(1), references }),
    ).rejects.toThrow(new RangeError(`rankSuspects: ${says}`));
  });
});
