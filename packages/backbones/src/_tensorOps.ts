import {
  add,
  avgPool,
  batchNorm,
  concat,
  conv2d,
  depthwiseConv2d,
  maxPool,
  mean,
  mul,
  pad,
  relu,
  relu6,
  reshape,
  tensor,
} from "@tensorflow/tfjs-core";
import type { Tensor, Tensor1D, Tensor4D } from "@tensorflow/tfjs-core";
import { batchNormTrain } from "@flawlens/ops";

import { cells, windows } from "./_padding.ts";
import type { AxisWindow } from "./_padding.ts";
import type { ConvOptions, LayerOps, NormOptions, PoolOptions } from "./network.ts";
import type { Params } from "./params.ts";
import { requiredParam } from "./_requiredParam.ts";

/** Where batch statistics go, where a network normalises by them. */
export interface BatchStatistics {
  momentum: number;
  running: Params;
}

/** Operations on tensors. Padding is always explicit and convolutions "valid", or stride 1 "same". */
export function tensorOps(
  network: string,
  params: Params,
  statistics?: BatchStatistics,
): LayerOps<Tensor4D> {
  const param = <T extends Tensor>(name: string): T => requiredParam(network, params, name);

  return {
    conv(x, name, options, norm) {
      const folded = `${name}.folded`;
      if (norm && Object.hasOwn(params, `${folded}.weight`)) {
        const y = convolve(x, param(`${folded}.weight`), options);
        return add(y, param<Tensor1D>(`${folded}.bias`));
      }
      const y = convolve(x, param(`${name}.weight`), options);
      const shifted = options.bias ? add<Tensor4D>(y, param<Tensor1D>(`${name}.bias`)) : y;
      return norm ? normalize(shifted, norm) : shifted;
    },
    relu,
    relu6,
    maxPool(x, options) {
      const [vertical, horizontal] = windows(options, [x.shape[1], x.shape[2]]);
      const padded = padded4d(x, vertical, horizontal, -Infinity);
      return maxPool(padded, [vertical.kernel, horizontal.kernel], vertical.stride, "valid");
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

  function normalize(x: Tensor4D, { name, epsilon }: NormOptions): Tensor4D {
    const scale = param<Tensor1D>(`${name}.weight`);
    const offset = param<Tensor1D>(`${name}.bias`);
    const runningMean = param<Tensor1D>(`${name}.running_mean`);
    const runningVariance = param<Tensor1D>(`${name}.running_var`);
    if (!statistics) return batchNorm(x, runningMean, runningVariance, offset, scale, epsilon);

    const { y, mean, variance } = batchNormTrain(x, scale, offset, epsilon);
    const { momentum, running } = statistics;
    const count = x.shape[0] * x.shape[1] * x.shape[2];
    const step = (old: Tensor1D, now: Tensor1D, weight: number) =>
      add(mul(old, 1 - momentum), mul(now, weight));
    running[`${name}.running_mean`] = step(runningMean, mean, momentum);
    running[`${name}.running_var`] = step(
      runningVariance,
      variance,
      (momentum * count) / Math.max(1, count - 1), // unbiased
    );
    return y;
  }
}

function convolve(x: Tensor4D, weight: Tensor4D, options: ConvOptions): Tensor4D {
  const convolution = options.depthwise ? depthwiseConv2d : conv2d;
  const [vertical, horizontal] = windows(options, [x.shape[1], x.shape[2]]);
  if (keepsSize(vertical) && keepsSize(horizontal)) return convolution(x, weight, 1, "same");
  return convolution(padded4d(x, vertical, horizontal, 0), weight, vertical.stride, "valid");
}

/** Whether "same" pads as much as is asked, on both sides alike. */
function keepsSize({ kernel, stride, before, after }: AxisWindow): boolean {
  return stride === 1 && before === after && before + after === kernel - 1;
}

function padded4d(x: Tensor4D, y: AxisWindow, { before, after }: AxisWindow, value: number) {
  if (!y.before && !y.after && !before && !after) return x;
  const sides: [number, number][] = [
    [0, 0],
    [y.before, y.after],
    [before, after],
    [0, 0],
  ];
  return pad(x, sides, value);
}

/**
 * The mean over every window of zero-padded `x`, times kernel area / pixels that count. Not
 * "same" padding, whose gradient TensorFlow.js's cpu backend divides by the whole area.
 */
function averagePool(x: Tensor4D, options: PoolOptions): Tensor4D {
  const [, height, width] = x.shape;
  const [vertical, horizontal] = windows(options, [height, width]);
  const padded = padded4d(x, vertical, horizontal, 0);
  const { stride } = vertical;
  const pooled = avgPool(padded, [vertical.kernel, horizontal.kernel], stride, "valid");
  if (padded === x) return pooled;
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
