import { ELEMENT } from "@flawlens/onnx";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType } from "../recording/valueSpec.ts";
import { elementwise, unary } from "./_elementwise.ts";

const signed = { dtypes: ["float32", "int32"] } as const;

/** A kernel that is one ONNX operator. */
const plain = (name: string, type = name, options = {}): Kernel =>
  unary(name, (g, x) => g.op(type, [x]), options);

/**
 * 1 above zero, 0 elsewhere, NaN where x is NaN; exact for denormal numbers too. A graph with the
 * relu itself, as that of a training step, shares it, so that this is one pass. Where the provider lacks Sign, a
 * comparison keeps the numbers on the device, and NaN gives 0.
 */
const positive = (g: Lowering, x: string): string =>
  g.hasSign
    ? g.op("Sign", [g.op("Relu", [x])])
    : flag(g, g.op("Greater", [x, g.scalar(0)]), "float32");

const flag = (g: Lowering, comparison: string, to: ElementType): string =>
  g.op("Cast", [comparison], { to: ELEMENT[to] });

/** Functions of one number. */
export const unaries: Kernel[] = [
  ...["Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "Ceil", "Cos", "Cosh", "Exp"].map((n) =>
    plain(n),
  ),
  ...[
    "Floor",
    "Log",
    "Reciprocal",
    "Round",
    "Sigmoid",
    "Sin",
    "Sinh",
    "Softplus",
    "Sqrt",
    "Tanh",
  ].map((n) => plain(n)),
  plain("Abs", "Abs", signed),
  plain("Neg", "Neg", signed),
  plain("Relu"),
  plain("Elu"),
  unary("Selu", (g, x) => g.op("Selu", [x])),
  unary("Erf", (g, x) => {
    const found = g.op("Erf", [x]);
    return g.erfKeepsNaN() ? found : g.op("Where", [g.op("IsNaN", [x]), x, found]);
  }),
  unary("Relu6", (g, x) => g.op("Clip", [x, g.scalar(0), g.scalar(6)])),
  unary("LeakyRelu", (g, x, { alpha }: { alpha: number }) =>
    g.op("LeakyRelu", [x], { alpha: { float: alpha } }),
  ),
  unary("Square", (g, x) => g.op("Mul", [x, x]), signed),
  unary("Rsqrt", (g, x) => g.op("Reciprocal", [g.op("Sqrt", [x])])),
  // 0 where x is NaN.
  unary("Sign", (g, x) =>
    g.op("Sub", [
      flag(g, g.op("Greater", [x, g.scalar(0)]), "float32"),
      flag(g, g.op("Less", [x, g.scalar(0)]), "float32"),
    ]),
  ),
  // In double, because near its poles the last bit of a float32 is more than TensorFlow.js's tests allow. The cosine is
  // 1 - 2·sin²(x/2): ONNX Runtime before 1.29 has no cosine of doubles.
  unary("Tan", (g, x) => {
    const double = (name: string) => g.op("Cast", [name], { to: ELEMENT.float64 });
    const exact = double(x);
    const half = g.op("Sin", [g.op("Mul", [exact, double(g.scalar(0.5))])]);
    const twice = g.op("Mul", [g.op("Mul", [half, half]), double(g.scalar(2))]);
    const cosine = g.op("Sub", [double(g.scalar(1)), twice]);
    const ratio = g.op("Div", [g.op("Sin", [exact]), cosine]);
    return g.op("Cast", [ratio], { to: ELEMENT.float32 });
  }),
  {
    name: "Step",
    infer: ({ x }) => ({ dtype: x.dtype, shape: x.shape }),
    supports: ({ x }) => x.dtype !== "bool",
    lower(g, { x }, { alpha }: { alpha?: number }, [output]) {
      const flat = alpha === undefined || alpha === 0; // NaN is another slope
      const result = elementwise(g, [x], output, ([name]) => {
        const zero = g.scalar(0, x.dtype);
        const above =
          x.dtype === "float32"
            ? positive(g, name)
            : flag(g, g.op("Greater", [name, zero]), x.dtype);
        if (flat) return above;
        return g.op("Where", [g.op("LessOrEqual", [name, zero]), g.scalar(alpha, x.dtype), above]);
      });
      if (flat && x.dtype === "float32") result.positive = x;
      return result;
    },
  },
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
