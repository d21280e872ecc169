import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { expectParity, floats } from "../../test/parity.ts";

type Shape = [number, number, number, number, number];
type Strides = [number, number, number];

interface Convolution {
  x: Shape;
  /** `[kd, kh, kw, in, out]`. */
  filter: Shape;
  strides: Strides;
  pad: "valid" | "same";
}

describe("three-dimensional convolution and its gradients", () => {
  test.each([
    { of: "valid", x: [1, 4, 5, 4, 2], filter: [2, 3, 2, 2, 3], strides: 1, pad: "valid" as const },
    { of: "same", x: [2, 3, 4, 4, 2], filter: [3, 3, 3, 2, 2], strides: 1, pad: "same" as const },
    {
      of: "stride 2",
      x: [1, 5, 6, 5, 2],
      filter: [2, 2, 3, 2, 2],
      strides: 2,
      pad: "same" as const,
    },
    { of: "1x1x1", x: [1, 2, 3, 2, 3], filter: [1, 1, 1, 3, 4], strides: 1, pad: "valid" as const },
  ])("$of: as TensorFlow.js's cpu backend", ({ of, x, filter, strides, pad }) =>
    expectParity({
      of,
      inputs: [floats(x), floats(filter)],
      fn: (x: tf.Tensor5D, filter: tf.Tensor5D) => tf.conv3d(x, filter, strides, pad),
    }),
  );

  test.each<Convolution>([
    { x: [2, 6, 7, 9, 2], filter: [2, 3, 2, 2, 3], strides: [3, 1, 2], pad: "valid" },
    { x: [1, 7, 5, 8, 2], filter: [3, 2, 3, 2, 2], strides: [1, 2, 3], pad: "same" },
    { x: [1, 8, 9, 4, 1], filter: [1, 2, 3, 1, 2], strides: [2, 3, 1], pad: "same" },
  ])("strides $strides, $pad: by the definition", async ({ x, filter, strides, pad }) => {
    await tf.setBackend("ort");
    const images = tf.tensor(floats(x).values, x);
    const weight = tf.tensor(floats(filter, -1, 1).values, filter);
    const convolve = (x: tf.Tensor, w: tf.Tensor) =>
      tf.conv3d(x as tf.Tensor5D, w as tf.Tensor5D, strides, pad);
    const y = convolve(images, weight);
    const dy = tf.tensor(floats(y.shape).values, y.shape);
    const [dx, dw] = tf.grads(convolve)([images, weight], dy as tf.Tensor5D);

    const expected = byDefinition({ x, filter, strides, pad }, images, weight, dy);
    expect(y.shape).toEqual(expected.shape);
    expectClose(y, expected.y);
    expectClose(dx, expected.dx);
    expectClose(dw, expected.dw);
  });
});

/** Value and gradients as sums over every place, kernel offset and channel, in float64. */
function byDefinition(
  { x, filter, strides, pad }: Convolution,
  images: tf.Tensor,
  weight: tf.Tensor,
  upstream: tf.Tensor,
) {
  const [n, , , , inChannels] = x;
  const [kd, kh, kw, , outChannels] = filter;
  const sides = x.slice(1, 4);
  const out = sides.map((side, i) =>
    pad === "same" ? Math.ceil(side / strides[i]) : Math.floor((side - filter[i]) / strides[i]) + 1,
  );
  const before = sides.map((side, i) =>
    pad === "same" ? Math.floor(Math.max(0, (out[i] - 1) * strides[i] + filter[i] - side) / 2) : 0,
  );
  const [given, w, dy] = [images, weight, upstream].map((tensor) => tensor.dataSync());
  const shape = [n, ...out, outChannels];
  const y = new Float64Array(shape.reduce((a, b) => a * b));
  const dx = new Float64Array(given.length);
  const dw = new Float64Array(w.length);
  for (const [b, d, h, v] of places([n, ...out]))
    for (const [i, j, k] of places([kd, kh, kw])) {
      const [z, r, c] = [d, h, v].map((at, axis) => at * strides[axis] + [i, j, k][axis] - before[axis]); // prettier-ignore
      if (z < 0 || r < 0 || c < 0 || z >= sides[0] || r >= sides[1] || c >= sides[2]) continue;
      for (const [from, to] of places([inChannels, outChannels])) {
        const atX = (((b * sides[0] + z) * sides[1] + r) * sides[2] + c) * inChannels + from;
        const atW = (((i * kh + j) * kw + k) * inChannels + from) * outChannels + to;
        const atY = (((b * out[0] + d) * out[1] + h) * out[2] + v) * outChannels + to;
        y[atY] += given[atX] * w[atW];
        dx[atX] += dy[atY] * w[atW];
        dw[atW] += dy[atY] * given[atX];
      }
    }
  return { shape, y, dx, dw };
}

/** Every index of an array of this shape. */
function places(shape: number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, side) => all.flatMap((start) => Array.from({ length: side }, (_, i) => [...start, i])),
    [[]],
  );
}

/** Sums of at most some hundred products of numbers up to 2, in float32. */
function expectClose(got: tf.Tensor, expected: Float64Array): void {
  const values = got.dataSync();
  expect(values).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs(values[i] - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)) * 10);
}
