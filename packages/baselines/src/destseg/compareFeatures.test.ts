import "../../test/cpu.ts";
import { memory, transpose } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { nestedNhwc } from "../../test/nestedNhwc.ts";
import { compareFeatures } from "./compareFeatures.ts";

test("is the released code's: negative products of unit vectors, at the finest sides", () => {
  // The vector destseg.cosine.
  // prettier-ignore
  const teacher = [nestedNhwc([[[[-1.624, -0.102], [-1.81, 0.263]], [[0.26, -0.381], [-0.002, 0.342]], [[0.898, -0.361], [1.656, -1.189]]]]), nestedNhwc([[[[-1.038]], [[0.594]]]])];
  // prettier-ignore
  const student = [nestedNhwc([[[[-0.131, -0.201], [-1.69, -0.794]], [[1.528, 2.236], [-2.612, 0.766]], [[1.746, -1.689], [-0.266, -1.449]]]]), nestedNhwc([[[[-0.76]], [[-2.102]]]])];
  const before = memory().numTensors;
  const found = compareFeatures(teacher, student);
  expect(memory().numTensors).toBe(before + 1);
  // prettier-ignore
  const expected: number[] = [[[[-0.04885432, -0.01364846], [-0.39933223, 0.0906519]], [[-0.09123099, 0.56713217], [-0.00068198, -0.11372489]], [[-0.36005284, -0.40590496], [0.05750572, -0.74791265]], [[-0.29511346, -0.29511346], [-0.29511346, -0.29511346]], [[0.46708641, 0.46708641], [0.46708641, 0.46708641]]]].flat(3);
  const values = transpose(found, [0, 3, 1, 2]).dataSync();
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(values[i]).toBeCloseTo(value, 5);
});
