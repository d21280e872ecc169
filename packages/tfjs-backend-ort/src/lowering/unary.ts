import type { Lowering } from "../graph/lowering.ts";
import { ELEMENT } from "../graph/onnxModel.ts";
import type { Kernel } from "../recording/kernel.ts";
import { unary } from "./_elementwise.ts";

const signed = { dtypes: ["float32", "int32"] } as const;

/** A kernel that is one ONNX operator. */
const plain = (name: string, type = name, options = {}): Kernel =>
  unary(name, (g, x) => g.op(type, [x]), options);

const positive = (g: Lowering, x: string): string =>
  g.op("Cast", [g.op("Greater", [x, g.scalar(0)])], { to: ELEMENT.float32 });

/** Functions of one number. */
export const unaries: Kernel[] = [
  ...["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh", "Erf", "Exp"].map((n) => plain(n)),
  ...["Floor", "Log", "Reciprocal", "Round", "Sigmoid", "Sin", "Sinh", "Softplus", "Sqrt", "Tan", "Tanh"].map((n) => plain(n)),
  plain("Abs", "Abs", signed),
  plain("Neg", "Neg", signed),
  plain("Relu"),
  plain("Elu"),
  unary("Selu", (g, x) => g.op("Selu", [x])),
  unary("Relu6", (g, x) => g.op("Clip", [x, g.scalar(0), g.scalar(6)])),
  unary("LeakyRelu", (g, x, { alpha }: { alpha: number }) =>
    g.op("LeakyRelu", [x], { alpha: { float: alpha } }),
  ),
  unary("Square", (g, x) => g.op("Mul", [x, x]), signed),
  unary("Rsqrt", (g, x) => g.op("Reciprocal", [g.op("Sqrt", [x])])),
  unary("Sign", (g, x) => g.op("Sign", [x])),
  unary("Step", (g, x, { alpha }: { alpha?: number }) => {
    const above = positive(g, x);
    if (!alpha) return above;
    return g.op("Where", [g.op("Greater", [x, g.scalar(0)]), above, g.scalar(alpha)]);
  }),
  // exp(x) - 1 = tanh(x/2)·(exp(x) + 1): exact where exp(x) - 1 cancels.
  unary("Expm1", (g, x) => {
    const half = g.op("Tanh", [g.op("Mul", [x, g.scalar(0.5)])]);
    return g.op("Mul", [half, g.op("Add", [g.op("Exp", [x]), g.scalar(1)])]);
  }),
  // log(1 + x) = 2·atanh(x / (2 + x)): exact where 1 + x rounds; the plain form elsewhere.
  unary("Log1p", (g, x) => {
    const ratio = g.op("Div", [x, g.op("Add", [x, g.scalar(2)])]);
    const near = g.op("Mul", [g.op("Atanh", [ratio]), g.scalar(2)]);
    const far = g.op("Log", [g.op("Add", [x, g.scalar(1)])]);
    return g.op("Where", [g.op("Less", [g.op("Abs", [x]), g.scalar(0.5)]), near, far]);
  }),
  unary("ClipByValue", (g, x, attrs: { clipValueMin: number; clipValueMax: number }) =>
    g.op("Clip", [x, g.scalar(attrs.clipValueMin), g.scalar(attrs.clipValueMax)]),
  ),
];
