import type { Lowering } from "../graph/lowering.ts";
import type { ElementType } from "../recording/valueSpec.ts";

/** Numbers of one tensor where a condition holds, of another elsewhere. ONNX Runtime's Where has no bools. */
export function choose(
  g: Lowering,
  dtype: ElementType,
  condition: string,
  yes: string,
  no: string,
): string {
  if (dtype !== "bool") return g.op("Where", [condition, yes, no]);
  const left = g.op("And", [condition, yes]);
  return g.op("Or", [left, g.op("And", [g.op("Not", [condition]), no])]);
}
