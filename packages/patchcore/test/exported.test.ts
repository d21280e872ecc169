import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { patchJoins } from "@flawlens/backbones";
import { calibrate, exportDetector, predict, shrunkWhitening } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import "@flawlens/tfjs-backend-ort";
import { setBackend } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embedImages } from "../src/embedding/embedImages.ts";
import type { Embedder } from "../src/embedding/embedBatches.ts";
import type { Embeddings } from "../src/embedding/embedding.ts";
import { createPadim } from "../src/padim/createPadim.ts";
import { fitPadim } from "../src/padim/fitPadim.ts";
import { fitMhpatchcore } from "../src/mhpatchcore/fitMhpatchcore.ts";
import {
  createMhpatchcore,
  createPatchcore,
  createSoftpatch,
} from "../src/patchcore/createPatchcore.ts";
import { fitPatchcore } from "../src/patchcore/fitPatchcore.ts";
import { patchScoring } from "../src/scoring/patchScoring.ts";
import { imageScoring } from "../src/scoring/imageScoring.ts";
import { farthestOfEach } from "../src/reduction/farthestOfEach.ts";
import { mergeReduce } from "../src/reduction/mergeReduce.ts";
import { fitSoftpatch } from "../src/softpatch/fitSoftpatch.ts";
import { neighborWeighting } from "../src/weighting/neighborWeighting.ts";
import {
  imagesByDefinition,
  mapByDefinition,
  padimByDefinition,
  patchcoreByDefinition,
  whitenedByDefinition,
} from "./oracle.ts";
import { side, tinyEmbedding, tinySource } from "./tiny.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-patchcore-"));
});
afterAll(() => rm(folder, { recursive: true }));

const train = tinySource({ normal: 12 });
const testing = tinySource({ normal: 3, anomalous: 2, seed: 8 });
const images = await Promise.all(testing.samples.map((_, i) => testing.read(i)));

/** Compares the file on three images and on one, the detector, and the definition. */
async function compare(
  model: Detector & Embedder,
  byDefinition: (embeddings: Embeddings) => { score: number; map: number[] }[],
) {
  const calibration = await calibrate(model, testing);
  const file = join(folder, `${model.method}.onnx`);
  const dataset = { name: "tiny", hash: "none" };
  const { differences } = await exportDetector(model, calibration, file, { images, seed: 1, dataset }); // prettier-ignore
  expect(differences.largest).toBeLessThan(1e-5); // float32, sums in another order

  const embeddings = await embed(model, testing);
  const expected = byDefinition(embeddings);
  const predicted = [];
  for await (const raw of predict(model, testing)) predicted.push(raw);
  const session = await InferenceSession.create(file);
  const data = Uint8Array.from(images.flatMap(({ data }) => Array.from(data)));
  const input = new Tensor("uint8", data, [images.length, side, side, 3]);
  const { scores, maps } = await session.run({ images: input });
  expect(maps.dims).toEqual([images.length, 1, side, side]);
  for (const [i, { score, map }] of expected.entries()) {
    expect(predicted[i].scores[0], `score ${i}`).toBeCloseTo(score, 4); // float32 of numbers up to 10
    expect((scores.data as Float32Array)[i]).toBeCloseTo(score, 4);
    for (const [pixel, value] of map.entries()) {
      expect(predicted[i].maps[0].data[pixel], `map ${i}`).toBeCloseTo(value, 4);
      expect((maps.data as Float32Array)[i * map.length + pixel]).toBeCloseTo(value, 4);
    }
  }
  await session.release();
}

async function embed(model: Embedder, source: typeof train): Promise<Embeddings> {
  const embedding = embedImages(model, source);
  let step = await embedding.next();
  while (!step.done) step = await embedding.next();
  return step.value!;
}

async function bankOf({ params }: Embedder) {
  const [count, size] = params.bank.shape;
  return { data: (await params.bank.data()) as Float32Array, count, size };
}

async function whiteningOf({ params: { whitening, whiteningOffset } }: Embedder) {
  return { matrix: await whitening.data(), offset: await whiteningOffset.data() };
}

