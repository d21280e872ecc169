import { dispose, memory, tensor1d, tidy } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { engines, onEngine } from "../../test/engines.ts";
import { scaleByAdam } from "./scaleByAdam.ts";

describe.each(engines)("scaleByAdam on %s", (engine) => {
  onEngine(engine);
  const step = (adam: ReturnType<typeof scaleByAdam>, ...values: number[]) =>
    tidy(() => adam.transform({ a: tensor1d(values) }, {}).a).dataSync();

  test("is the gradient over its size in the first update, epsilon aside", () => {
    const directions = step(scaleByAdam({ epsilon: 0 }), 3, -0.02);
    expect([...directions]).toEqual([1, -1].map((value) => expect.closeTo(value, 5)));
    expect(step(scaleByAdam({ epsilon: 1 }), 3)[0]).toBeCloseTo(3 / 4, 5);
  });

  test("by hand in the second", () => {
    const adam = scaleByAdam({ beta1: 0.5, beta2: 0.75, epsilon: 0.1 });
    step(adam, 2);
    // m = (0.5·0.5·2 + 0.5·4)/(1 - 0.25), v = (0.75·0.25·4 + 0.25·16)/(1 - 0.5625)
    const expected = 2.5 / 0.75 / (Math.sqrt(4.75 / 0.4375) + 0.1);
    expect(step(adam, 4)[0]).toBeCloseTo(expected, 5);
  });

  test("restored, it gives the same as one that never stopped", () => {
    const [whole, first, second] = [scaleByAdam(), scaleByAdam(), scaleByAdam()];
    for (const adam of [whole, first]) step(adam, 2, -1);
    const { tensors, state } = first.memory!;
    expect(Object.keys(tensors())).toEqual(["sum/a", "squares/a"]);
    second.memory!.restore(state(), tensors());
    expect([...step(second, 0.5, 3)]).toEqual([...step(whole, 0.5, 3)]);
  });

  test("keeps two tensors a parameter, and frees them", () => {
    const [params, gradients] = [{}, { a: tensor1d([1, 2]) }];
    const adam = scaleByAdam();
    const before = memory().numTensors;
    for (let i = 0; i < 3; i++) dispose(tidy(() => adam.transform(gradients, params)));
    expect(memory().numTensors).toBe(before + 2);
    adam.memory!.dispose();
    expect(memory().numTensors).toBe(before);
  });
});

test("refuses a decay outside its range", () => {
  expect(() => scaleByAdam({ beta1: 1 })).toThrow("scaleByAdam: expected beta1 in [0, 1), got 1");
});
