import type { Params } from "@flawlens/backbones";
import { memory, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { stepDecay } from "../schedules/stepDecay.ts";
import { adam } from "./adam.ts";
import { adamW } from "./adamW.ts";
import { addDecayedWeights } from "./addDecayedWeights.ts";
import { chain } from "./chain.ts";
import { clipByGlobalNorm } from "./clipByGlobalNorm.ts";
import type { Optimizer } from "./optimizer.ts";
import { scaleByAdam } from "./scaleByAdam.ts";
import { sgd } from "./sgd.ts";

const start = (): Params => ({
  a: tensor1d([1, -2, 0.5]),
  b: tensor2d([
    [0.3, 4],
    [-1.5, 0],
  ]),
});
const gradientsOf = (update: number): Params => ({
  a: tensor1d([0.7 * update, -0.1, 0.03]),
  b: tensor2d([
    [1 / update, -0.2],
    [0, 0.9],
  ]),
});
const trained = (optimizer: Optimizer, updates: number, from = 1, params = start()): Params => {
  for (let t = from; t < from + updates; t++) params = optimizer.update(params, gradientsOf(t));
  return params;
};
const numbers = ({ a, b }: Params) => [...a.dataSync(), ...b.dataSync()];

describe.each(engines)("chain on %s", (engine) => {
  onEngine(engine);

  test("gives each part what the one before it gave", () => {
    const params = { a: tensor1d([10]) };
    const gradients = { a: tensor1d([4]) };
    const after = (...parts: Parameters<typeof chain>) =>
      chain(...parts)
        .update(params, gradients)
        .a.dataSync()[0];
    const [clip, decay, step] = [clipByGlobalNorm(1), addDecayedWeights(0.5), sgd({ learningRate: 1 })]; // prettier-ignore
    expect(after(clip, decay, step)).toBeCloseTo(10 - (1 + 5), 5);
    expect(after(decay, clip, step)).toBeCloseTo(10 - 1, 5);
    expect(after(step)).toBe(6);
  });

  test("of clipping, decay and Adam computes the numbers of the loop it replaced, bit for bit", () => {
    const optimizer = chain(
      clipByGlobalNorm(1),
      addDecayedWeights(0.01),
      adam({ learningRate: stepDecay({ learningRate: 0.1, every: 2 }) }),
    );
    // Recorded from the former optimiser that did all three in one function, on both engines.
    expect(numbers(trained(optimizer, 5))).toEqual([
      0.7812117338180542, -1.7801064252853394, 0.2805902063846588, 0.09256787598133087,
      4.217825412750244, -1.2794028520584106, -0.2194843590259552,
    ]);
  });

  test("of scaled gradients, decay and a step is AdamW", () => {
    const composed = chain(scaleByAdam(), addDecayedWeights(0.1), sgd({ learningRate: 0.05 }));
    const whole = adamW({ learningRate: 0.05, weightDecay: 0.1 });
    const expected = numbers(trained(whole, 4)).map((value) => expect.closeTo(value, 5));
    expect(numbers(trained(composed, 4))).toEqual(expected);
  });

  test("has the name, tensors and state of its optimiser where the other parts remember nothing", () => {
    const optimizer = chain(clipByGlobalNorm(1), adam({ learningRate: 0.1 }));
    trained(optimizer, 2);
    expect(optimizer.name).toBe("adam");
    expect(optimizer.state()).toEqual({ updates: 2 });
    expect(Object.keys(optimizer.tensors())).toEqual(["sum/a", "squares/a", "sum/b", "squares/b"]);
  });

  test("names and numbers its parts where they remember something", () => {
    const optimizer = chain(clipByGlobalNorm(1), scaleByAdam(), sgd({ learningRate: 0.1 }));
    trained(optimizer, 2);
    expect(optimizer.name).toBe("scaleByAdam+sgd");
    expect(optimizer.state()).toEqual({ 1: { updates: 2 }, 2: { updates: 2 } });
    expect(Object.keys(optimizer.tensors())).toContain("1/squares/b");
  });

  test.each([
    { of: "of transforms without memory", make: () => chain(clipByGlobalNorm(1), adam({ learningRate: 0.1 })) }, // prettier-ignore
    { of: "of transforms with memory", make: () => chain(scaleByAdam(), sgd({ learningRate: 0.1 })) }, // prettier-ignore
    { of: "with a chain in it", make: () => chain(clipByGlobalNorm(1), chain(scaleByAdam(), sgd({ learningRate: 0.1 }))) }, // prettier-ignore
  ])("$of, restored, gives the same bits as one that never stopped", ({ make }) => {
    const [whole, first, second] = [make(), make(), make()];
    const expected = numbers(trained(whole, 5));
    const half = trained(first, 3);
    second.restore(JSON.parse(JSON.stringify(first.state())), first.tensors());
    expect(numbers(trained(second, 2, 4, half))).toEqual(expected);
  });

  test("leaves its state behind and nothing else, and frees it", () => {
    const optimizer = chain(clipByGlobalNorm(1), scaleByAdam(), sgd({ learningRate: 0.1 }));
    const before = memory().numTensors;
    for (let t = 1; t <= 3; t++) tidy(() => void optimizer.update(start(), gradientsOf(t)));
    expect(memory().numTensors).toBe(before + 4);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });
});
