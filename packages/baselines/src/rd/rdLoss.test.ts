import "../../test/cpu.ts";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { nestedNhwc } from "../../test/nestedNhwc.ts";
import { rdLoss } from "./rdLoss.ts";

// The vector rd4ad.loss: two images, two levels, in PyTorch's order of axes; the flattened loss is the released code's.
const teacher: Tensor4D[] = [
  nestedNhwc([
    [
      [
        [-0.415, -0.333],
        [0.081, -0.791],
      ],
      [
        [-0.219, -0.763],
        [-0.777, 1.849],
      ],
    ],
    [
      [
        [-0.706, -0.086],
        [0.288, -0.131],
      ],
      [
        [-0.983, -0.919],
        [1.199, -0.341],
      ],
    ],
  ]),
  nestedNhwc([
    [[[-0.349]], [[0.984]], [[0.581]]],
    [[[0.07]], [[0.778]], [[0.582]]],
  ]),
];
const student: Tensor4D[] = [
  nestedNhwc([
    [
      [
        [-0.319, -1.603],
        [-1.535, -0.57],
      ],
      [
        [-0.217, 0.255],
        [-0.149, 2.011],
      ],
    ],
    [
      [
        [-0.097, 0.422],
        [-0.225, -0.638],
      ],
      [
        [-0.016, 1.044],
        [-1.085, -2.206],
      ],
    ],
  ]),
  nestedNhwc([
    [[[0.244]], [[-0.747]], [[-1.561]]],
    [[[-0.464]], [[-0.352]], [[-1.281]]],
  ]),
];

test.each([
  { cosine: "flattened" as const, is: 2.60571919 },
  { cosine: "perPosition" as const, is: 2.55022919 },
])("with cosines $cosine is $is", ({ cosine, is }) => {
  const before = memory().numTensors;
  expect(rdLoss(teacher, student, cosine).dataSync()[0]).toBeCloseTo(is, 6);
  expect(memory().numTensors).toBe(before + 1);
});

test("is 0 for the same features, whatever their scale", () => {
  const x = tensor4d([1, 2, 3, 4], [1, 1, 2, 2]);
  const scaled = tensor4d([2, 4, 6, 8], [1, 1, 2, 2]);
  expect(rdLoss([x], [scaled], "flattened").dataSync()[0]).toBeCloseTo(0, 6);
});
