import type { NormOptions } from "../network.ts";
import type { Init, ParamSpec } from "../params.ts";

/** The shape of a convolution. */
export interface ConvShape {
  /** Channels of its input and of its output. */
  from: number;
  to: number;
  /** Side of the filters, or their height and width, in pixels. */
  kernel: number | [number, number];
  /** Whether each channel has one filter of its own; `to` equals `from` then. Default false. */
  depthwise?: boolean;
  /** Whether it is a transposed convolution, whose weight is `[from, to, kh, kw]`; default false. */
  transposed?: boolean;
  /** Whether the convolution has a bias; default false. */
  bias?: boolean;
  /** How `initParams` fills the weight; default PyTorch's. */
  init?: Init;
  /** The batch normalisation that follows it, whose parameters are listed too. */
  norm?: NormOptions;
}

/**
 * The parameters of a convolution as in a PyTorch checkpoint: `<name>.weight` `[to, from, kh, kw]`, then
 * `<name>.bias` `[to]`, then those of its batch normalisation ({@link normSpec}), where it has these.
 * `initParams` fills weight and bias as PyTorch does by default: U(-b, b), b = 1/√(from·kh·kw).
 */
export function convSpec(
  name: string,
  { from, to, kernel, depthwise = false, transposed = false, bias = false, init, norm }: ConvShape,
): ParamSpec[] {
  const [kh, kw] = typeof kernel === "number" ? [kernel, kernel] : kernel;
  const inputs = depthwise ? 1 : from;
  const sides = transposed ? [from, to] : [to, inputs];
  const weight: ParamSpec = {
    name: `${name}.weight`,
    shape: [...sides, kh, kw],
    kind: transposed ? "transposed" : depthwise ? "depthwise" : "conv",
    trainable: true,
    ...(init && { init }),
    ...(norm && { norm: { name: norm.name, epsilon: norm.epsilon } }),
  };
  return [
    weight,
    ...(bias ? [biasSpec(name, to, sides[1] * kh * kw)] : []),
    ...(norm ? normSpec(norm.name, to, norm.init) : []),
  ];
}

/** The parameters of a linear map: `<name>.weight` `[to, from]` and `<name>.bias` `[to]`. */
export function linearSpec(name: string, { from, to }: { from: number; to: number }): ParamSpec[] {
  return [
    { name: `${name}.weight`, shape: [to, from], kind: "linear", trainable: true },
    biasSpec(name, to, from),
  ];
}

/**
 * The parameters of a batch normalisation: `<name>.weight` and `<name>.bias` `[channels]`, which are
 * trainable and begin as ones (or as `init` says) and zeros, then its running statistics ({@link statisticsSpec}).
 */
export function normSpec(name: string, channels: number, init: Init = "ones"): ParamSpec[] {
  const vector = { shape: [channels], kind: "vector" as const };
  return [
    { name: `${name}.weight`, ...vector, init, trainable: true },
    { name: `${name}.bias`, ...vector, init: "zeros", trainable: true },
    ...statisticsSpec(name, channels),
  ];
}

/**
 * The running statistics of a normalisation: `<name>.running_mean` and `<name>.running_var`
 * `[channels]`, which begin as zeros and ones, and the counter `<name>.num_batches_tracked`. No
 * gradient changes them.
 */
export function statisticsSpec(name: string, channels: number): ParamSpec[] {
  const vector = { shape: [channels], kind: "vector" as const };
  return [
    { name: `${name}.running_mean`, ...vector, init: "zeros", trainable: false },
    { name: `${name}.running_var`, ...vector, init: "ones", trainable: false },
    { name: `${name}.num_batches_tracked`, shape: [], kind: "counter", trainable: false },
  ];
}

/** PyTorch's bias of a layer each of whose outputs sums `fanIn` inputs. */
function biasSpec(name: string, size: number, fanIn: number): ParamSpec {
  const init = { uniform: 1 / Math.sqrt(fanIn) };
  return { name: `${name}.bias`, shape: [size], kind: "vector", init, trainable: true };
}
