import { ELEMENT } from "@flawlens/onnx";
import type { Kernel } from "../recording/kernel.ts";
import type { Lowering } from "../graph/lowering.ts";
import type { ElementType, ValueSpec } from "../recording/valueSpec.ts";

/** Tensors of one number. */
export const creation: Kernel[] = [
  {
    name: "Fill",
    infer: (_inputs, { shape, dtype }: FillAttrs) => ({ shape, dtype: dtype ?? "float32" }),
    supports: (_inputs, { value, dtype }: FillAttrs) =>
      typeof value === "number" && (dtype ?? "float32") in ELEMENT,
    lower: (g, _inputs, { value }: FillAttrs, [output]) => filled(g, output, value),
  },
  {
    name: "ZerosLike",
    infer: ({ x }) => x,
    lower: (g, _inputs, _attrs, [output]) => filled(g, output, 0),
  },
  {
    name: "OnesLike",
    infer: ({ x }) => x,
    lower: (g, _inputs, _attrs, [output]) => filled(g, output, 1),
  },
];

interface FillAttrs {
  shape: number[];
  value: number;
  dtype?: ElementType;
}

function filled(g: Lowering, output: ValueSpec, value: number) {
  return g.result(output, g.op("Expand", [g.scalar(value, output.dtype), g.i64(output.shape)]));
}
