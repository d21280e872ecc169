import type { Params } from "@flawlens/backbones";
import { max, reshape, tensor1d, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { levelName } from "./createCflow.ts";
import type { Cflow } from "./createCflow.ts";

/**
 * The highest l of each level over some images, as the parameters that the aggregation `"probability"` needs.
 *
 * @param features - The features of image `i` of `count`, which are disposed.
 */
export async function highestLikelihoods(
  { likelihoods, positions, params }: Pick<Cflow, "likelihoods" | "positions" | "params">,
  count: number,
  features: (image: number) => Promise<Tensor4D[]>,
): Promise<Params> {
  const highest = positions.map(() => -Infinity);
  for (let image = 0; image < count; image++)
    for (const [level, x] of (await features(image)).entries()) {
      const [, height, width, channels] = x.shape;
      const cells = height * width;
      const peak = tidy(() => {
        const vectors = reshape(x, [1, cells, channels]) as Tensor3D;
        const at = tensor2d(positions[level], [cells, positions[level].length / cells]);
        return max(likelihoods(params, level, vectors, at)) as Scalar;
      });
      const [value] = await peak.data();
      highest[level] = Math.max(highest[level], value);
      peak.dispose();
      x.dispose();
    }
  return Object.fromEntries(
    highest.map((value, level) => [`${levelName(level)}.highest`, tensor1d([value])]),
  );
}
