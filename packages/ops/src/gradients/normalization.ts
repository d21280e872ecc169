import {
  type GradConfig,
  type Tensor,
  add,
  div,
  mul,
  pad,
  pow,
  registerGradient,
  rsqrt,
  slice,
  square,
  sub,
} from "@tensorflow/tfjs-core";
import { gradientsOf, isNested, register, run } from "./_register.ts";
import { unbroadcast } from "./_shapes.ts";

/** Names of inputs to save, of which some may be left out by the caller. */
class OptionalNames extends Array<string> {
  // TensorFlow.js maps names to tensors, and fails on a tensor that is not there.
  override map<T>(find: (name: string, i: number, names: string[]) => T): T[] {
    return Array.from(this, (name, i) => find(name, i, this)).filter((tensor) => tensor != null);
  }
}

registerGradient({
  kernelName: "FusedBatchNorm",
  inputsToSave: OptionalNames.from(["x", "mean", "variance", "scale"]) as string[],
  gradFunc: ((dy: Tensor, saved: Tensor[], attrs: { varianceEpsilon: number }) => {
    const [x, mean, variance, scale] = saved;
    const perDeviation = rsqrt(add(variance, attrs.varianceEpsilon));
    const scaled = scale ? mul(dy, scale) : dy;
    const centred = sub(x, mean);
    return {
      x: () => mul(scaled, perDeviation),
      mean: () => unbroadcast(mul(mul(scaled, perDeviation), -1), mean.shape),
      variance: () => {
        const cubed = mul(perDeviation, mul(perDeviation, perDeviation));
        return unbroadcast(mul(mul(scaled, centred), mul(cubed, -0.5)), variance.shape);
      },
      scale: () => unbroadcast(mul(dy, mul(centred, perDeviation)), scale.shape),
      // One offset a channel, as there is one mean.
      offset: () => unbroadcast(dy, mean.shape),
    };
  }) as unknown as GradConfig["gradFunc"],
});

interface LocalResponse {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

register("LRN", { inputs: ["x"], outputs: [true] }, (dy, [x, y], attrs: LocalResponse) => ({
  // Where it is to be differentiated again, it is written in operations.
  x: () =>
    isNested()
      ? gradientsOf((numbers) => localResponse(numbers, attrs), [x], dy)[0]
      : run("LRNGrad", { x, y, dy }, attrs),
}));

/** x / (bias + alpha·Σ x² over the channels around)^beta. */
function localResponse(x: Tensor, { depthRadius, bias, alpha, beta }: LocalResponse): Tensor {
  const room = x.shape.map((_, axis) => (axis === 3 ? [depthRadius, depthRadius] : [0, 0]));
  const squares = pad(square(x), room as [number, number][]);
  let sums = slice(squares, [0, 0, 0, 0], x.shape);
  for (let i = 1; i <= 2 * depthRadius; i++)
    sums = add(sums, slice(squares, [0, 0, 0, i], x.shape));
  return div(x, pow(add(mul(sums, alpha), bias), beta));
}
