import "../../test/cpu.ts";
import { imageTensor, initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { tinyBackbone, tinyModel, tinySource } from "../../test/tiny.ts";
import { encode } from "../network/encode.ts";
import { fillFeatureCache } from "./fillFeatureCache.ts";

test("keeps what encode computes of each image, by running statistics, and no tensor", async () => {
  const backbone = tinyBackbone({ trainable: false });
  const backboneParams = initParams(backbone.spec, { random: randomStream(2) });
  const model = tinyModel({ backbone, backboneParams });
  const source = tinySource("image", 5);
  const before = memory().numTensors;
  const filling = fillFeatureCache(model, {
    total: 5,
    batchSize: 2,
    read: (i) => source.read(i),
    idOf: (i) => source.samples[i].id,
  });
  const done: number[] = [];
  let next = await filling.next();
  for (; !next.done; next = await filling.next()) done.push(next.value.done);
  expect(done).toEqual([2, 4, 5]);
  expect(memory().numTensors).toBe(before);

  const [finest, coarsest] = next.value.batch([3, 0]);
  expect([finest.shape, coarsest.shape]).toEqual([
    [2, 4, 4, 4],
    [2, 2, 2, 6],
  ]);
  const images = imageTensor([source.images[3], source.images[0]], model.inputSize);
  const { features } = encode(model, model.params, images, { training: false });
  for (const [i, kept] of [finest, coarsest].entries()) {
    const computed = features[i].dataSync();
    for (const [at, value] of kept.dataSync().entries()) expect(value).toBeCloseTo(computed[at], 5);
  }
});
