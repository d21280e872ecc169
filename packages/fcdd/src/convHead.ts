import type { Params, ParamSpec } from "@flawlens/backbones";
import { batchNormTrain } from "@flawlens/ops";
import { add, batchNorm, conv2d, mul, onesLike, relu, zerosLike } from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Head } from "./head.ts";

const epsilon = 1e-5;
const momentum = 0.1;

/**
 * The paper's head: for each width [conv 3x3 -> batch norm -> ReLU], then a 1x1 convolution to
 * one channel a type. Parameters are named as in the authors' checkpoint (`net.0.weight`,
 * `net.1.running_mean`, ..., `net.6.bias`), convolutions have a bias, batch norm and
 * initialisation are PyTorch's (epsilon 1e-5, momentum 0.1, running variance unbiased).
 *
 * @param options - `widths`: filters of each layer before the last, `[512, 512]` by default.
 *   `kernel`: their side, 3 by default; with 1 a cell sees no more than the encoder shows it.
 *   `normalizeInput`: whether features are first normalised channel by channel, by the batch in
 *   training and by running statistics after (`input.running_mean`, ...), so that layers of very
 *   different scales weigh alike; default false, as in the paper.
 *
 * @example
 * countParams(convHead().spec(320, 8)); // => 3841032
 */
export function convHead({
  widths = [512, 512],
  kernel = 3,
  normalizeInput = false,
}: { widths?: readonly number[]; kernel?: number; normalizeInput?: boolean } = {}): Head {
  if (!widths.every((width) => Number.isInteger(width) && width > 0))
    throw new RangeError(`convHead: expected widths of at least 1, got ${widths.join(", ")}`);
  if (!Number.isInteger(kernel) || kernel < 1 || kernel % 2 === 0)
    throw new RangeError(`convHead: expected an odd kernel, got ${kernel}`);
  const last = `net.${3 * widths.length}`;
  return {
    name: `conv(${widths.join(",")};${kernel}${normalizeInput ? ";normalized" : ""})`,
    spec: (inChannels, types) => [
      ...(normalizeInput ? statisticsSpec("input", inChannels) : []),
      ...widths.flatMap((width, i) =>
        layerSpec(i, i === 0 ? inChannels : widths[i - 1], width, kernel),
      ),
      ...convSpec(last, widths.at(-1) ?? inChannels, types, 1),
    ],
    apply: (params, features, { training }) => {
      const updates: Params = {};
      let x = features;
      if (normalizeInput) x = normalize(params, "input", x, training ? updates : null);
      for (const i of widths.keys()) x = layer(params, i, x, training ? updates : null);
      return { phi: convolve(params, last, x), updates };
    },
  };
}

/** Convolution, batch norm, ReLU. Where `updates` is given, by the batch's own statistics. */
function layer(params: Params, i: number, x: Tensor4D, updates: Params | null): Tensor4D {
  const conv = `net.${3 * i}`;
  if (Object.hasOwn(params, `${conv}.folded.weight`))
    return relu(convolve(params, `${conv}.folded`, x));
  return relu(normalize(params, `net.${3 * i + 1}`, convolve(params, conv, x), updates));
}

function convolve(params: Params, name: string, x: Tensor4D): Tensor4D {
  return add(conv2d(x, params[`${name}.weight`] as Tensor4D, 1, "same"), params[`${name}.bias`]);
}

function normalize(params: Params, name: string, x: Tensor4D, updates: Params | null): Tensor4D {
  const of = (part: string) => params[`${name}.${part}`] as Tensor1D;
  const affine = Object.hasOwn(params, `${name}.weight`);
  const scale = affine ? of("weight") : onesLike(of("running_mean"));
  const offset = affine ? of("bias") : zerosLike(of("running_mean"));
  if (!updates) return batchNorm(x, of("running_mean"), of("running_var"), offset, scale, epsilon);
  const { y, mean, variance } = batchNormTrain(x, scale, offset, epsilon);
  const count = x.shape[0] * x.shape[1] * x.shape[2];
  const moved = (part: string, batch: Tensor1D, share: number) =>
    add(mul(of(part), 1 - momentum), mul(batch, share));
  const unbiased = count / Math.max(1, count - 1);
  updates[`${name}.running_mean`] = moved("running_mean", mean, momentum);
  updates[`${name}.running_var`] = moved("running_var", variance, momentum * unbiased);
  return y;
}

function layerSpec(i: number, from: number, to: number, kernel: number): ParamSpec[] {
  const name = `net.${3 * i + 1}`;
  const vector = { shape: [to], kind: "vector" as const };
  return [
    ...convSpec(`net.${3 * i}`, from, to, kernel, { name, epsilon }),
    { name: `${name}.weight`, ...vector, init: "ones", trainable: true },
    { name: `${name}.bias`, ...vector, init: "zeros", trainable: true },
    ...statisticsSpec(name, to),
  ];
}

/** Running statistics of a normalisation. */
function statisticsSpec(name: string, channels: number): ParamSpec[] {
  const vector = { shape: [channels], kind: "vector" as const, trainable: false };
  return [
    { name: `${name}.running_mean`, ...vector, init: "zeros" },
    { name: `${name}.running_var`, ...vector, init: "ones" },
    { name: `${name}.num_batches_tracked`, shape: [], kind: "counter", trainable: false },
  ];
}

function convSpec(
  name: string,
  from: number,
  to: number,
  kernel: number,
  norm?: ParamSpec["norm"],
): ParamSpec[] {
  const shape = [to, from, kernel, kernel];
  const init = { uniform: 1 / Math.sqrt(from * kernel * kernel) };
  return [
    { name: `${name}.weight`, shape, kind: "conv", trainable: true, ...(norm && { norm }) },
    { name: `${name}.bias`, shape: [to], kind: "vector", init, trainable: true },
  ];
}
