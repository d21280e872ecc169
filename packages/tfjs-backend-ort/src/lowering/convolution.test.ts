import * as tf from "@tensorflow/tfjs-core";
import { describe, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

type Pad = "valid" | "same" | number | [number, number][];
interface Case {
  of: string;
  x: number[];
  filter: number[];
  strides?: number | [number, number];
  pad?: Pad;
  dilations?: number | [number, number];
}

/** Each with its gradients to input and filter. */
const CASES: Case[] = [
  { of: "3x3", x: [2, 5, 6, 3], filter: [3, 3, 3, 4] },
  { of: "1x1", x: [2, 4, 3, 5], filter: [1, 1, 5, 2] },
  { of: "1x1, stride 2", x: [2, 5, 4, 3], filter: [1, 1, 3, 2], strides: 2 },
  { of: "1x7", x: [1, 4, 9, 2], filter: [1, 7, 2, 3], pad: "same" },
  { of: "same", x: [1, 5, 5, 2], filter: [3, 3, 2, 3], pad: "same" },
  { of: "same, stride 2", x: [2, 6, 5, 2], filter: [3, 3, 2, 3], strides: 2, pad: "same" },
  { of: "stride 2", x: [2, 7, 7, 3], filter: [3, 3, 3, 2], strides: 2 },
  { of: "stride 2, pixels left over", x: [1, 8, 8, 2], filter: [3, 3, 2, 2], strides: 2 },
  { of: "stride 3, larger than the filter", x: [1, 8, 9, 2], filter: [2, 2, 2, 3], strides: 3 },
  { of: "unequal strides", x: [1, 7, 6, 2], filter: [3, 2, 2, 3], strides: [2, 1] },
  { of: "a number of padding", x: [1, 5, 5, 2], filter: [3, 3, 2, 2], pad: 1 },
  {
    of: "padding of each side",
    x: [1, 5, 5, 2],
    filter: [3, 3, 2, 2],
    pad: [
      [0, 0],
      [1, 0],
      [0, 2],
      [0, 0],
    ],
  },
  { of: "even filter, same", x: [1, 5, 6, 2], filter: [4, 2, 2, 2], pad: "same" },
  { of: "7x7, stride 2", x: [1, 11, 11, 3], filter: [7, 7, 3, 4], strides: 2, pad: "same" },
  { of: "more padding than filter", x: [1, 4, 4, 2], filter: [2, 2, 2, 3], pad: 2 },
  { of: "many channels", x: [1, 4, 4, 40], filter: [3, 3, 40, 8], pad: "same" },
  // Channels and images in blocks, as ONNX Runtime's own kernels want them.
  { of: "blocks of channels", x: [2, 5, 6, 16], filter: [3, 3, 16, 32], pad: "same" },
  { of: "few channels into blocks", x: [3, 9, 8, 3], filter: [4, 4, 3, 16], strides: 2, pad: 1 },
  { of: "blocks of images", x: [16, 4, 5, 3], filter: [3, 2, 3, 16], pad: "same" },
  { of: "blocks, pixels left over", x: [2, 8, 9, 16], filter: [3, 3, 16, 16], strides: 2 },
  { of: "images that fill no block", x: [19, 4, 5, 3], filter: [3, 3, 3, 16], pad: "same" },
  { of: "blocks into few channels", x: [4, 6, 7, 16], filter: [3, 2, 16, 2], pad: "same" },
  { of: "blocks into few, many images", x: [18, 4, 5, 16], filter: [3, 3, 16, 3] },
  {
    of: "blocks into few, padding of each side",
    x: [6, 5, 5, 32],
    filter: [3, 3, 32, 1],
    pad: [
      [0, 0],
      [2, 0],
      [1, 2],
      [0, 0],
    ],
  },
  { of: "phases of a stride", x: [2, 8, 10, 16], filter: [4, 4, 16, 16], strides: 2, pad: 1 },
  { of: "phases, few filters", x: [2, 9, 7, 32], filter: [4, 4, 32, 3], strides: 2 },
  { of: "phases of unequal strides", x: [1, 9, 6, 16], filter: [3, 2, 16, 16], strides: [3, 1] },
  { of: "blocks of images, stride 2", x: [32, 6, 6, 2], filter: [4, 4, 2, 16], strides: 2, pad: 1 },
  // A filter that outweighs its map.
  { of: "a large filter", x: [2, 3, 3, 5], filter: [3, 3, 5, 6], pad: "same" },
  {
    of: "a large filter, stride 2",
    x: [1, 4, 4, 6],
    filter: [3, 3, 6, 16],
    strides: 2,
    pad: "same",
  },
];

const DILATED: Case[] = [
  { of: "dilated", x: [1, 7, 8, 2], filter: [3, 3, 2, 3], dilations: 2 },
  { of: "dilated blocks", x: [1, 7, 7, 16], filter: [3, 3, 16, 16], dilations: 2 },
  { of: "dilated, same", x: [1, 6, 6, 2], filter: [3, 3, 2, 2], pad: "same", dilations: [2, 1] },
];

/** A filter `[kh, kw, in, multiplier]`. */
const DEPTHWISE: Case[] = [
  { of: "3x3", x: [2, 5, 6, 3], filter: [3, 3, 3, 1] },
  { of: "two filters a channel", x: [2, 5, 4, 3], filter: [3, 2, 3, 2], pad: "same" },
  { of: "stride 2", x: [2, 7, 6, 3], filter: [3, 3, 3, 1], strides: 2, pad: "same" },
  { of: "more padding than filter", x: [1, 4, 4, 2], filter: [2, 2, 2, 1], pad: 2 },
  { of: "stride 2, two filters", x: [1, 6, 6, 2], filter: [3, 3, 2, 2], strides: 2 },
];

describe("convolution", () => {
  test.each([...CASES, ...DILATED])(
    "conv2d: $of",
    ({ of, x, filter, strides = 1, pad = "valid", dilations = 1 }) =>
      expectParity({
        of,
        inputs: [floats(x), floats(filter)],
        fn: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
          tf.conv2d(x, filter, strides, pad as "same", "NHWC", dilations),
        gradient: dilations === 1, // TensorFlow.js has none of dilated ones
      }),
  );

  test.each([...DEPTHWISE, { ...DEPTHWISE[0], of: "dilated", dilations: 2 }])(
    "depthwiseConv2d: $of",
    ({ of, x, filter, strides = 1, pad = "valid", dilations = 1 }: Case) =>
      expectParity({
        of,
        inputs: [floats(x), floats(filter)],
        fn: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
          tf.depthwiseConv2d(x, filter, strides, pad as "same", "NHWC", dilations),
        gradient: dilations === 1,
      }),
  );

  test.each(["relu", "relu6", "elu", "sigmoid", "linear"] as const)(
    "fused with a bias and %s",
    (activation) =>
      expectParity({
        of: activation,
        inputs: [floats([2, 5, 5, 3]), floats([3, 3, 3, 4]), floats([4])],
        fn: (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) => [
          tf.fused.conv2d({ x, filter, bias, strides: 1, pad: "same", activation }),
        ],
      }),
  );

  test("fused depthwise with a bias, relu6 and a leaky slope", () =>
    expectParity({
      of: "depthwise",
      inputs: [floats([1, 5, 5, 3]), floats([3, 3, 3, 1]), floats([3])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor4D, bias: tf.Tensor1D) =>
        (["relu6", "leakyrelu"] as const).map((activation) =>
          tf.fused.depthwiseConv2d({
            x,
            filter,
            bias,
            strides: 1,
            pad: "same",
            activation,
            leakyreluAlpha: 0.1,
          }),
        ),
      gradient: false,
    }));

  test("fused with prelu, a slope a channel", () =>
    expectParity({
      of: "prelu",
      inputs: [floats([1, 4, 4, 2]), floats([3, 3, 2, 3]), floats([3], 0.1, 0.4)],
      fn: (x: tf.Tensor4D, filter: tf.Tensor4D, preluActivationWeights: tf.Tensor1D) =>
        tf.fused.conv2d({
          x,
          filter,
          strides: 1,
          pad: "same",
          activation: "prelu",
          preluActivationWeights,
        }),
      gradient: false,
    }));

  test("conv1d and a separable one", () =>
    expectParity({
      of: "others",
      inputs: [
        floats([2, 7, 3]),
        floats([3, 3, 4]),
        floats([1, 5, 5, 2]),
        floats([3, 3, 2, 2]),
        floats([1, 1, 4, 3]),
      ],
      fn: (
        x: tf.Tensor3D,
        filter: tf.Tensor3D,
        image: tf.Tensor4D,
        depth: tf.Tensor4D,
        point: tf.Tensor4D,
      ) => [tf.conv1d(x, filter, 2, "same"), tf.separableConv2d(image, depth, point, 1, "same")],
    }));

  test.each([
    { strides: 1, pad: "valid" as const, out: [1, 6, 7, 2] },
    { strides: 2, pad: "same" as const, out: [1, 8, 10, 2] },
    { strides: 2, pad: "same" as const, out: [1, 7, 9, 2] },
    { strides: 3, pad: "valid" as const, out: [1, 13, 16, 2] },
  ])("transposed, stride $strides, $pad, to $out", ({ strides, pad, out }) =>
    expectParity({
      of: "conv2dTranspose",
      inputs: [floats([1, 4, 5, 3]), floats([3, 3, 2, 3])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2dTranspose(x, filter, out as [number, number, number, number], strides, pad),
    }),
  );

  test("a residual block: two convolutions, a sum, and what lies between", () =>
    expectParity({
      of: "block",
      inputs: [
        floats([2, 6, 6, 4]),
        floats([3, 3, 4, 4], -0.3, 0.3),
        floats([3, 3, 4, 4], -0.3, 0.3),
        floats([4]),
      ],
      fn: (x: tf.Tensor4D, a: tf.Tensor4D, b: tf.Tensor4D, bias: tf.Tensor1D) => {
        const inner = tf.relu(tf.add(tf.conv2d(x, a, 1, "same"), bias));
        return tf.relu(tf.add(tf.conv2d(inner as tf.Tensor4D, b, 1, "same"), x));
      },
    }));

  test("padding, then a convolution", () =>
    expectParity({
      of: "pad",
      inputs: [floats([1, 5, 5, 2]), floats([3, 3, 2, 3])],
      fn: (x: tf.Tensor4D, filter: tf.Tensor4D) =>
        tf.conv2d(
          tf.pad(x, [
            [0, 0],
            [1, 1],
            [1, 2],
            [0, 0],
          ]),
          filter,
          2,
          "valid",
        ),
    }));
});