describe("the exported file, the detector and the definition agree", () => {
  test.each([1, 5])("PatchCore with %d neighbors", async (neighbors) => {
    const scoring = patchScoring({ weighting: neighborWeighting({ neighbors }) });
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side, scoring });
    const random = randomStream(4);
    for await (const event of fitPatchcore(model, { source: train, random })) void event;
    const bank = await bankOf(model);
    expect([bank.count, bank.size]).toEqual([100, 7]);
    await compare(model, (embeddings) =>
      patchcoreByDefinition(embeddings, bank, neighbors).map(({ score, distances }) => {
        return { score, map: mapByDefinition(distances, { grid: 4, side, bilinear: false }) };
      }),
    );
  });

  test("MH-PatchCore, by Mahalanobis distances of what the network gives", async () => {
    const model = createMhpatchcore({ ...tinyEmbedding(), inputSize: side });
    const reduction = mergeReduce({ rows: 30 });
    const whitening = shrunkWhitening({ keptVariance: 1 });
    for await (const event of fitMhpatchcore(model, { source: train, reduction, whitening }))
      void event;
    const { matrix, offset } = await whiteningOf(model);
    expect([matrix.length, offset.length]).toEqual([49, 7]);
    const bank = await bankOf(model);
    await compare(model, (embeddings) =>
      patchcoreByDefinition(whitenedByDefinition(embeddings, matrix, offset), bank, 9, {
        squared: true,
      }).map(({ score, distances }) => {
        const map = mapByDefinition(distances, { grid: 4, side, bilinear: true, repeated: 1 });
        return { score, map };
      }),
    );
  });

  test("MH-PatchCore with a bank of images, by the nearest images but one", async () => {
    const each = 6;
    const scoring = imageScoring({ each, neighbors: 2 });
    const model = createMhpatchcore({ ...tinyEmbedding(), inputSize: side, scoring });
    const reduction = farthestOfEach({ cells: 16, each });
    const whitening = shrunkWhitening({ keptVariance: 1 });
    for await (const event of fitMhpatchcore(model, { source: train, reduction, whitening }))
      void event;
    const { matrix, offset } = await whiteningOf(model);
    const bank = await bankOf(model);
    expect(bank.count).toBe(12 * each);
    await compare(model, (embeddings) => {
      const whitened = whitenedByDefinition(embeddings, matrix, offset);
      const found = imagesByDefinition(whitened, bank, { each, neighbors: 2 });
      return found.map(({ score, distances }) => {
        const map = mapByDefinition(distances, { grid: 4, side, bilinear: true, repeated: 1 });
        return { score, map };
      });
    });
  });

  test("SoftPatch, by weighted distances", async () => {
    const model = createSoftpatch({ ...tinyEmbedding(), inputSize: side });
    const random = randomStream(4);
    for await (const event of fitSoftpatch(model, { source: train, random })) void event;
    const weights = await model.params.bankWeights.data();
    const bank = await bankOf(model);
    expect([bank.count, weights.length]).toEqual([100, 100]);
    await compare(model, (embeddings) =>
      patchcoreByDefinition(embeddings, bank, 1, { squared: true, weights }).map(
        ({ score, distances }) => {
          const map = mapByDefinition(distances, { grid: 4, side, bilinear: true, repeated: 1 });
          return { score, map };
        },
      ),
    );
  });

  test("PaDiM", async () => {
    const model = createPadim({ ...tinyEmbedding(patchJoins.cells), inputSize: side });
    const random = randomStream(4);
    for await (const event of fitPadim(model, { source: train, random, channels: 5 })) void event;
    const channels = Array.from(await model.params.channels.data());
    expect(channels).toHaveLength(5);
    const normal = await embed(model, train);
    await compare(model, (embeddings) =>
      padimByDefinition(normal, embeddings, channels).map((distances) => {
        const map = mapByDefinition(distances, { grid: 4, side, bilinear: true });
        return { score: Math.max(...map), map };
      }),
    );
  });
});
