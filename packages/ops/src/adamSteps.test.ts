import "../test/cpu.ts";
import { memory, scalar, tensor1d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { adamSteps } from "./adamSteps.ts";

const state = () => ({ param: tensor1d([1]), sum: tensor1d([0.5]), squares: tensor1d([1]) });

describe("adamSteps", () => {
  test("by hand, for each parameter", () => {
    const options = { stepSize: scalar(0.1), epsilon: scalar(1), beta1: 0.5, beta2: 0.75 };
    const [first, second] = adamSteps([state(), state()], [tensor1d([2]), tensor1d([0])], options);
    // sum' = 0.5·0.5 + 2, squares' = 0.75·1 + 4, p' = 1 - 0.1·sum'/(√squares' + 1)
    expect(first.sum.dataSync()[0]).toBe(2.25);
    expect(first.squares.dataSync()[0]).toBe(4.75);
    expect(first.param.dataSync()[0]).toBeCloseTo(1 - (0.1 * 2.25) / (Math.sqrt(4.75) + 1), 6);
    expect(second.sum.dataSync()[0]).toBe(0.25);
    expect(second.param.dataSync()[0]).toBeCloseTo(1 - (0.1 * 0.25) / (Math.sqrt(0.75) + 1), 6);
  });

  test("leaves old and new tensors to the caller, and nothing else behind", () => {
    const options = { stepSize: scalar(0.1), epsilon: scalar(1), beta1: 0.5, beta2: 0.75 };
    const [states, gradients] = [[state()], [tensor1d([2])]];
    const before = memory().numTensors;
    adamSteps(states, gradients, options);
    expect(memory().numTensors).toBe(before + 3);
    expect(states[0].param.dataSync()[0]).toBe(1);
  });

  test("refuses fewer gradients than parameters", () => {
    const options = { stepSize: scalar(1), epsilon: scalar(1), beta1: 0, beta2: 0 };
    expect(() => adamSteps([state()], [], options)).toThrow(
      "adamSteps: expected a gradient for each of 1 parameters, got 0",
    );
  });
});
