import type { Kernel } from "../recording/kernel.ts";
import { binary, unary } from "./_elementwise.ts";

const numbers = { dtypes: ["float32", "int32"], dtype: "bool" } as const;
const all = { dtypes: ["float32", "int32", "bool"], dtype: "bool" } as const;
const bools = { dtypes: ["bool"], dtype: "bool" } as const;
const floats = { dtypes: ["float32"], dtype: "bool" } as const;

/** Comparisons and logic: true or false for each element. */
export const comparison: Kernel[] = [
  binary("Equal", (g, a, b) => g.op("Equal", [a, b]), all),
  binary("NotEqual", (g, a, b) => g.op("Not", [g.op("Equal", [a, b])]), all),
  binary("Greater", (g, a, b) => g.op("Greater", [a, b]), numbers),
  binary("GreaterEqual", (g, a, b) => g.op("GreaterOrEqual", [a, b]), numbers),
  binary("Less", (g, a, b) => g.op("Less", [a, b]), numbers),
  binary("LessEqual", (g, a, b) => g.op("LessOrEqual", [a, b]), numbers),
  binary("LogicalAnd", (g, a, b) => g.op("And", [a, b]), bools),
  binary("LogicalOr", (g, a, b) => g.op("Or", [a, b]), bools),
  unary("LogicalNot", (g, x) => g.op("Not", [x]), bools),
  unary("IsNan", (g, x) => g.op("IsNaN", [x]), floats),
  unary("IsInf", (g, x) => g.op("IsInf", [x]), floats),
  unary(
    "IsFinite",
    (g, x) => g.op("Not", [g.op("Or", [g.op("IsNaN", [x]), g.op("IsInf", [x])])]),
    floats,
  ),
];
