import type { Params } from "@flawlens/backbones";
import { dispose, memory, square, sub, sum, tensor, tensor1d } from "@tensorflow/tfjs-core";
import type { Scalar } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { trainStep } from "../trainStep.ts";
import { accumulateGradients } from "./accumulateGradients.ts";
import { adam } from "./adam.ts";
import { adamW } from "./adamW.ts";
import { sgd } from "./sgd.ts";

describe.each(engines)("accumulateGradients on %s", (engine) => {
  onEngine(engine);

  test("takes one step along the sum when the last micro-batch has come, and begins anew", () => {
    const optimizer = accumulateGradients(sgd({ learningRate: 0.5 }), 3);
    let params: Params = { w: tensor1d([8, 0]) };
    const seen = [1, 2, 3, 10, 10, 10].map((gradient) => {
      params = optimizer.update(params, { w: tensor1d([gradient, -gradient]) });
      return [...params.w.dataSync()];
    });
    // 8 - (1 + 2 + 3) / 2 = 5, then 5 - 30 / 2 = -10
    expect(seen).toEqual([
      [8, 0],
      [8, 0],
      [5, 3],
      [5, 3],
      [5, 3],
      [-10, 18],
    ]);
    optimizer.dispose();
  });

  test("two halves of a gradient change Adam's parameters as the whole one does", () => {
    const step = (gradients: number[], microBatches: number) => {
      const optimizer = accumulateGradients(adam({ learningRate: 0.1 }), microBatches);
      let params: Params = { w: tensor1d([1, -2]) };
      for (const gradient of gradients)
        params = optimizer.update(params, { w: tensor1d([gradient, 3 * gradient]) });
      optimizer.dispose();
      return [...params.w.dataSync()];
    };
    expect(step([0.25, 0.25, 1, 1], 2)).toEqual(step([0.5, 2], 1)); // sums of these are exact
    expect(step([0.5, 2], 1)).not.toEqual([1, -2]);
  });

  test("keeps one tensor a parameter between micro-batches, and none after dispose", () => {
    const before = memory().numTensors;
    const params = { w: tensor1d([1]) };
    const optimizer = accumulateGradients(sgd({ learningRate: 1 }), 3);
    for (let i = 0; i < 2; i++) {
      const gradients = { w: tensor1d([1]) };
      dispose([optimizer.update(params, gradients), gradients]);
      expect(memory().numTensors).toBe(before + 2); // params and the sum
    }
    optimizer.dispose();
    dispose(params);
    expect(memory().numTensors).toBe(before);
  });
});

describe("accumulateGradients", () => {
  onEngine("cpu");

  test("saved in the midst of a batch, goes on there", () => {
    const steps = (restart: boolean) => {
      let optimizer = accumulateGradients(adamW({ learningRate: 0.1 }), 3);
      let params: Params = { w: tensor([1]) };
      for (let step = 0; step < 6; step++) {
        if (restart && step === 4) {
          const state: unknown = JSON.parse(JSON.stringify(optimizer.state()));
          const saved = Object.fromEntries(
            Object.entries(optimizer.tensors()).map(([name, t]) => [name, tensor(t.dataSync())]),
          );
          optimizer.dispose();
          optimizer = accumulateGradients(adamW({ learningRate: 0.1 }), 3);
          optimizer.restore(state, saved);
        }
        params = optimizer.update(params, { w: tensor([2]) });
      }
      return params.w.dataSync()[0];
    };
    expect(steps(true)).toBe(steps(false));
    expect(steps(false)).toBeLessThan(0.85); // two updates of 0.1
  });

  test("in trainStep, moves nothing until the batch is whole", () => {
    const optimizer = accumulateGradients(sgd({ learningRate: 0.25 }), 2);
    const lossOf = ({ w }: Params) => sum(square(sub(w, 3))) as Scalar;
    const first = trainStep({ w: tensor([1]) }, null, { lossOf, optimizer, trainable: ["w"] });
    expect(first.params.w.dataSync()[0]).toBe(1);
    const second = trainStep(first.params, null, { lossOf, optimizer, trainable: ["w"] });
    expect(second.params.w.dataSync()[0]).toBe(3); // 1 + 0.25 · (4 + 4)
    optimizer.dispose();
  });

  test("has a name that tells how many micro-batches a checkpoint was saved with", () => {
    expect(accumulateGradients(sgd({ learningRate: 1 }), 8).name).toBe("sgd/8");
  });

  test.each([0, 0.5, NaN])("refuses %s micro-batches", (microBatches) => {
    expect(() => accumulateGradients(sgd({ learningRate: 1 }), microBatches)).toThrow(
      new RangeError(
        `accumulateGradients: expected a whole number of micro-batches of at least 1, got ${microBatches}`,
      ),
    );
  });

  test.each([
    { of: "another optimiser", state: { updates: 1 } },
    { of: "more micro-batches than there are", state: { done: 2, of: { updates: 0 } } },
  ])("refuses a state of $of", ({ state }) => {
    const optimizer = accumulateGradients(sgd({ learningRate: 1 }), 2);
    expect(() => optimizer.restore(state, {})).toThrow(
      `accumulateGradients: expected a state with the number of micro-batches done, got ${JSON.stringify(state)}`,
    );
  });
});
