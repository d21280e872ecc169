import "../../test/cpu.ts";
import { memory, tensor2d, tensor3d } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { neuralTransformationLosses } from "./neuralTransformationLosses.ts";

const z = [-0.834, -0.542, -0.86];
const views = [[1.416, -1.085, -0.616], [-0.757, 0.347, 1.556], [-2.956, 1.359, 0.648]]; // prettier-ignore

test("are what the equations give in float64, of each sample by itself", () => {
  const [embedding, seen] = [tensor2d([z, z.map((value) => -value)]), tensor3d([views, views])];
  const before = memory().numTensors;
  const { normal, anomalous } = neuralTransformationLosses(embedding, seen, { temperature: 0.1 });
  expect(memory().numTensors).toBe(before + 2);
  expect(normal.dataSync()[0]).toBeCloseTo(13.89695342, 4);
  expect(anomalous.dataSync()[0]).toBeCloseTo(6.91588929, 4);
  expect(normal.dataSync()[1]).not.toBeCloseTo(13.89695342, 1);
});

test("stay finite where a view is the sample itself", () => {
  const { normal, anomalous } = neuralTransformationLosses(
    tensor2d([[1, 0]]),
    tensor3d([[[1, 0], [-1, 0]]]), // prettier-ignore
    { temperature: 0.01 },
  );
  // View 0 is like z by 1 and like view 1 by -1; view 1 is like both by -1.
  expect(normal.dataSync()[0]).toBeCloseTo(Math.log(1 + Math.exp(-200)) + Math.log(2), 4);
  expect(anomalous.dataSync()[0]).toBeCloseTo(200 + Math.log(2), 3);
});
