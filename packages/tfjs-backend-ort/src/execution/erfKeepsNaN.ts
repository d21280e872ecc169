import { oneOperator, TRIAL } from "../binding/oneOperator.ts";
import type { OrtBinding } from "../binding/ortBinding.ts";

const known = new WeakMap<OrtBinding, boolean>();

/**
 * Whether the error function of NaN is NaN on the cpu provider. ONNX Runtime before 1.27 gives 1. It is tried
 * once, when a graph has this operator.
 */
export function erfKeepsNaN(binding: OrtBinding): boolean {
  const found = known.get(binding) ?? measure(binding);
  known.set(binding, found);
  return found;
}

function measure(binding: OrtBinding): boolean {
  const dims = [19]; // more than one vector of numbers, and some that fill none
  const session = binding.compile(oneOperator("Erf", dims), TRIAL);
  const x = new Float32Array(19).fill(NaN);
  const y = new Float32Array(19);
  session.run({ x: binding.tensor("float32", x, dims) }, { y: binding.tensor("float32", y, dims) });
  session.release();
  return y.every(Number.isNaN);
}
