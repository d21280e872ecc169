import "../../test/cpu.ts";
import { useEngine } from "@flawlens/tfjs-backend-ort";
import { grad, memory, scalar, tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { pseudoHuber } from "../maps/pseudoHuber.ts";
import { multiTypeLoss } from "./multiTypeLoss.ts";
import type { Loss } from "./multiTypeLoss.ts";
import { withCellLoss } from "./withCellLoss.ts";

const nothing: Loss = () => scalar(0);
const labels = tensor2d([[1, 0]]);

describe.each(["cpu", "ort"])("withCellLoss on %s", (engine) => {
  beforeAll(() => useEngine(engine));

  // one image, two types, four cells: [cell][type]
  const maps = () =>
    tensor4d(
      [
        [0.2, 0.5],
        [0.4, 0.5],
        [1, 0.5],
        [3, 0.7],
      ].flat(),
      [1, 2, 2, 2],
    );

  test.each([
    // mean(0.2, 0.4) - ln(1 - 1/e + 0.001) = 0.3 + 0.4570944, and mean(0.5, 0.5, 0.5, 0.7); over two types
    { of: "known cells", cells: [0, 0, 0, 0, 1, 0, -1, 0], value: (0.7570944 + 0.55) / 2 },
    // mean(0.2, 0.4, 1), and 0.7: a cell that nobody knows does not count
    { of: "normal cells", cells: [0, -1, 0, -1, 0, -1, -1, 0], value: (1.6 / 3 + 0.7) / 2 },
    // l1(1) and l1(3) = -ln(1 - e^-3 + 0.001) = 0.0500173, halved: a mean of its own
    { of: "a mask that marks half", cells: [0, 0, 0, 0, 1, 0, 1, 0], value: (0.3 + (0.4570944 + 0.0500173) / 2 + 0.55) / 2 }, // prettier-ignore
    { of: "no known cell", cells: Array(8).fill(-1), value: 0 },
  ])("of $of is $value", ({ cells, value }) => {
    const known = tensor4d(cells, [1, 2, 2, 2]);
    const at = (weight?: number) =>
      withCellLoss(nothing, weight)(maps(), labels, known).dataSync()[0];
    expect(at()).toBeCloseTo(value, 6); // float32 of numbers around 1
    expect(at(3)).toBeCloseTo(3 * value, 5.5);
  });

  test("is added to the loss of whole images, and has the gradient that finite differences give", () => {
    const phi = [0.5, -1, 0.02, 2, 0.1, 0.2, -0.3, 0.4];
    const known = tensor4d([1, 0, 1, 0, 0, -1, 0, 0], [1, 2, 2, 2]);
    const of = (loss: Loss) => (x: Tensor) => loss(pseudoHuber(x as Tensor4D), labels, known);
    const whole = of(withCellLoss(multiTypeLoss(), 0.5));
    const tensor = (values: number[]) => tensor4d(values, [1, 2, 2, 2]);
    const [both, alone, cells] = [whole, of(multiTypeLoss()), of(withCellLoss(nothing, 0.5))].map(
      (loss) => loss(tensor(phi)).dataSync()[0],
    );
    expect(both).toBeCloseTo(alone + cells, 5);

    const gradient = grad(whole)(tensor(phi)).dataSync();
    const step = 2 ** -9; // the loss of one cell bends within 0.045, the square root of twice 0.001
    for (const [i, expected] of gradient.entries()) {
      const moved = (by: number) =>
        whole(tensor(phi.map((value, j) => (j === i ? value + by : value)))).dataSync()[0];
      expect((moved(step) - moved(-step)) / (2 * step)).toBeCloseTo(expected, 2);
    }
    expect(Math.abs(gradient[2])).toBeGreaterThan(1); // the cell near zero is pushed, by a bounded slope
    expect(Math.abs(gradient[2])).toBeLessThan(23);
  });
});

describe("withCellLoss", () => {
  test("leaves no tensor behind but the scalar", () => {
    const maps = tensor4d([0.1, 0.2], [1, 1, 1, 2]);
    const cells = tensor4d([1, 0], [1, 1, 1, 2]);
    const before = memory().numTensors;
    const loss = withCellLoss(multiTypeLoss())(maps, labels, cells);
    expect(memory().numTensors).toBe(before + 1);
    loss.dispose();
  });

  test("refuses a negative weight, and a training that does not read masks", () => {
    expect(() => withCellLoss(nothing, -1)).toThrow(
      new RangeError("withCellLoss: expected a weight of at least 0, got -1"),
    );
    const maps = tensor4d([0.1, 0.2], [1, 1, 1, 2]);
    expect(() => withCellLoss(nothing)(maps, labels)).toThrow(
      "withCellLoss: expected labels of the maps' cells, got none; train with masks: true",
    );
  });
});
