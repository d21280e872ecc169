import { convSpec, convolve, normalize, statisticsSpec } from "@flawlens/backbones";
import type { Params } from "@flawlens/backbones";
import { relu } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { dropChannels } from "./_dropChannels.ts";
import type { Head } from "./head.ts";

/** PyTorch's default. */
const epsilon = 1e-5;

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
 *   different scales weigh alike; default false, as in the paper. `dropout`: the chance, in [0, 1), that a channel in
 *   front of a convolution is zero in all cells of a training image; default 0, as in the paper.
 * @throws {RangeError} If a width, the kernel or the dropout is outside its range. Training throws it where there is
 *   dropout and no `random` to draw from.
 *
 * @example
 * countParams(convHead().spec(320, 8)); // => 3841032
 */
export function convHead({
  widths = [512, 512],
  kernel = 3,
  normalizeInput = false,
  dropout = 0,
}: {
  widths?: readonly number[];
  kernel?: number;
  normalizeInput?: boolean;
  dropout?: number;
} = {}): Head {
  if (!widths.every((width) => Number.isInteger(width) && width > 0))
    throw new RangeError(`convHead: expected widths of at least 1, got ${widths.join(", ")}`);
  if (!Number.isInteger(kernel) || kernel < 1 || kernel % 2 === 0)
    throw new RangeError(`convHead: expected an odd kernel, got ${kernel}`);
  if (!(dropout >= 0 && dropout < 1))
    throw new RangeError(`convHead: expected a dropout in [0, 1), got ${dropout}`);
  const last = `net.${3 * widths.length}`;
  return {
    name:
      `conv(${widths.join(",")};${kernel}${normalizeInput ? ";normalized" : ""}` +
      `${dropout > 0 ? `;dropout ${dropout}` : ""})`,
    spec: (inChannels, types) => [
      ...(normalizeInput ? statisticsSpec("input", inChannels) : []),
      ...widths.flatMap((width, i) =>
        convSpec(`net.${3 * i}`, {
          from: i === 0 ? inChannels : widths[i - 1],
          to: width,
          kernel,
          bias: true,
          norm: { name: `net.${3 * i + 1}`, epsilon },
        }),
      ),
      ...convSpec(last, { from: widths.at(-1) ?? inChannels, to: types, kernel: 1, bias: true }),
    ],
    apply: (params, features, { training, random }) => {
      const updates: Params = {};
      const dropped = (x: Tensor4D) =>
        training && dropout > 0 ? dropChannels(x, dropout, random) : x;
      let x = features;
      if (normalizeInput) x = normalize(params, "input", x, { updates: training ? updates : null });
      for (const i of widths.keys()) x = layer(params, i, dropped(x), training ? updates : null);
      return { phi: convolve(params, last, dropped(x)), updates };
    },
  };
}

/** Convolution, batch norm, ReLU. Where `updates` is given, the batch's own statistics are used. */
function layer(params: Params, i: number, x: Tensor4D, updates: Params | null): Tensor4D {
  const y = convolve(params, `net.${3 * i}`, x);
  return relu(normalize(params, `net.${3 * i + 1}`, y, { updates }));
}
