import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import { channelSums } from "./_channelSums.ts";

interface LrnAttrs {
  depthRadius: number;
  bias: number;
  alpha: number;
  beta: number;
}

/** Local response normalisation, `x / (bias + alpha·Σ x²)^beta` over neighbouring channels, and its gradient. */
export const localResponse: Kernel[] = [
  {
    name: "LRN",
    infer: ({ x }) => ({ dtype: "float32", shape: x.shape }),
    supports: ({ x }) => x.dtype === "float32",
    lower: (g, { x }, attrs: LrnAttrs, [output]) =>
      g.result(output, g.op("Mul", [g.plain(x), power(g, norm(g, x, attrs), -attrs.beta)])),
  },
  {
    // dx = dy·norm^-beta - 2·alpha·beta · x · Σ (dy·y / norm): each number stands in its neighbours' norms.
    name: "LRNGrad",
    infer: ({ x }) => ({ dtype: "float32", shape: x.shape }),
    lower(g, { x, y, dy }, attrs: LrnAttrs, [output]) {
      const upstream = g.plain(dy);
      const norms = norm(g, x, attrs);
      const direct = g.op("Mul", [upstream, power(g, norms, -attrs.beta)]);
      const shares = g.op("Div", [g.op("Mul", [upstream, g.plain(y)]), norms]);
      const sums = channelSums(g, shares, x.shape, attrs.depthRadius);
      const factor = g.scalar(2 * attrs.alpha * attrs.beta);
      const through = g.op("Mul", [g.op("Mul", [g.plain(x), factor]), sums]);
      return g.result(output, g.op("Sub", [direct, through]));
    },
  },
];

function norm(g: Lowering, x: Lowered, { depthRadius, bias, alpha }: LrnAttrs): string {
  const plain = g.plain(x);
  const sums = channelSums(g, g.op("Mul", [plain, plain]), x.shape, depthRadius);
  return g.op("Add", [g.op("Mul", [sums, g.scalar(alpha)]), g.scalar(bias)]);
}

function power(g: Lowering, name: string, exponent: number): string {
  return g.op("Pow", [name, g.scalar(exponent)]);
}
