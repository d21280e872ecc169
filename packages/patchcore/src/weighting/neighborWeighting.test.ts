import "../../test/cpu.ts";
import { memory, tensor1d, tensor2d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { neighborWeighting } from "./neighborWeighting.ts";

// Computed in float64 with PyTorch by anomalib's code.
const bank = [
  [0.051, 0.5, -0.996],
  [0.694, -0.418, -1.585],
  [-0.648, 0.599, 0.332],
  [-1.147, 0.619, -0.088],
  [0.425, 0.332, -1.157],
  [0.351, -0.607, 1.547],
];
const furthest = [-0.495, -1.789, -0.307]; // row 1 is its nearest

function weigh(neighbors: number, patches: number[][], nearest: number[], rows = bank): number[] {
  const weights = neighborWeighting({ neighbors }).weigh({
    patches: tensor2d(patches),
    nearest: tensor1d(nearest, "int32"),
    bank: tensor2d(rows),
  });
  return Array.from(weights.dataSync());
}

describe("neighborWeighting", () => {
  test("agrees with anomalib on three neighbors", () => {
    const [weight] = weigh(3, [furthest], [1]);
    expect(weight).toBeCloseTo(0.71731512, 6);
  });

  test("weighs each image by itself", () => {
    const [other] = weigh(3, [[0, 0, 0]], [0]);
    const [first, second] = weigh(3, [[0, 0, 0], furthest], [0, 1]);
    expect(first).toBeCloseTo(other, 6);
    expect(second).toBeCloseTo(0.71731512, 6);
  });

  test.each([
    { of: "one neighbor", neighbors: 1, rows: bank },
    { of: "a bank of one row", neighbors: 9, rows: bank.slice(0, 1) },
  ])("is 1 with $of", ({ neighbors, rows }) => {
    expect(weigh(neighbors, [furthest, furthest], [0, 0], rows)).toEqual([1, 1]);
  });

  test("takes a bank of fewer rows whole", () => {
    expect(weigh(9, [furthest], [1])).toEqual(weigh(6, [furthest], [1]));
  });

  test("is half for two rows equally far, and nearly 1 where the other row is far", () => {
    expect(weigh(2, [[0]], [0], [[-1], [1]])).toEqual([0.5]);
    const [far] = weigh(2, [[0]], [0], [[1], [-4]]);
    expect(far).toBeCloseTo(Math.exp(4) / (Math.exp(1) + Math.exp(4)), 6);
  });

  test("leaves nothing behind but the weights", () => {
    const given = { patches: tensor2d([furthest]), nearest: tensor1d([1], "int32"), bank: tensor2d(bank) }; // prettier-ignore
    const before = memory().numTensors;
    neighborWeighting().weigh(given);
    expect(memory().numTensors).toBe(before + 1);
  });

  test.each([0, 1.5, NaN])("refuses %d neighbors", (neighbors) => {
    expect(() => neighborWeighting({ neighbors })).toThrow(
      new RangeError(
        `neighborWeighting: expected at least 1 neighbor, a whole number, got ${neighbors}`,
      ),
    );
  });
});
