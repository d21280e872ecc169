import { ELEMENT } from "@flawlens/onnx";
import type { Lowered } from "../graph/lowered.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType } from "../recording/valueSpec.ts";
import { binary, elementwise } from "./_elementwise.ts";

/** Arithmetic of two tensors. */
export const arithmetic: Kernel[] = [
  binary("Add", (g, a, b) => g.op("Add", [a, b])),
  binary("Sub", (g, a, b) => g.op("Sub", [a, b])),
  {
    ...binary("Multiply", (g, a, b) => g.op("Mul", [a, b])),
    lowerForCpu: (g, { a, b }, _attrs, [output]) =>
      elementwise(g, [gate(g, a), gate(g, b)], output, ([x, y]) => g.op("Mul", [x, y])),
  },
  binary("RealDiv", (g, a, b) => g.op("Div", [a, b]), { dtypes: ["float32"] }),
  // An integer, of floats too.
  byType("FloorDiv", flooredQuotient, "int32"),
  byType("Mod", (g, a, b, dtype) => (dtype === "int32" ? integerMod(g, a, b) : floatMod(g, a, b))),
  binary("Atan2", angle, { dtypes: ["float32"] }),
  binary("Maximum", (g, a, b) => g.op("Max", [a, b])),
  binary("Minimum", (g, a, b) => g.op("Min", [a, b])),
  byType("Pow", (g, a, b, dtype) =>
    dtype === "int32" ? integerPower(g, a, b) : g.op("Pow", [a, b]),
  ),
  binary("SquaredDifference", (g, a, b) => {
    const difference = g.op("Sub", [a, b]);
    return g.op("Mul", [difference, difference]);
  }),
  {
    name: "AddN",
    infer: (inputs) => ({ dtype: inputs[0].dtype, shape: inputs[0].shape }),
    supports: (inputs) => Object.values(inputs).every(({ dtype }) => dtype !== "bool"),
    lower: (g, inputs, _attrs, [output]) =>
      elementwise(g, Object.values(inputs), output, (names) =>
        names.reduce((sum, name) => g.op("Add", [sum, name])),
      ),
  },
];

/** So large that its square lifts every positive float, denormal ones too, to 1 or more. */
const STEEP = 3.4028234663852886e38;

/**
 * A factor that is 1 where some x is positive and 0 elsewhere, as in the gradient of a relu, in half the time
 * that the sign of x takes, which ONNX Runtime finds without vector instructions: x times a large number,
 * clipped to [0, 1]. NaN stays NaN.
 */
function gate(g: Lowering, factor: Lowered): Lowered {
  const x = factor.positive;
  if (!x) return factor;
  const attributes = { alpha: { float: STEEP }, beta: { float: 0 } };
  return elementwise(g, [x], factor, ([name]) =>
    g.op("HardSigmoid", [g.op("Mul", [name, g.scalar(STEEP)])], attributes),
  );
}

type Emit = (g: Lowering, a: string, b: string, dtype: ElementType) => string;

/** A kernel with different operators for floats and integers. */
function byType(name: string, emit: Emit, dtype?: ElementType): Kernel {
  return {
    ...binary(name, (g, a, b) => emit(g, a, b, "float32"), { dtype }),
    lower: (g, { a, b }, _attrs, [output]) =>
      elementwise(g, [a, b], output, ([x, y]) => emit(g, x, y, a.dtype)),
  };
}

/**
 * ⌊a / b⌋ as an integer, by way of double, which holds every int32 and rounds no quotient of two to
 * another floor. 0 where b is 0, as TensorFlow.js has it: the processor would end the process.
 */
function flooredQuotient(g: Lowering, a: string, b: string, dtype: ElementType): string {
  const zero = g.op("Equal", [b, g.scalar(0, dtype)]);
  const divisor = g.op("Where", [zero, g.scalar(1, dtype), b]);
  const [x, y] = [a, divisor].map((name) => g.op("Cast", [name], { to: ELEMENT.float64 }));
  const quotient = g.op("Floor", [g.op("Div", [x, y])]);
  const result = g.op("Cast", [quotient], { to: ELEMENT.int32 });
  return g.op("Where", [zero, g.scalar(0, "int32"), result]);
}

/** By way of int64, so that a power beyond int32 wraps around, as a product does. */
function integerPower(g: Lowering, a: string, b: string): string {
  const [x, y] = [a, b].map((name) => g.op("Cast", [name], { to: ELEMENT.int64 }));
  return g.op("Cast", [g.op("Pow", [x, y])], { to: ELEMENT.int32 });
}

/** a - ⌊a / b⌋·b; 0 where b is 0. */
function integerMod(g: Lowering, a: string, b: string): string {
  const rest = g.op("Sub", [a, g.op("Mul", [flooredQuotient(g, a, b, "int32"), b])]);
  return g.op("Where", [g.op("Equal", [b, g.scalar(0, "int32")]), g.scalar(0, "int32"), rest]);
}

/** The remainder with the divisor's sign; ONNX's for floats has the dividend's. */
function floatMod(g: Lowering, a: string, b: string): string {
  const remainder = (x: string): string => g.op("Mod", [x, b], { fmod: 1 });
  const rest = remainder(a);
  const negative = (x: string): string => g.op("Less", [x, g.scalar(0)]);
  const alike = g.op("Equal", [negative(a), negative(b)]);
  return g.op("Where", [alike, rest, remainder(g.op("Add", [rest, b]))]);
}

/** The angle of the point (x, y) = (b, a), in (-π, π]; 0 for the origin. */
function angle(g: Lowering, a: string, b: string): string {
  // Infinities become the largest float, so that their quotient has a value.
  const [low, high] = [g.scalar(-3.4028234663852886e38), g.scalar(3.4028234663852886e38)];
  const [y, x] = [a, b].map((name) => g.op("Clip", [name, low, high]));
  const half = g.op("Atan", [g.op("Div", [y, x])]);
  const below = g.op("Less", [y, g.scalar(0)]);
  const turn = g.op("Where", [below, g.scalar(-Math.PI), g.scalar(Math.PI)]);
  const left = g.op("Less", [x, g.scalar(0)]);
  const sides = g.op("Where", [left, g.op("Add", [half, turn]), half]);
  const upright = g.op("Mul", [g.op("Sign", [y]), g.scalar(Math.PI / 2)]);
  return g.op("Where", [g.op("Equal", [x, g.scalar(0)]), upright, sides]);
}
