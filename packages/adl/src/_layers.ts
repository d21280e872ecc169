import type { Params, ParamSpec } from "@flawlens/backbones";
import { batchNormTrain } from "@flawlens/ops";
import { add, batchNorm, conv2d, mul, onesLike, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

const epsilon = 1e-5;
const momentum = 0.1;

/** A convolution that keeps the size, with its bias if there is one; folded where it was. */
export function convolve(params: Params, name: string, x: Tensor4D): Tensor4D {
  const folded = Object.hasOwn(params, `${name}.folded.weight`);
  const from = folded ? `${name}.folded` : name;
  const y = conv2d(x, params[`${from}.weight`] as Tensor4D, 1, "same");
  const bias = params[`${from}.bias`];
  return bias ? add(y, bias) : y;
}

/**
 * Batch normalisation: by the batch's statistics where `updates` is given (which gets the running
 * ones that follow, by PyTorch's rule), else by running ones; nothing where it was folded.
 */
export function normalize(
  params: Params,
  name: string,
  x: Tensor4D,
  updates: Params | null,
): Tensor4D {
  if (!Object.hasOwn(params, `${name}.running_mean`)) return x;
  const of = (part: string) => params[`${name}.${part}`] as Tensor1D;
  const affine = Object.hasOwn(params, `${name}.weight`);
  const scale = affine ? of("weight") : onesLike(of("running_mean"));
  const offset = affine ? of("bias") : zerosLike(of("running_mean"));
  if (!updates) return batchNorm(x, of("running_mean"), of("running_var"), offset, scale, epsilon);
  const { y, mean, variance } = batchNormTrain(x, scale, offset, epsilon);
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  const moved = (part: string, batch: Tensor1D, share: number) =>
    add(mul(of(part), 1 - momentum), mul(batch, share));
  updates[`${name}.running_mean`] = moved("running_mean", mean, momentum);
  const unbiased = count / Math.max(1, count - 1);
  updates[`${name}.running_var`] = moved("running_var", variance, momentum * unbiased);
  return y;
}

/** A convolution's parameters; with `norm`, those of the normalisation after it too. */
export function convSpec(
  name: string,
  {
    from,
    to,
    kernel,
    bias,
    norm,
  }: { from: number; to: number; kernel: number; bias: boolean; norm?: string },
): ParamSpec[] {
  const shape = [to, from, kernel, kernel];
  const init = { uniform: 1 / Math.sqrt(from * kernel * kernel) };
  return [
    {
      name: `${name}.weight`,
      shape,
      kind: "conv",
      trainable: true,
      ...(norm && { norm: { name: norm, epsilon } }),
    },
    ...(bias
      ? [{ name: `${name}.bias`, shape: [to], kind: "vector" as const, init, trainable: true }]
      : []),
    ...(norm ? normSpec(norm, to) : []),
  ];
}

function normSpec(name: string, channels: number): ParamSpec[] {
  const vector = { shape: [channels], kind: "vector" as const };
  return [
    { name: `${name}.weight`, ...vector, init: "ones", trainable: true },
    { name: `${name}.bias`, ...vector, init: "zeros", trainable: true },
    ...statisticsSpec(name, channels),
  ];
}

/** Running statistics of a normalisation. */
export function statisticsSpec(name: string, channels: number): ParamSpec[] {
  const vector = { shape: [channels], kind: "vector" as const };
  return [
    { name: `${name}.running_mean`, ...vector, init: "zeros", trainable: false },
    { name: `${name}.running_var`, ...vector, init: "ones", trainable: false },
    { name: `${name}.num_batches_tracked`, shape: [], kind: "counter", trainable: false },
  ];
}
