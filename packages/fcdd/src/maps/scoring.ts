import type { Detector } from "@flawlens/detector";
import { avgPool, max, mean, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { topMean } from "./_topMean.ts";

/** How a map becomes one number. */
export interface Scoring {
  /** The rule in words for people, such as "mean of the map". It is written into results and detector files. */
  name: string;
  /** What the score goes with, where only part of an image is looked at; default the map's highest cell. */
  ofMap?: Detector["scoreOfMap"];
  /**
   * @param maps - `[N, u, v, M]` at the network's own resolution.
   * @param upsampled - Makes `[N, height, width, M]` at the size of the input.
   * @returns `[N, M]`, higher = more anomalous.
   */
  score(maps: Tensor4D, upsampled: () => Tensor4D): Tensor2D;
}

/** The mean of the map: equation 2, what the loss trains. */
export const meanScore: Scoring = {
  name: "mean of the map",
  ofMap: "mean",
  score: (maps) => mean(maps, [1, 2]) as Tensor2D,
};

/** The highest cell of the map: the choice of the released evaluation code, good for small defects. */
export const maxScore: Scoring = {
  name: "highest cell of the map",
  score: (maps) => max(maps, [1, 2]) as Tensor2D,
};

/**
 * The highest mean over a window of the upsampled map. It lies between mean and maximum: one noisy cell alone
 * does not decide.
 *
 * @param windowPx - Side of the square window in pixels of the input, moved by 1.
 * @throws {RangeError} If it is not a whole number of at least 1. Scoring throws it where the input is smaller.
 */
export function pooledMaxScore(windowPx = 16): Scoring {
  if (!Number.isInteger(windowPx) || windowPx < 1)
    throw new RangeError(`pooledMaxScore: expected a window of at least 1 pixel, got ${windowPx}`);
  return {
    name: `highest mean over ${windowPx}x${windowPx} pixels of the map`,
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
 * The mean of the highest cells of the map. Small defects count for more than in the mean of all cells, and one
 * noisy cell alone does not decide.
 *
 * @param fraction - Fraction of the cells that count, in (0, 1]; at least one does.
 * @throws {RangeError} If the fraction is outside its range.
 */
export function topMeanScore(fraction = 0.05): Scoring {
  if (!(fraction > 0 && fraction <= 1))
    throw new RangeError(`topMeanScore: expected a fraction in (0, 1], got ${fraction}`);
  return {
    name: `mean of the highest ${Number((100 * fraction).toPrecision(3))} % of the map's cells`,
    score: (maps) => tidy(() => topMean(maps, fraction)),
  };
}
