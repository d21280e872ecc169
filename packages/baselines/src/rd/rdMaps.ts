import { addN, image, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { cosineDistances } from "../shared/cosineDistances.ts";

/**
 * How far a student's features are from its teacher's: one minus their cosine at each place, each level brought to
 * the size of the image (bilinear, the centres of corner pixels kept), the levels added. Not smoothed.
 *
 * @param teacher - `[N, h, w, C]` a level.
 * @param student - The same shapes.
 * @returns `[N, height, width, 1]`, from 0 to twice the number of levels.
 */
export function rdMaps(
  teacher: readonly Tensor4D[],
  student: readonly Tensor4D[],
  { height, width }: { height: number; width: number },
): Tensor4D {
  return tidy(() =>
    addN(
      teacher.map((x, i) =>
        image.resizeBilinear(cosineDistances(x, student[i]), [height, width], true),
      ),
    ),
  );
}
