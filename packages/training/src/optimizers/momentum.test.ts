import { clone, memory, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { chain } from "./chain.ts";
import { momentum } from "./momentum.ts";
import { sgd } from "./sgd.ts";

describe.each(engines)("momentum on %s", (engine) => {
  onEngine(engine);

  const step = (optimizer: ReturnType<typeof chain>, a: number, gradient: number) =>
    optimizer.update({ a: tensor1d([a]) }, { a: tensor1d([gradient]) }).a.dataSync()[0];

  test("adds half of what came before to each gradient", () => {
    const optimizer = chain(momentum(0.5), sgd({ learningRate: 1 }));
    expect(step(optimizer, 10, 4)).toBe(6);
    expect(step(optimizer, 6, 1)).toBe(3); // 4 / 2 + 1
    expect(step(optimizer, 3, 0)).toBe(1.5); // 3 / 2
  });

  test("goes on from a saved state", () => {
    const optimizer = chain(momentum(0.5), sgd({ learningRate: 1 }));
    step(optimizer, 10, 4);
    const resumed = chain(momentum(0.5), sgd({ learningRate: 1 }));
    resumed.restore(
      optimizer.state(),
      Object.fromEntries(Object.entries(optimizer.tensors()).map(([name, x]) => [name, clone(x)])),
    );
    expect(step(resumed, 6, 1)).toBe(3);
  });

  test("leaves the sums of parameters alone that got no gradient", () => {
    const optimizer = chain(momentum(0.5), sgd({ learningRate: 1 }));
    step(optimizer, 10, 4);
    optimizer.update({ b: tensor1d([1]) }, { b: tensor1d([8]) });
    expect(step(optimizer, 6, 1)).toBe(3);
  });

  test("keeps one tensor a parameter, and frees it", () => {
    const [params, gradients] = [{ a: tensor1d([8]) }, { a: tensor1d([2]) }];
    const before = memory().numTensors;
    const optimizer = chain(momentum(0.9), sgd({ learningRate: 1 }));
    optimizer.update(params, gradients).a.dispose();
    optimizer.update(params, gradients).a.dispose();
    expect(memory().numTensors).toBe(before + 1);
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test("refuses a decay of 1", () => {
  expect(() => momentum(1)).toThrow("momentum: expected decay in [0, 1), got 1");
});
