// The same training step on every engine: the same losses.
import { randomStream } from "@flawlens/sampling";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { adam, trainStep } from "@flawlens/training";
import { dispose, tensor2d, tensor4d, type Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { convHead } from "./head/convHead.ts";
import { createFcdd } from "./createFcdd.ts";
import { decode, encode } from "./forward.ts";
import { smallConvNetEncoder } from "./encoder/networkEncoder.ts";
import { trainableNames } from "./training/trainedParams.ts";

/** Losses of a few steps of encoder and head, everything trained, from the same seed. */
async function losses(engine: string, steps: number): Promise<number[]> {
  await useEngine(engine);
  const types = ["bright", "dark"];
  const model = createFcdd({
    encoder: smallConvNetEncoder({ widths: [[6], [8]] }),
    head: convHead({ widths: [8] }),
    types,
    inputSize: 16,
    random: randomStream(1),
  });
  const random = randomStream(2);
  const images = tensor4d(
    Float32Array.from({ length: 4 * 16 * 16 * 3 }, () => 255 * random()),
    [4, 16, 16, 3],
  );
  const labels = tensor2d([[1, 0], [0, 1], [0, 0], [0, 0]]); // prettier-ignore
  const optimizer = adam({ learningRate: 1e-3 });
  let { params } = model;
  const found: number[] = [];
  for (let step = 0; step < steps; step++) {
    const stepped = trainStep(
      params,
      { ids: [], input: images as Tensor4D },
      {
        optimizer,
        trainable: trainableNames(model),
        lossOf: (now, { input }) => {
          const encoded = encode(model, now, input, { training: true });
          const decoded = decode(model, now, encoded.output, { training: true });
          const updates = { ...encoded.updates, ...decoded.updates };
          return { loss: model.loss(decoded.output, labels), updates };
        },
      },
    );
    for (const [name, tensor] of Object.entries(params))
      if (stepped.params[name] !== tensor) dispose(tensor);
    params = stepped.params;
    found.push((await stepped.loss.data())[0]);
    dispose(stepped.loss);
  }
  dispose([params, images, labels] as never);
  optimizer.dispose();
  return found;
}

/** Sums in another order: 1.0e-7 was measured after five steps, on both engines. */
const TOLERANCE = 1e-5;

async function expectLossesOfOrt(engine: string): Promise<void> {
  const [own, other] = [await losses("ort", 5), await losses(engine, 5)];
  expect(own.at(-1)).toBeLessThan(own[0]);
  for (const [i, loss] of own.entries())
    expect(Math.abs(other[i] / loss - 1)).toBeLessThan(TOLERANCE);
}

describe("a training step of MultiTypeFCDD has the losses of ort", () => {
  test("on cpu", () => expectLossesOfOrt("cpu"));

  test.skipIf(!process.env.TFJS_NODE_DIR)(
    "on tensorflow (skipped where TFJS_NODE_DIR names no tfjs-node)",
    () => expectLossesOfOrt("tensorflow"),
  );
});
