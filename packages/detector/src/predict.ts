import { imageTensor } from "@flawlens/backbones";
import type { AnomalyMap } from "@flawlens/inference/core";
import { tidyOutput } from "@flawlens/ops";
import { dispose } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { checkedOutputs } from "./_checkedOutputs.ts";
import type { Detector, DetectorOutputs } from "./detector.ts";
import { foldedParams } from "./foldedParams.ts";
import type { ImageSource } from "./images/imageSource.ts";

/** What a detector computes of one image, raw: no threshold, no range. */
export interface RawDetection {
  id: string;
  /** `[M]`, higher = more anomalous. */
  scores: Float32Array;
  /** One map a type, at the network's own resolution. */
  maps: AnomalyMap[];
  /** Values of each extra output, in the order of its names. */
  extras: Record<string, Float32Array>;
}

/**
 * Scores and maps of every image of a source, in order, by running statistics, as an async iterator: reads
 * one batch ahead and holds no other, however many images there are.
 *
 * @param options - `batchSize`: default 8.
 * @throws {RangeError} If the batch size is not a whole number of at least 1, an image has another size
 *   than the detector's input, or an output another shape than the detector's types and extras ask for.
 *
 * @example
 * for await (const { id, scores } of predict(detector, source)) console.log(id, ...scores);
 */
export async function* predict(
  detector: Detector,
  source: Pick<ImageSource, "samples" | "read">,
  { batchSize = 8 }: { batchSize?: number } = {},
): AsyncGenerator<RawDetection, void> {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`predict: expected a batch size of at least 1, got ${batchSize}`);
  const { samples } = source;
  const read = (start: number) => {
    const batch = samples.slice(start, start + batchSize);
    const images = Promise.all(batch.map((_, i) => source.read(start + i)));
    images.catch(() => {}); // reported when it is this batch's turn
    return images;
  };
  let next = read(0);
  const { params, release } = await foldedParams(detector);
  try {
    for (let start = 0; start < samples.length; start += batchSize) {
      const images = await next;
      next = read(start + batchSize);
      const ids = images.map((_, i) => samples[start + i].id);
      // Filled up, so that the last batch needs no compiled graph of its own.
      if (start > 0) images.push(...Array(batchSize - images.length).fill(images[0]));
      const idOf = (i: number) => ids[i] ?? ids[0];
      yield* await readBatch(ids, () =>
        checkedOutputs(
          "predict",
          detector,
          params,
          imageTensor(images, detector.inputSize, { idOf, caller: "predict" }),
        ),
      );
    }
  } finally {
    release();
  }
}

/** Computes a batch, and what it says of the images with these ids, which come first. */
async function readBatch(
  ids: readonly string[],
  compute: () => DetectorOutputs,
): Promise<RawDetection[]> {
  const { scores, maps, extras = {} } = tidyOutput(compute);
  const [, height, width, types] = maps.shape;
  const names = Object.keys(extras);
  const tensors: Tensor[] = [scores, maps, ...names.map((name) => extras[name])];
  const columns = names.map((name) => extras[name].shape[1]);
  const read = Promise.all(tensors.map((tensor) => tensor.data()));
  const [scoreData, mapData, ...extraData] = (await read.finally(() =>
    dispose(tensors),
  )) as Float32Array[];
  return ids.map((id, i) => ({
    id,
    scores: scoreData.slice(i * types, (i + 1) * types),
    maps: separate(mapData, i, { height, width, types }),
    extras: Object.fromEntries(
      names.map((name, k) => [name, extraData[k].slice(i * columns[k], (i + 1) * columns[k])]),
    ),
  }));
}

/** The maps of image `i` out of `[N, height, width, types]`. */
function separate(
  data: Float32Array,
  i: number,
  { height, width, types }: { height: number; width: number; types: number },
): AnomalyMap[] {
  const cells = height * width;
  return Array.from({ length: types }, (_, k): AnomalyMap => {
    const map = new Float32Array(cells);
    for (let cell = 0; cell < cells; cell++) map[cell] = data[(i * cells + cell) * types + k];
    return { data: map, height, width };
  });
}
