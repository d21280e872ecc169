import { avgPool, max, mean, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { topMean } from "./_topMean.ts";

/** How a map becomes one number. */
export interface Scoring {
  /** Written into results and detectors. */
  name: string;
  /**
   * @param maps - `[N, u, v, M]` at the network's own resolution.
   * @param upsampled - Makes `[N, height, width, M]` at the size of the input.
   * @returns `[N, M]`, higher = more anomalous.
   */
  score(maps: Tensor4D, upsampled: () => Tensor4D): Tensor2D;
}

/** The mean of the map: equation 2, what the loss trains. */
export const meanScore: Scoring = {
  name: "mean",
  score: (maps) => mean(maps, [1, 2]) as Tensor2D,
};

/** The highest cell of the map: the released evaluation code's choice, good for small defects. */
export const maxScore: Scoring = {
  name: "max",
  score: (maps) => max(maps, [1, 2]) as Tensor2D,
};

/**
 * The highest mean over a window of the upsampled map: between mean and max, so that one noisy
 * cell does not decide.
 *
 * @param windowPx - Side of the square window in pixels of the input, moved by 1.
 */
export function pooledMaxScore(windowPx = 16): Scoring {
  if (!Number.isInteger(windowPx) || windowPx < 1)
    throw new RangeError(`pooledMaxScore: expected a window of at least 1 pixel, got ${windowPx}`);
  return {
    name: `pooledMax(${windowPx})`,
    score: (_, upsampled) =>
      tidy(() => {
        const large = upsampled();
        const [, height, width] = large.shape;
        if (Math.min(height, width) < windowPx)
          throw new RangeError(
            `pooledMaxScore: expected an input of at least ${windowPx} pixels a side, got ${height}x${width}`,
          );
        return max(avgPool(large, windowPx, 1, "valid"), [1, 2]) as Tensor2D;
      }),
  };
}

/**
 * The mean of the highest cells of the map: less than all, where defects are small, and more than
 * one, so that one noisy cell does not decide.
 *
 * @param fraction - Share of the cells that count, in (0, 1]; at least one does.
 */
export function topMeanScore(fraction = 0.05): Scoring {
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(`topMeanScore: expected a fraction in (0, 1], got ${fraction}`);
  return {
    name: `topMean(${fraction})`,
    score: (maps) => tidy(() => topMean(maps, fraction)),
  };
}
