import type { Kernel } from "../recording/kernel.ts";
import { elementwise } from "./_elementwise.ts";

/** The gradient of elu, from its result y: dy where y is not negative, dy·(y + 1) elsewhere. */
export const eluGradient: Kernel = {
  name: "EluGrad",
  infer: ({ y }) => ({ dtype: "float32", shape: y.shape }),
  lower: (g, { dy, y }, _attrs, [output]) =>
    elementwise(g, [dy, y], output, ([upstream, value]) => {
      const below = g.op("Min", [value, g.scalar(0)]);
      return g.op("Mul", [upstream, g.op("Add", [below, g.scalar(1)])]);
    }),
};
