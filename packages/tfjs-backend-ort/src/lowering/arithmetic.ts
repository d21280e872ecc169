import type { Kernel } from "../recording/kernel.ts";
import { binary, elementwise } from "./_elementwise.ts";

/** Arithmetic of two tensors. */
export const arithmetic: Kernel[] = [
  binary("Add", (g, a, b) => g.op("Add", [a, b])),
  binary("Sub", (g, a, b) => g.op("Sub", [a, b])),
  binary("Multiply", (g, a, b) => g.op("Mul", [a, b])),
  binary("RealDiv", (g, a, b) => g.op("Div", [a, b]), { dtypes: ["float32"] }),
  binary("FloorDiv", (g, a, b) => g.op("Floor", [g.op("Div", [a, b])]), { dtypes: ["float32"] }),
  binary("Maximum", (g, a, b) => g.op("Max", [a, b])),
  binary("Minimum", (g, a, b) => g.op("Min", [a, b])),
  binary("Pow", (g, a, b) => g.op("Pow", [a, b])),
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
