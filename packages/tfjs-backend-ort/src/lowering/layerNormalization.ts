import type { Lowering } from "../graph/lowering.ts";
import type { Lowered } from "../graph/lowered.ts";
import type { Kernel } from "../recording/kernel.ts";
import { sumInStages } from "./_sumInStages.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";

/** Layer normalisation over the last axis and its gradient: see `layerNorm` of `@flawlens/ops` for the rule. */
export const layerNormalization: Kernel<{ epsilon: number }>[] = [
  {
    name: "LayerNorm",
    infer: ({ x }) => [x, statistic(x), statistic(x)],
    lower(g, { x, scale, offset }, { epsilon }, outputs) {
      const names = g.ops(
        "LayerNormalization",
        [g.plain(x), g.plain(scale), g.plain(offset)],
        { axis: -1, epsilon: { float: epsilon } },
        { outputs: 3 },
      );
      return names.map((name, i) => g.result(outputs[i], name));
    },
  },
  {
    name: "LayerNormGrad",
    infer: ({ x, scale }) => [x, scale, scale],
    lower(g, { dy, x, scale, mean, inverse }, _attrs, outputs) {
      const parts = gradientParts(g, [dy, x, scale, mean, inverse]);
      return parts.map((name, i) => g.result(outputs[i], name));
    },
  },
];

/** One number for each row: `[..., 1]`. */
function statistic({ shape }: ValueSpec): ValueSpec {
  return { dtype: "float32", shape: [...shape.slice(0, -1), 1] };
}

/** The gradients: dx = (γ·dy - mean(γ·dy) - n·mean(γ·dy·n))·r, where r = 1/s; both means are products with γ/C. */
function gradientParts(
  g: Lowering,
  [dy, x, scale, mean, inverse]: Lowered[],
): [dx: string, dscale: string, doffset: string] {
  const channels = scale.size;
  const [upstream, gamma, r] = [g.plain(dy), g.plain(scale), g.plain(inverse)];
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const overRows = (name: string): string =>
    axes.length > 0 ? sumInStages(g, name, { type: "ReduceSum", dims: x.shape, axes }) : name;
  const weights = g.op("Mul", [g.reshape(gamma, [channels, 1]), g.scalar(1 / channels)]);
  const weightedMean = (name: string): string => g.op("MatMul", [name, weights]);
  const normal = g.op("Mul", [g.op("Sub", [g.plain(x), g.plain(mean)]), r]);
  const along = g.op("Mul", [upstream, normal]);
  const d = g.op("Mul", [upstream, gamma]);
  const rest = g.op("Sub", [d, g.op("Mul", [normal, weightedMean(along)])]);
  const dx = g.op("Mul", [g.op("Sub", [rest, weightedMean(upstream)]), r]);
  return [dx, overRows(along), overRows(upstream)];
}
