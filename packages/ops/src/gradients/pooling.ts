import {
  type Tensor,
  backend_util,
  cast,
  engine,
  gather,
  mul,
  reshape,
  tensor,
  zeros,
} from "@tensorflow/tfjs-core";
import { register, run } from "./_register.ts";

interface PoolAttrs {
  filterSize: number | number[];
  strides: number | number[];
  pad: "valid" | "same" | number | backend_util.ExplicitPadding;
  dimRoundingMode?: "floor" | "round" | "ceil";
}

// A window at a padded border has fewer numbers than its sides say; its mean is of those. The
// gradient kernels divide by the whole window, so that dL/dy is scaled by what they divide too much.
for (const name of ["AvgPool", "AvgPool3D"]) {
  register(name, { inputs: ["x"] }, (dy, [input], attrs: PoolAttrs) => ({
    x: () => run(`${name}Grad`, { dy: rescaled(dy, input.shape, attrs), input }, attrs),
  }));
  register(`${name}Grad`, { inputs: ["input"] }, (dy, [input], attrs: PoolAttrs) => ({
    dy: () => {
      const means = run(name, { x: dy }, attrs);
      return rescaled(means, input.shape, attrs, true);
    },
    input: () => zeros(input.shape),
  }));
}

register(
  "MaxPoolWithArgmax",
  { inputs: ["x"], outputs: [true, false] },
  (dy, [input, output], attrs: PoolAttrs) => ({
    x: () => run("MaxPoolGrad", { dy: (dy as unknown as Tensor[])[0], input, output }, attrs),
  }),
);

// The gradient of a maximum goes to one place, and so the second one comes from there.
register(
  "MaxPoolGrad",
  { inputs: ["input", "output"] },
  (ddx, [input, output], attrs: PoolAttrs) => ({
    dy: () => {
      const found = engine().runKernel("MaxPoolWithArgmax", { x: input }, { ...attrs, includeBatchInIndex: true } as never); // prettier-ignore
      const places = (found as unknown as Tensor[])[1];
      return reshape(
        gather(reshape(ddx, [-1]), reshape(cast(places, "int32"), [-1])),
        output.shape,
      );
    },
    input: () => zeros(input.shape),
    output: () => zeros(output.shape),
  }),
);

/** y·(size of the window)/(numbers in it), or the inverse, for each place of an output. */
function rescaled(y: Tensor, shape: number[], attrs: PoolAttrs, inverse = false): Tensor {
  const axes = windowsOf(shape, attrs);
  const whole = axes.every(({ counts, side }) => counts.every((count) => count === side));
  if (whole) return y;
  let factors = [1];
  for (const { counts, side } of axes)
    factors = factors.flatMap((factor) =>
      counts.map((count) => factor * (inverse ? count / side : side / count)),
    );
  return mul(y, tensor(factors, [1, ...axes.map(({ counts }) => counts.length), 1]));
}

/** Along each inner axis: the window's side, and how many of its numbers lie in the image at each place. */
function windowsOf(shape: number[], attrs: PoolAttrs): { side: number; counts: number[] }[] {
  const { filterSize, strides, pad, dimRoundingMode } = attrs;
  const compute =
    shape.length === 4 ? backend_util.computePool2DInfo : backend_util.computePool3DInfo;
  const info = compute(shape as never, filterSize as never, strides as never, 1 as never, pad as never, dimRoundingMode as never); // prettier-ignore
  const { padInfo } = info;
  const axis = (side: number, stride: number, before: number, length: number, out: number) => ({
    side,
    counts: Array.from({ length: out }, (_, i) => {
      const start = i * stride - before;
      return Math.max(1, Math.min(start + side, length) - Math.max(start, 0));
    }),
  });
  const flat = [
    axis(info.filterHeight, info.strideHeight, padInfo.top, info.inHeight, info.outHeight),
    axis(info.filterWidth, info.strideWidth, padInfo.left, info.inWidth, info.outWidth),
  ];
  if (!("outDepth" in info)) return flat;
  const { front } = info.padInfo;
  return [axis(info.filterDepth, info.strideDepth, front, info.inDepth, info.outDepth), ...flat];
}
