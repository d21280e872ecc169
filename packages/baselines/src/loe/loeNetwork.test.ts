import "../../test/cpu.ts";
import { initParams } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { fill, memory, tensor2d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { embed, loeSpec } from "./loeNetwork.ts";

const shape = { size: 5, transformations: 3, transformationWidth: 4, encoderWidths: [4, 2] };
const params = initParams(loeSpec(shape), { random: randomStream(2) });

test("each image has its own embedding and views, whatever is beside it", () => {
  const rows = [[1, 2, 3, 4, 5], [-1, 0, 2, 0, 1]]; // prettier-ignore
  const before = memory().numTensors;
  const x = tensor2d(rows);
  const { z, views } = embed(params, x);
  expect([z.shape, views.shape]).toEqual([[2, 2], [2, 3, 2]]); // prettier-ignore
  expect(memory().numTensors).toBe(before + 3);
  const alone = embed(params, tensor2d([rows[1]]));
  expect(views.dataSync().slice(6)).toEqual(alone.views.dataSync());
  expect(z.dataSync().slice(2)).toEqual(alone.z.dataSync());
});

test("a transformation that lets nothing through gives the embedding of zeros", () => {
  const closed = { ...params, "transformations.1.bias": fill([3, 1, 5], -100) };
  const { views } = embed(closed, tensor2d([[1, 1, 1, 1, 1]]));
  const zeros = embed(params, tensor2d([[0, 0, 0, 0, 0]])).z.dataSync();
  for (const [i, value] of views.dataSync().entries()) expect(value).toBeCloseTo(zeros[i % 2], 5);
});
