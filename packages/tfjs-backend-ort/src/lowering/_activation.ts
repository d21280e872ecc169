import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { ValueSpec } from "../recording/valueSpec.ts";
import { elementwise } from "./_elementwise.ts";

/** The attributes by which TensorFlow.js's fused kernels name the function after them. */
export interface Activation {
  activation?: "linear" | "relu" | "relu6" | "elu" | "sigmoid" | "prelu" | "leakyrelu";
  leakyreluAlpha?: number;
}

/** The function at the end of a fused kernel. */
export function activate(
  g: Lowering,
  x: Lowered,
  { activation = "linear", leakyreluAlpha = 0 }: Activation,
  slope?: Lowered,
): Lowered {
  if (activation === "linear") return x;
  if (activation === "prelu") return prelu(g, x, slope!);
  return elementwise(g, [x], x, ([name]) => {
    switch (activation) {
      case "relu":
        return g.op("Relu", [name]);
      case "relu6":
        return g.op("Clip", [name, g.scalar(0), g.scalar(6)]);
      case "elu":
        return g.op("Elu", [name]);
      case "sigmoid":
        return g.op("Sigmoid", [name]);
      case "leakyrelu":
        return g.op("LeakyRelu", [name], { alpha: { float: leakyreluAlpha } });
    }
  });
}

/** x where x is not negative, slope·x elsewhere; both broadcast to the output. */
export function prelu(g: Lowering, x: Lowered, slope: Lowered, output: ValueSpec = x): Lowered {
  return elementwise(g, [x, slope], output, ([name, factor]) =>
    g.op("Where", [g.op("Less", [name, g.scalar(0)]), g.op("Mul", [name, factor]), name]),
  );
}
