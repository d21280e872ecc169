import { imageTensor } from "@flawlens/backbones";
import { dispose } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";
import type { Fcdd } from "./createFcdd.ts";
import { detect } from "./forward.ts";
import type { ImageSource } from "./imageSource.ts";

/** A map at the network's own resolution, one value a cell, row by row. */
export interface FcddMap {
  data: Float32Array;
  height: number;
  width: number;
}

/** What a detector says about one image, raw: no threshold, no range. */
export interface FcddPrediction {
  id: string;
  /** `[M]`, higher = more anomalous. */
  scores: Float32Array;
  /** One map a type. */
  maps: FcddMap[];
}

/**
 * Scores and maps of every image of a source, in order, by running statistics. Reads one batch
 * ahead and holds no other.
 *
 * @param options - `batchSize`: default 8.
 *
 * @example
 * for await (const { id, scores } of predict(model, source)) console.log(id, ...scores);
 */
export async function* predict(
  model: Fcdd,
  source: ImageSource,
  { batchSize = 8 }: { batchSize?: number } = {},
): AsyncGenerator<FcddPrediction> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`predict: expected a batch size of at least 1, got ${batchSize}`);
  const read = (start: number) => {
    const batch = source.samples.slice(start, start + batchSize);
    const images = Promise.all(batch.map((_, i) => source.read(start + i)));
    images.catch(() => {}); // reported when it is this batch's turn
    return images;
  };
  let next = read(0);
  for (let start = 0; start < source.samples.length; start += batchSize) {
    const images = await next;
    next = read(start + batchSize);
    const idOf = (i: number) => source.samples[start + i].id;
    const { scores, maps } = tidyOutput(() =>
      detect(model, model.params, imageTensor(images, model.inputSize, { idOf, caller: "fcdd" })),
    );
    const [scoreData, mapData] = (await Promise.all([
      scores.data(),
      maps.data(),
    ])) as Float32Array[];
    const [, height, width, types] = maps.shape;
    dispose([scores, maps]);
    for (const i of images.keys())
      yield {
        id: idOf(i),
        scores: scoreData.slice(i * types, (i + 1) * types),
        maps: separate(mapData, i, height, width, types),
      };
  }
}

/** The maps of image `i` out of `[N, height, width, types]`. */
function separate(data: Float32Array, i: number, height: number, width: number, types: number) {
  const cells = height * width;
  return Array.from({ length: types }, (_, k): FcddMap => {
    const map = new Float32Array(cells);
    for (let cell = 0; cell < cells; cell++) map[cell] = data[(i * cells + cell) * types + k];
    return { data: map, height, width };
  });
}
