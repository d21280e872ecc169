import "../../test/cpu.ts";
import { rowStatistics, shrunkWhitening, subset } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { embedAll, side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import { rankSuspects } from "./rankSuspects.ts";

const { embedding, embeddingParams: params } = tinyEmbedding();
const inputSize = { height: side, width: side };
const model = { embedding, params, spec: embedding.spec, inputSize };
const cells = 16;

/** Whitened patches of each image; the whitening has a test of its own. */
async function whitened(source: ReturnType<typeof tinySource>): Promise<number[][][]> {
  const rows = await embedAll(model, source);
  const { matrix, offset, size, count } = shrunkWhitening().fit(rowStatistics(rows));
  return source.samples.map((_, image) =>
    Array.from({ length: cells }, (_, cell) =>
      Array.from({ length: count }, (_, to) => {
        let sum = -offset[to];
        for (let from = 0; from < size; from++)
          sum += rows.data[(image * cells + cell) * size + from] * matrix[from * count + to];
        return sum;
      }),
    ),
  );
}

const byValue = (a: number, b: number) => a - b;

/** Weights by plain loops over all patches, of which an image has fewer than are kept. */
async function expected(source: ReturnType<typeof tinySource>) {
  const images = await whitened(source);
  const distances = images.map((own, i) => {
    const others = images.filter((_, j) => j !== i);
    const apart = own.map((a) => {
      const near = others.map((other) => Math.min(...other.map((b) => Math.hypot(...a.map((x, c) => x - b[c]))))); // prettier-ignore
      return near.toSorted(byValue)[2];
    });
    const [first, second, third] = apart.toSorted(byValue).toReversed();
    return (first + second + third) / 3;
  });
  const median = distances.toSorted(byValue)[Math.floor(distances.length / 2)];
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

  test("lets neither an image vouch for itself, nor a copy of it", async () => {
    const { samples, read } = tinySource({ normal: 6, anomalous: 1 });
    const copied = { samples: [...samples, { ...samples[6], id: "copy" }], read: (i: number) => read(Math.min(i, 6)) }; // prettier-ignore
    const ranking = await rankSuspects(model, copied, { random: randomStream(1) });
    expect(ranking?.slice(0, 2).map(({ id }) => id).toSorted()).toEqual(["anomalous-0", "copy"]); // prettier-ignore
  });

  test("ranks two images", async () => {
    const source = tinySource({ normal: 2 });
    const ranking = await rankSuspects(model, source, { random: randomStream(1) });
    expect(ranking?.map(({ id }) => id).toSorted()).toEqual(["normal-0", "normal-1"]);
  });

  test("where patches of all images are too many, ranks in groups that the seed draws", async () => {
    const source = tinySource({ normal: 9, anomalous: 1 });
    const by = (seed: number) =>
      rankSuspects(model, source, { random: randomStream(seed), references: 5 * cells });
    const ranking = await by(1);
    expect(await by(1)).toEqual(ranking);
    expect(await by(2)).not.toEqual(ranking);
    expect(ranking?.[0].id).toBe("anomalous-0");
    expect(ranking?.map(({ id }) => id).toSorted()).toEqual(
      source.samples.map(({ id }) => id).toSorted(),
    );
  });

  test("tells that the signal came", async () => {
    const signal = AbortSignal.abort();
    expect(await rankSuspects(model, tinySource(), { random: randomStream(1), signal })).toBeNull();
  });

  test.each([
    { normal: 1, references: 20_000, says: "expected at least 2 images, got 1" },
    { normal: 6, references: 31, says: "expected at least 32 references, got 31" },
  ])("refuses: $says", async ({ normal, references, says }) => {
    const source = subset(tinySource({ normal: 6 }), ({ id }) => Number(id.split("-")[1]) < normal);
    await expect(
      rankSuspects(model, source, { random: randomStream(1), references }),
    ).rejects.toThrow(new RangeError(`rankSuspects: ${says}`));
  });
});
