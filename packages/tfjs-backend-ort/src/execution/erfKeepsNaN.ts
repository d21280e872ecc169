import { oneOperator, TRIAL } from "../binding/oneOperator.ts";
import type { OrtBinding } from "../binding/ortBinding.ts";
import { oncePerBinding } from "./_oncePerBinding.ts";

/**
 * Whether the error function of NaN is NaN on the cpu provider. ONNX Runtime before 1.27 gives 1. It is tried
 * once, when a graph has this operator.
 */
export const erfKeepsNaN = oncePerBinding(measure);

function measure(binding: OrtBinding): boolean {
  const dims = [19]; // more than one vector of numbers, and some that fill none
  const session = binding.compile(oneOperator("Erf", dims), TRIAL);
  const x = new Float32Array(19).fill(NaN);
  const y = new Float32Array(19);
  session.run({ x: binding.tensor("float32", x, dims) }, { y: binding.tensor("float32", y, dims) });
  session.release();
  return y.every(Number.isNaN);
}
