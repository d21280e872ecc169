import { tensor } from "@tensorflow/tfjs-core";

import type { ParamSpec, Params } from "./params.ts";

/**
 * Makes every batch normalisation that follows a convolution part of that convolution, for inference
 * and export. With the running mean μ and variance σ²,
 *
 *     γ·(w∗x + b - μ)/√(σ² + ε) + β  =  (w·s)∗x + ((b - μ)·s + β),   s = γ/√(σ² + ε)
 *
 * so `<conv>.weight`, `<conv>.bias` and `<norm>.*` are replaced by `<conv>.folded.weight` and
 * `<conv>.folded.bias`, which the network functions use instead. Other parameters are the same
 * tensors. Computed in float64.
 *
 * @param spec - Spec of the network; `norm` of a convolution tells which normalisation follows it.
 * @param params - Not changed.
 * @throws {RangeError} If a parameter is missing.
 */
export async function foldBatchNorm(spec: readonly ParamSpec[], params: Params): Promise<Params> {
  const folded: Params = { ...params };
  const values = async (name: string): Promise<Float32Array> => {
    if (!Object.hasOwn(params, name))
      throw new RangeError(`foldBatchNorm: expected parameter ${name}, got none of that name`);
    delete folded[name];
    return (await params[name].data()) as Float32Array;
  };
  for (const { name, shape, kind, norm } of spec) {
    if (!norm) continue;
    const conv = name.slice(0, -".weight".length);
    const bias = Object.hasOwn(params, `${conv}.bias`) ? await values(`${conv}.bias`) : undefined;
    const [gamma, beta, mean, variance] = [
      await values(`${norm.name}.weight`),
      await values(`${norm.name}.bias`),
      await values(`${norm.name}.running_mean`),
      await values(`${norm.name}.running_var`),
    ];
    const transposed = kind === "transposed";
    const channels = shape[transposed ? 1 : 0];
    // The channels are the last axis of a filter in memory, or the last but one: of 1, or of a transposed filter.
    const inner = transposed ? shape[0] : 1;
    const scale = Float64Array.from(gamma, (g, c) => g / Math.sqrt(variance[c] + norm.epsilon));
    const memory = params[name]?.shape;
    const weight = (await values(name)).map(
      (value, i) => value * scale[Math.floor(i / inner) % channels],
    );
    const shift = beta.map((b, c) => ((bias?.[c] ?? 0) - mean[c]) * scale[c] + b);
    if (kind !== "conv" && kind !== "depthwise" && !transposed)
      throw new RangeError(`foldBatchNorm: expected ${name} to be a convolution, got ${kind}`);
    folded[`${conv}.folded.weight`] = tensor(weight, memory, "float32");
    folded[`${conv}.folded.bias`] = tensor(shift, [channels], "float32");
  }
  return folded;
}
