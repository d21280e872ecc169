import { constantOf } from "@flawlens/ops";
import { add, cast, equal, expandDims, greater, less, mul, sum, tensor2d, tidy } from "@tensorflow/tfjs-core"; // prettier-ignore
import type { Scalar, Tensor1D } from "@tensorflow/tfjs-core";

/**
 * Marks the samples with the highest scores, as a constant: no gradient goes back to the scores. Of equal scores those
 * with the lower index come first. O(B²).
 *
 * @param scores - `[B]`.
 * @param count - How many are marked; a tensor, so that every count runs the same compiled graph.
 * @returns `[B]`, 1 or 0.
 */
export function flagged(scores: Tensor1D, count: Scalar): Tensor1D {
  const size = scores.shape[0];
  const before = Float32Array.from({ length: size * size }, (_, i) =>
    i % size < Math.floor(i / size) ? 1 : 0,
  );
  return tidy(() =>
    constantOf(scores, (given) => {
      const [own, other] = [expandDims(given, 1), expandDims(given, 0)];
      const higher = cast(greater(other, own), "float32");
      const tied = mul(cast(equal(other, own), "float32"), tensor2d(before, [size, size]));
      const rank = sum(add(higher, tied), 1); // how many come first
      return cast(less(rank, count), "float32") as Tensor1D;
    }),
  );
}
