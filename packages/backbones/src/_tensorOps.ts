import {
  add,
  avgPool,
  concat,
  conv2d,
  image,
  maxPool,
  mean,
  mul,
  relu,
  relu6,
  reshape,
  tensor,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";

import { cells, padded, windows } from "./_padding.ts";
import type { AxisWindow } from "./_padding.ts";
import { convolve } from "./layers/convolve.ts";
import { normalize } from "./layers/normalize.ts";
import { convolveTransposed } from "./layers/convolveTransposed.ts";
import type { NormOptions, PoolOptions } from "./network.ts";
import type { SubnetworkOps } from "./subnetwork.ts";
import type { Params } from "./params.ts";
import { requiredParam } from "./_requiredParam.ts";

/** Collects the running statistics that follow from a batch, if a network normalises by the batch's statistics. */
export interface BatchStatistics {
  momentum: number;
  running: Params;
}

/** Operations on tensors. Padding is always explicit and convolutions "valid", or stride 1 "same". */
export function tensorOps(
  network: string,
  params: Params,
  statistics?: BatchStatistics,
): SubnetworkOps<Tensor4D> {
  const param = <T extends Tensor>(name: string): T => requiredParam(network, params, name);

  /** Computes a convolution, then its normalisation, unless that was folded into it. */
  const normalized = (
    name: string,
    bias: boolean | undefined,
    norm: NormOptions | undefined,
    compute: () => Tensor4D,
  ): Tensor4D => {
    const isFolded = norm && Object.hasOwn(params, `${name}.folded.weight`);
    const of = isFolded ? `${name}.folded` : name;
    param(`${of}.weight`);
    if (isFolded || bias) param(`${of}.bias`);
    const y = compute();
    if (!norm || isFolded) return y;
    for (const part of ["weight", "bias", "running_mean", "running_var"])
      param(`${norm.name}.${part}`);
    const { running: updates, momentum } = statistics ?? {};
    return normalize(params, norm.name, y, { epsilon: norm.epsilon, updates, momentum });
  };

  return {
    conv: (x, name, { stride, pad = 0, depthwise, dilation, bias }, norm) =>
      normalized(name, bias, norm, () =>
        convolve(params, name, x, { stride, pad, depthwise, dilation }),
      ),
    transposedConv: (x, name, { stride, bias }, norm) =>
      normalized(name, bias, norm, () => convolveTransposed(params, name, x, { stride })),
    resizeLike: (x, like, { alignCorners = false } = {}) =>
      image.resizeBilinear(x, [like.shape[1], like.shape[2]], alignCorners, !alignCorners),
    relu,
    relu6,
    maxPool(x, options) {
      const [vertical, horizontal] = windows(options, [x.shape[1], x.shape[2]]);
      const inside = padded(x, vertical, horizontal, -Infinity);
      return maxPool(inside, [vertical.kernel, horizontal.kernel], vertical.stride, "valid");
    },
    avgPool: averagePool,
    concat: (xs) => concat(xs, 3),
    add: (x, y) => add(x, y),
    scale: (x, factor) => mul(x, factor),
    globalMean: (x) => mean(x, [1, 2], true),
    linear(x, name) {
      const weight = param(`${name}.weight`);
      const [inputs, units] = weight.shape;
      const y = conv2d(x, reshape(weight, [1, 1, inputs, units]), 1, "valid");
      return add(y, param<Tensor1D>(`${name}.bias`));
    },
  };
}

/**
 * The mean over every window of zero-padded `x`, times kernel area / pixels that count. Not
 * "same" padding, whose gradient TensorFlow.js's cpu backend divides by the whole area.
 */
function averagePool(x: Tensor4D, options: PoolOptions): Tensor4D {
  const [, height, width] = x.shape;
  const [vertical, horizontal] = windows(options, [height, width]);
  const inside = padded(x, vertical, horizontal, 0);
  const { stride } = vertical;
  const pooled = avgPool(inside, [vertical.kernel, horizontal.kernel], stride, "valid");
  if (inside === x) return pooled;
  const rows = shares(vertical, height);
  const columns = shares(horizontal, width);
  const share = rows.flatMap((row) => columns.map((column) => row * column));
  return mul(pooled, tensor(share, [1, rows.length, columns.length, 1]));
}

/** Kernel length / how much of it lies inside, for every window along an axis. */
function shares(window: AxisWindow, size: number): number[] {
  const { kernel, stride, before } = window;
  return Array.from({ length: cells(window, size) }, (_, i) => {
    const begin = i * stride - before;
    return kernel / (Math.min(size, begin + kernel) - Math.max(0, begin));
  });
}
