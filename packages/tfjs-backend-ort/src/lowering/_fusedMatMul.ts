import type { Lowering } from "../graph/lowering.ts";

/** A product of matrices, each as it lies or turned: ONNX Runtime's own operator, on the cpu provider. */
export function fusedMatMul(
  g: Lowering,
  left: string,
  right: string,
  turned: { transA?: number; transB?: number },
): string {
  return g.op("FusedMatMul", [left, right], turned, { domain: "com.microsoft" });
}
