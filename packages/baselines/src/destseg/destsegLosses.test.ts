import "../../test/cpu.ts";
import { concat, log, memory, sub, tensor2d, reshape } from "@tensorflow/tfjs-core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { nestedNhwc } from "../../test/nestedNhwc.ts";
import { segmentationLoss, studentLoss } from "./destsegLosses.ts";

test("the student's loss is the released code's, and a batch twice as large gives twice as much", () => {
  // The vector destseg.cosine.
  // prettier-ignore
  const teacher = [nestedNhwc([[[[-1.624, -0.102], [-1.81, 0.263]], [[0.26, -0.381], [-0.002, 0.342]], [[0.898, -0.361], [1.656, -1.189]]]]), nestedNhwc([[[[-1.038]], [[0.594]]]])];
  // prettier-ignore
  const student = [nestedNhwc([[[[-0.131, -0.201], [-1.69, -0.794]], [[1.528, 2.236], [-2.612, 0.766]], [[1.746, -1.689], [-0.266, -1.449]]]]), nestedNhwc([[[[-0.76]], [[-2.102]]]])];
  const before = memory().numTensors;
  expect(studentLoss(teacher, student).dataSync()[0]).toBeCloseTo(1.80545956, 5);
  expect(memory().numTensors).toBe(before + 1);
  const twice = (levels: Tensor4D[]) => levels.map((x) => concat([x, x], 0));
  expect(studentLoss(twice(teacher), twice(student)).dataSync()[0]).toBeCloseTo(2 * 1.80545956, 5);
});

test("the segmentation's loss is the released focal loss and mean absolute difference", () => {
  // The vector destseg.focalL1.
  const probabilities = tensor2d([
    [0.907, 0.172, 0.852],
    [0.101, 0.571, 0.291],
    [0.266, 0.561, 0.231],
  ]);
  const logits = reshape(
    sub(log(probabilities), log(sub(1, probabilities))),
    [1, 3, 3, 1],
  ) as Tensor4D;
  const masks = reshape(
    tensor2d([
      [0, 0, 1],
      [0, 1, 1],
      [0, 0, 0],
    ]),
    [1, 3, 3],
  ) as Tensor3D;
  expect(segmentationLoss(logits, masks).dataSync()[0]).toBeCloseTo(0.61626541, 5);
});

test("masks count from one half after they are brought to the map's sides", () => {
  const masks = reshape(tensor2d([[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0]]), [1, 4, 4]) as Tensor3D; // prettier-ignore
  const sure = reshape(tensor2d([[50, -50], [-50, -50]]), [1, 2, 2, 1]) as Tensor4D; // prettier-ignore
  expect(segmentationLoss(sure, masks).dataSync()[0]).toBeCloseTo(0, 6); // three quarters of a cell count as all
});
