import { getGradient, zeros } from "@tensorflow/tfjs-core";
import { type Gradients, register } from "./_register.ts";

// Steps: their gradient is zero. TensorFlow.js has none, so that a loss with a comparison inside throws.
const TWO = ["Equal", "NotEqual", "Greater", "Less", "LessEqual", "GreaterEqual", "LogicalAnd", "LogicalOr"]; // prettier-ignore
for (const name of TWO)
  register(name, { inputs: ["a", "b"] }, (_dy, [a, b]) => ({
    a: () => zeros(a.shape),
    b: () => zeros(b.shape),
  }));
for (const name of ["LogicalNot", "All", "Any"])
  register(name, { inputs: ["x"] }, (_dy, [x]) => ({ x: () => zeros(x.shape) }));

// Of floats; what TensorFlow.js calls the gradient of integers is that of a plain division.
const ofIntegers = getGradient("FloorDiv");
register("FloorDiv", { inputs: ["a", "b"] }, (dy, [a, b], attrs) =>
  a.dtype === "int32"
    ? (ofIntegers.gradFunc(dy, [a, b], attrs) as Gradients)
    : { a: () => zeros(a.shape), b: () => zeros(b.shape) },
);
