import { oneOperator, TRIAL } from "./oneOperator.ts";
import type { OrtBinding } from "./ortBinding.ts";

/**
 * Computes a small sum, so that a binding that loads but does not work is not used.
 *
 * @throws {Error} If it computes something else, or cannot compute.
 */
export function checkBinding(binding: OrtBinding): void {
  const x = binding.tensor("float32", Float32Array.of(1, -2, 0.25), [3]);
  const y = new Float32Array(3);
  const session = binding.compile(oneOperator("Add", [3], { inputs: ["x", "x"] }), TRIAL);
  session.run({ x }, { y: binding.tensor("float32", y, [3]) });
  session.release();
  const found = y.join(", ");
  if (found !== "2, -4, 0.5")
    throw new Error(`expected (1, -2, 0.25) twice to be 2, -4, 0.5, got ${found}`);
}
