import { addN, mean, reshape, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { cosineDistances } from "../shared/cosineDistances.ts";

/**
 * What reverse distillation minimises: over the levels, the sum of one minus the cosine between a teacher's features
 * and a student's.
 *
 * @param teacher - `[N, h, w, C]` a level.
 * @param student - The same shapes.
 * @param cosine - `"flattened"`: one cosine an image and level, as released, which weighs places by how long their
 *   vectors are. `"perPosition"`: the mean over places, as the paper writes it.
 */
export function rdLoss(
  teacher: readonly Tensor4D[],
  student: readonly Tensor4D[],
  cosine: "flattened" | "perPosition",
): Scalar {
  return tidy(() => {
    const shaped = (x: Tensor4D): Tensor => (cosine === "flattened" ? rowsOf(x) : x);
    const levels = teacher.map((x, i) => mean(cosineDistances(shaped(x), shaped(student[i]))));
    return addN(levels) as Scalar;
  });
}

function rowsOf(x: Tensor4D): Tensor {
  const [, height, width, channels] = x.shape;
  return reshape(x, [-1, height * width * channels]);
}
