import type { Params } from "@flawlens/backbones";
import { tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "./fcdd.ts";
import { decode } from "./forward.ts";

/**
 * The maps that a head makes of features, smoothed.
 *
 * @param features - `[N, u, v, channels]`.
 * @returns `[N, u, v, M]`.
 */
export function headMaps(
  { head, activation, smoothing }: Pick<Fcdd, "head" | "activation" | "smoothing">,
  params: Params,
  features: Tensor4D,
): Tensor4D {
  return tidy(() => {
    const { output } = decode({ head, activation }, params, features, { training: false });
    return smoothing.apply(output);
  });
}
