import { predict } from "@flawlens/detector";
import type { Detector } from "@flawlens/detector";
import { resizeMap } from "@flawlens/inference/core";
import type { AnomalyMap } from "@flawlens/inference/core";
import { blend, thumbnail } from "@flawlens/report";
import type { RgbImage } from "@flawlens/report";

/** What a look at one image gave. */
export interface Look {
  /** The sum of the types' scores. */
  score: number;
  /** Data URI of the image under the sum of its maps. */
  map: string;
}

/**
 * Scores and maps of a few images by the detector as it is. Colours go from the lowest to the highest value of all
 * maps together, because there are no thresholds yet.
 *
 * @param images - RGB, of the detector's input size.
 * @param size - Longer side of the pictures, in pixels.
 */
export async function liveLook(
  detector: Detector,
  images: readonly (RgbImage & { id: string })[],
  size: number,
): Promise<Look[]> {
  const source = {
    samples: images.map(({ id }) => ({ id, label: null, defectTypes: [] })),
    read: async (index: number) => ({
      ...images[index],
      channels: 3 as const,
      original: detector.inputSize,
    }),
  };
  const field = detector.upsampling?.receptiveField;
  const geometry = field && { ...field, size: detector.inputSize };
  const found: { score: number; map: AnomalyMap }[] = [];
  for await (const { scores, maps } of predict(detector, source, { batchSize: images.length }))
    found.push({
      score: scores.reduce((sum, score) => sum + score, 0),
      map: resizeMap(sumOf(maps), detector.inputSize, geometry),
    });
  const [low, high] = rangeOf(found.map(({ map }) => map));
  return Promise.all(
    found.map(async ({ score, map }, i) => {
      const data = map.data.map((value) => (high > low ? (value - low) / (high - low) : 0));
      return { score, map: await thumbnail(blend(images[i], { ...map, data }), { size }) };
    }),
  );
}

function sumOf(maps: readonly AnomalyMap[]): AnomalyMap {
  const [{ data, height, width }] = maps;
  return {
    data: data.map((_, cell) => maps.reduce((sum, map) => sum + map.data[cell], 0)),
    height,
    width,
  };
}

function rangeOf(maps: readonly AnomalyMap[]): [low: number, high: number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { data } of maps)
    for (const value of data) [low, high] = [Math.min(low, value), Math.max(high, value)];
  return [low, high];
}
