import type { ParamSpec } from "./params.ts";

/**
 * The parameters that {@link foldBatchNorm} gives: `<conv>.folded.weight` and `<conv>.folded.bias` in the place of a
 * convolution and the batch normalisation behind it, everything else as it is. Nothing is computed: it is for a file
 * that holds the folded parameters alone.
 *
 * @example
 * foldedSpec(convSpec("conv", { from: 3, to: 8, kernel: 3, norm: { name: "bn", epsilon: 1e-5 } })).map(({ name }) => name);
 * // => ["conv.folded.weight", "conv.folded.bias"]
 */
export function foldedSpec(spec: readonly ParamSpec[]): ParamSpec[] {
  const replaced = new Set(
    spec.flatMap(({ name, norm }) => {
      if (!norm) return [];
      const parts = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
      return [`${name.slice(0, -".weight".length)}.bias`, ...parts.map((part) => `${norm.name}.${part}`)]; // prettier-ignore
    }),
  );
  return spec.flatMap((param): ParamSpec[] => {
    const { name, kind, shape, norm } = param;
    if (replaced.has(name)) return [];
    if (!norm) return [param];
    const conv = name.slice(0, -".weight".length);
    const channels = shape[kind === "transposed" ? 1 : 0];
    return [
      { name: `${conv}.folded.weight`, kind, shape, trainable: true },
      { name: `${conv}.folded.bias`, kind: "vector", shape: [channels], trainable: true },
    ];
  });
}
