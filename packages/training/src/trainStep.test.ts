import {
  add,
  clone,
  dispose,
  matMul,
  memory,
  scalar,
  square,
  sub,
  sum,
  tensor,
  tensor2d,
} from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../test/engines.ts";
import { readParams } from "../test/readParams.ts";
import { smallLoss, smallProblem } from "../test/smallProblem.ts";
import type { Optimizer } from "./optimizers/optimizer.ts";
import { trainStep } from "./trainStep.ts";

/** p - g: shows the gradient. */
const plainDescent: Optimizer = {
  name: "descent",
  update: (params, gradients) =>
    Object.fromEntries(
      Object.keys(gradients).map((name) => [name, sub(params[name], gradients[name])]),
    ),
  tensors: () => ({}),
  state: () => null,
  restore: () => {},
  dispose: () => {},
};

describe.each(engines)("trainStep on %s", (engine) => {
  onEngine(engine);

  test("steps down the gradient and takes the updates over", async () => {
    const params = { w: tensor2d([2, 3], [2, 1]), mean: tensor([7]), frozen: tensor([1]) };
    const x = tensor2d([1, -1], [1, 2]);
    const { loss, params: next } = trainStep(params, x, {
      // (2 - 3)² = 1; dL/dw = 2·(x·w)·x = [-2, 2]
      lossOf: ({ w, mean }, x) => ({
        loss: sum(square(matMul(x, w as Tensor2D))) as Scalar,
        updates: { mean: add(mean, 1) },
      }),
      optimizer: plainDescent,
      trainable: ["w"],
    });
    expect(await loss.data()).toEqual(Float32Array.of(1));
    expect(await readParams(next)).toEqual({
      w: Float32Array.of(4, 1),
      mean: Float32Array.of(8),
      frozen: Float32Array.of(1),
    });
    expect(next.frozen).toBe(params.frozen);
  });

  test("agrees with finite differences of the loss", async () => {
    const { params, trainable, nextBatch } = smallProblem();
    const batch = await nextBatch();
    const { params: next } = trainStep(params, batch, {
      lossOf: smallLoss,
      optimizer: plainDescent,
      trainable,
    });
    const before = await readParams(params);
    const after = await readParams(next);
    const lossAt = async (name: string, index: number, change: number) => {
      const moved = Float32Array.from(before[name]);
      moved[index] += change;
      const { loss } = smallLoss({ ...params, [name]: tensor(moved, params[name].shape) }, batch);
      return (await loss.data())[0];
    };
    for (const name of trainable) {
      const index = before[name].length >> 1;
      const h = 1e-2;
      const slope = ((await lossAt(name, index, h)) - (await lossAt(name, index, -h))) / (2 * h);
      const gradient = before[name][index] - after[name][index];
      // a float32 loss of size 1 divided by 2e-2, and the curvature over h
      expect(Math.abs(gradient - slope)).toBeLessThan(1e-3);
    }
  });

  test("leaves the loss and the new parameters behind, and nothing else", async () => {
    const { params, trainable, nextBatch } = smallProblem();
    const batch = await nextBatch();
    const before = memory().numTensors;
    const stepped = trainStep(params, batch, {
      lossOf: smallLoss,
      optimizer: plainDescent,
      trainable,
    });
    await stepped.loss.data();
    expect(memory().numTensors).toBe(before + 1 + trainable.length + 1); // loss, trained, running mean
    dispose(stepped.loss);
    for (const name of Object.keys(params))
      if (stepped.params[name] !== params[name]) stepped.params[name].dispose();
    expect(memory().numTensors).toBe(before);
  });
});

describe("trainStep", () => {
  onEngine("cpu");
  const params = () => ({ w: tensor([1, 2]), b: tensor([1]), mean: tensor([0]) });
  const loss = ({ w }: Record<string, import("@tensorflow/tfjs-core").Tensor>) =>
    sum(square(w)) as Scalar;

  test.each([
    {
      of: "a loss for each sample",
      lossOf: (p: ReturnType<typeof params>) => square(p.w) as unknown as Scalar,
      message: "expected lossOf to return one number, got shape [2]; take its mean",
    },
    {
      of: "a trainable parameter that the loss does not use",
      lossOf: loss,
      message: "got no gradient for b; leave them out of trainable",
    },
    {
      of: "what lossOf itself refuses",
      lossOf: (p: ReturnType<typeof params>) => {
        square(p.w);
        throw new RangeError("labels of another length");
      },
      message: "labels of another length",
    },
    {
      of: "an update of no parameter",
      lossOf: (p: ReturnType<typeof params>) => ({ loss: loss(p), updates: { mena: scalar(0) } }),
      message: "got mena, which is no parameter",
    },
    {
      of: "an update of a trainable parameter",
      lossOf: (p: ReturnType<typeof params>) => ({ loss: loss(p), updates: { w: clone(p.w) } }),
      message: "expected updates of parameters that are not trainable, got w, which is",
    },
    {
      of: "an update of another shape",
      lossOf: (p: ReturnType<typeof params>) => ({ loss: loss(p), updates: { mean: scalar(0) } }),
      message: "expected an update of shape [1] for mean, got []",
    },
  ])("refuses $of, and leaves no tensor behind", ({ lossOf, message }) => {
    const given = params();
    const before = memory().numTensors;
    const step = () =>
      trainStep(given, null, {
        lossOf: lossOf as typeof loss,
        optimizer: plainDescent,
        trainable: ["w", "b"],
      });
    expect(step).toThrow(RangeError);
    expect(step).toThrow(message);
    expect(memory().numTensors).toBe(before);
  });
});
