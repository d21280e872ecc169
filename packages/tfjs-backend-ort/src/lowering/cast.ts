import { ELEMENT } from "@flawlens/onnx";
import type { Kernel } from "../recording/kernel.ts";
import type { ElementType } from "../recording/valueSpec.ts";
import { elementwise } from "./_elementwise.ts";

/** Change of element type. */
export const cast: Kernel<{ dtype: ElementType }> = {
  name: "Cast",
  isIdentity: ({ x }, { dtype }) => x.dtype === dtype,
  infer: ({ x }, { dtype }) => ({ dtype, shape: x.shape }),
  supports: (_inputs, { dtype }) => dtype in ELEMENT,
  lower: (g, { x }, { dtype }, [output]) =>
    elementwise(g, [x], output, ([name]) => g.op("Cast", [name], { to: ELEMENT[dtype] })),
};
