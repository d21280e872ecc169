import type { AnomalyMap } from "../core/anomalyMap.ts";
import type { DetectorMetadata } from "../core/detectorMetadata.ts";
import type { RawOutput } from "./detector.ts";
import type { RawPrediction } from "../core/prediction.ts";

/**
 * The outputs of image `i` of a batch, copied so that the batch's memory can go.
 *
 * @param output - What `detector.raw` gives; maps and extras that were not asked for are empty.
 *
 * @example
 * const { verdict } = toPrediction(metadata, imageOutputs(metadata, output, 0), size);
 */
export function imageOutputs(
  { types, extras: specs }: Pick<DetectorMetadata, "types" | "extras">,
  { scores, maps, mapSize: [height, width], extras }: Omit<RawOutput, "anomalyMaps">,
  i: number,
): RawPrediction {
  const row = (values: Float32Array, columns: number, k = i) =>
    values.slice(k * columns, (k + 1) * columns);
  const first = i * types.length;
  return {
    scores: row(scores, types.length),
    maps: types.map((_, k): AnomalyMap => ({
      data: row(maps, height * width, first + k),
      height,
      width,
    })),
    extras: Object.fromEntries(
      Object.entries(extras).map(([name, values]) => [name, row(values, specs[name].names.length)]),
    ),
  };
}
