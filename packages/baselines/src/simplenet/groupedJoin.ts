import { concat, image, mean, pad, reshape, slice, stack, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { FeatureJoin } from "../shared/featureJoin.ts";

/**
 * The embedding of the released SimpleNet, which PatchCore's release has too, in closed form. The 9·C values of a
 * cell's 3 x 3 neighbourhood are put in a row (channel by channel, each row by row, zeros beyond the border); each of
 * the `size / layers` numbers that a layer gives is the mean of as many neighbours in that row. Coarse layers are
 * enlarged bilinearly to the finest, and layers joined.
 *
 * With Wide ResNet-50-2's layer2 and layer3 (512 and 1024 channels) and 1536 numbers, these are means of 6 and of 12
 * neighbours: the release averages them in two steps, which comes to the same.
 *
 * @param size - Numbers in the vector of a cell.
 * @throws {RangeError} By `size`, if 9·C is not a multiple of `size / layers` for every layer.
 */
export function groupedJoin(size: number): FeatureJoin {
  return {
    size(channels) {
      const each = size / channels.length;
      for (const count of channels)
        if (!Number.isInteger((9 * count) / each) || !Number.isInteger(each))
          throw new RangeError(
            `groupedJoin: expected a size that divides evenly into ${channels.length} layers and 9 · ${count} values of each cell, got ${size}; take another embeddingSize, or null`,
          );
      return size;
    },
    grid: ([finest]) => finest,
    join: (features) =>
      tidy(() => {
        const each = size / features.length;
        const [, height, width] = features[0].shape;
        const grouped = features.map((x) => groupMeans(x, each));
        return concat(
          grouped.map((x, i) =>
            i === 0 ? x : image.resizeBilinear(x, [height, width], false, true),
          ),
          3,
        );
      }),
  };
}

/** `[N, h, w, C]` to `[N, h, w, groups]`: means of neighbours among the 9·C values of each cell's neighbourhood. */
function groupMeans(x: Tensor4D, groups: number): Tensor4D {
  const [count, height, width, channels] = x.shape;
  // prettier-ignore
  const padded = pad(x, [[0, 0], [1, 1], [1, 1], [0, 0]]);
  const shifted = Array.from({ length: 9 }, (_, i) =>
    slice(padded, [0, Math.floor(i / 3), i % 3, 0], [count, height, width, channels]),
  );
  const rows = reshape(stack(shifted, 4), [count * height * width, groups, -1]);
  return reshape(mean(rows, 2), [count, height, width, groups]);
}
