import { convolve, convSpec, normalize } from "@flawlens/backbones";
import type { Params, ParamSpec } from "@flawlens/backbones";
import { leakyRelu } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Parameters of {@link patchDiscriminator}, under the names of SuperSimpleNet's segmentation head. */
export function patchDiscriminatorSpec(
  name: string,
  { from, hidden }: { from: number; hidden: number },
): ParamSpec[] {
  const norm = { name: `${name}.1`, epsilon: 1e-5 };
  return [
    ...convSpec(`${name}.0`, { from, to: hidden, kernel: 1, bias: true, norm }),
    ...convSpec(`${name}.3`, { from: hidden, to: 1, kernel: 1 }),
  ];
}

/**
 * One number for each cell, by the two-layer network that SimpleNet and SuperSimpleNet share: a linear map with bias,
 * batch normalisation, a leaky ReLU of slope 0.2, and a linear map to one number without bias.
 *
 * @param x - `[N, h, w, from]`.
 * @param updates - Gets the next running statistics, which makes the batch's own be used, as in training; `null`:
 *   running statistics are used.
 * @returns `[N, h, w, 1]`.
 */
export function patchDiscriminator(
  params: Params,
  name: string,
  x: Tensor4D,
  updates: Params | null,
): Tensor4D {
  const hidden = normalize(params, `${name}.1`, convolve(params, `${name}.0`, x), { updates });
  return convolve(params, `${name}.3`, leakyRelu(hidden, 0.2));
}
