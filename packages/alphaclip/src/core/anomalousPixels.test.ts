import { toPrediction } from "@flawlens/inference/core";
import type { DetectorMetadata } from "@flawlens/inference/core";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { randomImage } from "../../../inference/test/randomImages.ts";
import type { RandomImage } from "../../../inference/test/randomImages.ts";
import { tinyMetadata } from "../../../inference/test/tinyDetector.ts";
import { anomalousPixels } from "./anomalousPixels.ts";

/** Rows of pixels, one for each type; the score of an image is what is given. */
function predict(scores: number[], rows: number[][], changes: Partial<DetectorMetadata> = {}) {
  const metadata = tinyMetadata(changes);
  const size = { height: 1, width: rows[0].length };
  const maps = rows.map((row) => ({ data: Float32Array.from(row), ...size }));
  return { metadata, prediction: toPrediction(metadata, { scores, maps }, size) };
}

const bitsOf = ({ metadata, prediction }: ReturnType<typeof predict>) => {
  const mask = anomalousPixels(metadata, prediction);
  return mask && Array.from(mask.data);
};

describe("anomalousPixels", () => {
  test("are those of the anomalous types' maps, each by its own threshold (red 100, green 40)", () => {
    const red = [120, 99, 0, 0, NaN];
    const green = [0, 0, 0, 40, 39];
    expect(bitsOf(predict([200, 60], [red, green]))).toEqual([1, 0, 0, 1, 0]);
    expect(bitsOf(predict([200, 0], [red, green]))).toEqual([1, 0, 0, 0, 0]); // green is not anomalous
  });

  test("are those of the map of any defect (150) where no type is anomalous", () => {
    expect(bitsOf(predict([60, 40], [[100, 90, 0, 0, 80], [60, 50, 0, 0, 70]]))).toEqual([1, 0, 0, 0, 1]); // prettier-ignore
  });

  test("are those around the peak that reach half way to it where a map stays below its threshold", () => {
    // Median 0, peak 60, half way 30: 50, 60 and 45 lie together, 48 is apart.
    const rows = [[50, 60, 45, 0, 48, 0, 0, 0, 0], Array.from({ length: 9 }, () => 0)];
    expect(bitsOf(predict([150, 0], rows))).toEqual([1, 1, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("of an image that is not anomalous there are none", () => {
    expect(
      bitsOf(
        predict(
          [10, 10],
          [
            [255, 0, 0, 0, 0],
            [0, 0, 0, 0, 0],
          ],
        ),
      ),
    ).toBeNull();
    expect(
      bitsOf(
        predict(
          [NaN, 10],
          [
            [255, 0, 0, 0, 0],
            [0, 0, 0, 0, 0],
          ],
        ),
      ),
    ).toBeNull();
  });

  test("hold the peak of every region of any detector's prediction, and no pixel where there is no region", () => {
    const holds = ({ metadata, prediction }: RandomImage) => {
      const mask = anomalousPixels(metadata, prediction);
      const { regions } = prediction;
      if (mask === null) return regions.length === 0;
      return regions.every(({ peak }) => mask.data[peak.y * mask.width + peak.x] === 1);
    };
    expect(fc.check(fc.property(randomImage, holds), { numRuns: 300 }).failed).toBe(false);
  });
});
