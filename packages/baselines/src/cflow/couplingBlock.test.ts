import "../../test/cpu.ts";
import type { Params } from "@flawlens/backbones";
import { memory, tensor, tensor2d, tensor3d, transpose } from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { cflowFixture, flat, shapeOf } from "../../test/cflowFixture.ts";
import type { Nested } from "../../test/cflowFixture.ts";
import { couplingBlock } from "./couplingBlock.ts";

const { inputs, outputs } = cflowFixture.vectors.couplingBlock;
const of = (values: Nested) => tensor(flat(values), shapeOf(values));
const matrix = (values: Nested) => transpose(of(values) as Tensor2D);
const params: Params = {
  "b.subnet.0.weight": matrix(inputs.weight1),
  "b.subnet.0.bias": of(inputs.bias1),
  "b.subnet.2.weight": matrix(inputs.weight2),
  "b.subnet.2.bias": of(inputs.bias2),
  "b.global_scale": of([inputs.globalScale]),
  "b.global_offset": of([inputs.globalOffset]),
  "b.w_perm": matrix(inputs.rotation),
};
const clamp = inputs.clamp as number;
const condition = tensor2d(flat(inputs.condition), [2, 4]);

describe("couplingBlock", () => {
  test("is FrEIA's block, with an odd number of channels", () => {
    const x = tensor3d(flat(inputs.x), [1, 2, 5]);
    const before = memory().numTensors;
    const { z, logDet } = couplingBlock(params, "b", x, condition, { clamp });
    expect(memory().numTensors).toBe(before + 2);
    for (const [got, expected] of [
      [z, outputs.z],
      [logDet, outputs.logDet],
    ] as const)
      // prettier-ignore
      for (const [i, value] of flat(expected).entries())
        expect(got.dataSync()[i]).toBeCloseTo(value, 5); // float32
  });

  test("gives each image of several the same, the conditions being those of the positions", () => {
    const x = tensor3d([...flat(inputs.x), ...flat(inputs.x).map((value) => -value)], [2, 2, 5]);
    const { z, logDet } = couplingBlock(params, "b", x, condition, { clamp });
    expect([z.shape, logDet.shape]).toEqual([[2, 2, 5], [2, 2]]); // prettier-ignore
    for (const [i, value] of flat(outputs.z).entries())
      expect(z.dataSync()[i]).toBeCloseTo(value, 5);
  });

  test("stretches space by the determinant of its Jacobian", () => {
    const [point] = inputs.x as number[][];
    const zOf = (x: number[]) =>
      couplingBlock(params, "b", tensor3d(x, [1, 1, 5]), tensor2d(flat(inputs.condition).slice(0, 4), [1, 4]), { clamp }); // prettier-ignore
    const step = 1e-2;
    const jacobian = point.map((_, column) => {
      const [above, below] = [step, -step].map((by) =>
        zOf(point.map((value, i) => (i === column ? value + by : value))).z.dataSync(),
      );
      return point.map((_, row) => (above[row] - below[row]) / (2 * step));
    });
    expect(zOf(point).logDet.dataSync()[0]).toBeCloseTo(Math.log(Math.abs(determinant(jacobian))), 3); // prettier-ignore
  });
});

/** By expansion along the first row. */
function determinant(matrix: number[][]): number {
  if (matrix.length === 0) return 1;
  const [first, ...rest] = matrix;
  const minor = (column: number) => rest.map((row) => row.filter((_, i) => i !== column));
  return first.reduce((sum, value, i) => sum + (-1) ** i * value * determinant(minor(i)), 0);
}
