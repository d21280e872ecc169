import "@flawlens/tfjs-backend-ort";
import "@tensorflow/tfjs-backend-cpu";
import { readFileSync } from "node:fs";
import { patchEmbeddings, patchJoins } from "@flawlens/backbones";
import type { PatchEmbeddingOptions } from "@flawlens/backbones";
import { takeRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { dispose, memory, setBackend, tensor, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor2D, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { ruleRange } from "../../backbones/test/ruleParams.ts";
import { greedyCoreset } from "../src/coreset/greedyCoreset.ts";
import { projectionSize, projectRows } from "../src/coreset/sparseProjection.ts";
import type { Embeddings } from "../src/embedding/embedding.ts";
import { fitGaussians } from "../src/padim/fitGaussians.ts";
import type { Gaussians } from "../src/padim/fitGaussians.ts";
import { scoreCells } from "../src/padim/scoreCells.ts";
import { patchScoring } from "../src/scoring/patchScoring.ts";

const fixture: {
  train: number;
  test: number;
  size: number;
  layers: Record<string, [number, number]>;
  patchcore: {
    projection: number[];
    components: number;
    coreset: number[];
    scores: number[];
    maps: number[][];
  };
  padim: { channels: number[]; scores: number[]; maps: number[][] };
} = JSON.parse(readFileSync(new URL("./fixtures/anomalib.json", import.meta.url), "utf8"));
const inputSize = { height: fixture.size, width: fixture.size };

/** Rule-made features, as `fixtures/make_anomalib.py` makes them, embedded. */
function embed(images: number, name: string, options: PatchEmbeddingOptions): Tensor4D {
  const scale = name === "train" ? 1 : 1.5;
  const features = Object.entries(fixture.layers).map(([layer, [cells, channels]]) => {
    const values = ruleRange(`${name}.${layer}`, images * cells * cells * channels, -scale, scale);
    return tensor4d(values, [images, cells, cells, channels]);
  });
  const joined = patchEmbeddings(features, options);
  dispose(features);
  return joined;
}

async function read(vectors: Tensor4D): Promise<Embeddings & Rows> {
  const [images, height, width, size] = vectors.shape;
  const data = (await vectors.data()) as Float32Array;
  return { data, images, height, width, size, count: images * height * width };
}

async function expectOutputs(
  outputs: { scores: Tensor; maps: Tensor },
  expected: { scores: number[]; maps: number[][] },
) {
  const [scores, maps] = [await outputs.scores.data(), await outputs.maps.data()];
  expect(scores).toHaveLength(fixture.test);
  const pixels = fixture.size ** 2;
  // anomalib computes in float32, too
  for (const [i, score] of expected.scores.entries()) expect(scores[i]).toBeCloseTo(score, 4);
  for (const [i, values] of expected.maps.entries())
    for (const [k, value] of values.entries())
      expect(maps[i * pixels + 37 * k], `map ${i}, value ${k}`).toBeCloseTo(value, 4);
}

describe.each(["ort", "cpu"])("against anomalib 2.7 on the same features, on %s", (engine) => {
  beforeAll(async () => {
    await setBackend(engine);
  });

  test("PatchCore chooses the same coreset for the same start and projection", async () => {
    const rows = await read(embed(fixture.train, "train", patchJoins.means));
    const { projection, components, coreset } = fixture.patchcore;
    expect(projectionSize(rows.count)).toBe(components);
    const data = Float32Array.from(projection);
    const points = await projectRows(rows, { data, count: components, size: rows.size });
    const options = { count: coreset.length, start: coreset[0] };
    expect([...greedyCoreset(points, options)]).toEqual(coreset);
  });

  test("PatchCore gives the same scores and maps", async () => {
    const rows = await read(embed(fixture.train, "train", patchJoins.means));
    const { data, count, size } = takeRows(rows, fixture.patchcore.coreset);
    const bank = tensor2d(data, [count, size]);
    const patches = embed(fixture.test, "test", patchJoins.means);
    const before = memory().numTensors;
    const outputs = patchScoring().outputs({ patches, bank, inputSize });
    expect(memory().numTensors).toBe(before + 2);
    await expectOutputs(outputs, fixture.patchcore);
  });

  test("PaDiM gives the same scores and maps", async () => {
    const train = await read(embed(fixture.train, "train", patchJoins.cells));
    const fitting = fitGaussians(train, fixture.padim.channels);
    let step = fitting.next();
    while (!step.done) step = fitting.next();
    const vectors = embed(fixture.test, "test", patchJoins.cells);
    const gaussians = tensors(step.value, train.height * train.width);
    const before = memory().numTensors;
    const outputs = scoreCells(vectors, gaussians, inputSize);
    expect(memory().numTensors).toBe(before + 2);
    await expectOutputs(outputs, fixture.padim);
  });
});

function tensors({ channels, means, whitening }: Gaussians, cells: number) {
  const count = channels.length;
  return {
    channels: tensor(Float32Array.from(channels)) as Tensor1D,
    means: tensor(means, [cells, count]) as Tensor2D,
    whitening: tensor(whitening, [cells, count, count]) as Tensor3D,
  };
}
