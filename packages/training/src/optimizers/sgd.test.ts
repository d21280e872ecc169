import { memory, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { sgd } from "./sgd.ts";

describe.each(engines)("sgd on %s", (engine) => {
  onEngine(engine);

  test("takes the gradient times the rate of the update", () => {
    const optimizer = sgd({ learningRate: (update) => 1 / update });
    const first = optimizer.update({ a: tensor1d([8]) }, { a: tensor1d([2]) });
    expect([...first.a.dataSync()]).toEqual([6]);
    expect([...optimizer.update(first, { a: tensor1d([2]) }).a.dataSync()]).toEqual([5]);
  });

  test("goes on in its schedule where the saved one stopped", () => {
    const optimizer = sgd({ learningRate: (update) => update });
    optimizer.restore({ updates: 3 }, {});
    const { a } = optimizer.update({ a: tensor1d([8]) }, { a: tensor1d([1]) });
    expect([...a.dataSync()]).toEqual([4]);
    expect(optimizer.state()).toEqual({ updates: 4 });
  });

  test("keeps no tensor", () => {
    const [params, gradients] = [{ a: tensor1d([8]) }, { a: tensor1d([2]) }];
    const before = memory().numTensors;
    sgd({ learningRate: 1 }).update(params, gradients).a.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test("refuses a rate below 0 and a state of another kind", () => {
  expect(() => sgd({ learningRate: -1 })).toThrow("sgd: expected learningRate in [0, Infinity)");
  expect(() => sgd({ learningRate: 1 }).restore({}, {})).toThrow("sgd: expected a state");
});
