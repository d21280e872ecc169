import { imageTensor } from "@flawlens/backbones";
import { dispose } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { tidyOutput } from "@flawlens/ops";
import type { Adl } from "./createAdl.ts";
import { cueNames } from "./cues.ts";
import type { Cues } from "./cues.ts";
import { evaluationParams } from "./evaluationParams.ts";
import { scoreWithMaps } from "./gradientMaps.ts";
import type { GradientMaps } from "./gradientMaps.ts";
import type { ImageSource } from "./imageSource.ts";
import { scoreImages } from "./scoreImages.ts";
import type { ImageScores } from "./scoreImages.ts";

/** A map at the detector's input size, one value a pixel, row by row. */
export interface AdlMap {
  data: Float32Array;
  height: number;
  width: number;
}

/** What a detector says about one image, raw: no threshold, no range. */
export interface AdlPrediction {
  id: string;
  /** The fused score: higher = more anomalous. */
  score: number;
  /** As they are, and in [0, 1]. */
  cues: Cues;
  normalized: Cues;
  /** The classifier's chance that it is anomalous. */
  probability: number;
  /** The segmentation head's chance that a pixel is anomalous. */
  segmentation: AdlMap;
  /** Where the evidence lies, in [0, 1]; with `maps` "fused" or "cues". */
  map?: AdlMap;
  /** Each cue's own map; with `maps` "cues". */
  cueMaps?: Partial<Cues<AdlMap>>;
}

/** How predictions are made. */
export interface PredictOptions {
  /** Default 8. */
  batchSize?: number;
  /** Gradient maps: the fused one, each cue's too, or none, which takes two fifths of the time. Default "fused". */
  maps?: "none" | "fused" | "cues";
  /** Of the Gaussian over the fused map, in pixels; default 8. */
  sigma?: number;
}

/**
 * Scores and maps of every image of a source, in order, by running statistics. Normalisations
 * are folded once for all. Reads one batch ahead and holds no other.
 *
 * @example
 * for await (const { id, score, cues } of predict(model, source)) console.log(id, score, cues.deviation);
 */
export async function* predict(
  model: Adl,
  source: ImageSource,
  { batchSize = 8, maps = "fused", sigma }: PredictOptions = {},
): AsyncGenerator<AdlPrediction> {
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
  const { params, release } = await evaluationParams(model);
  try {
    for (let start = 0; start < samples.length; start += batchSize) {
      const images = await next;
      next = read(start + batchSize);
      const ids = images.map((_, i) => samples[start + i].id);
      // Filled up, so that the last batch needs no compiled graph of its own.
      if (start > 0) images.push(...Array(batchSize - images.length).fill(images[0]));
      const idOf = (i: number) => ids[i] ?? ids[0];
      yield* await readBatch(model, ids, () => {
        const input = imageTensor(images, model.inputSize, { idOf, caller: "adl" });
        return maps === "none"
          ? { scores: scoreImages(model, params, input) }
          : scoreWithMaps(model, params, input, { cues: maps === "cues", sigma });
      });
    }
  } finally {
    release();
  }
}

/** Computes a batch, and what it says of the images with these ids, which come first. */
async function readBatch(
  model: Adl,
  ids: readonly string[],
  compute: () => { scores: ImageScores; maps?: GradientMaps },
): Promise<AdlPrediction[]> {
  const tensors = tidyOutput(() => {
    const { scores, maps } = compute();
    const { cues, normalized, ...rest } = scores;
    const flat: Record<string, Tensor> = { ...rest, ...(maps && { map: maps.fused }) };
    for (const cue of cueNames) {
      flat[`cues.${cue}`] = cues[cue];
      flat[`normalized.${cue}`] = normalized[cue];
      const map = maps?.cues?.[cue];
      if (map) flat[`maps.${cue}`] = map;
    }
    return flat;
  });
  const names = Object.keys(tensors);
  const values = await Promise.all(names.map((name) => tensors[name].data()));
  const data = Object.fromEntries(names.map((name, i) => [name, values[i] as Float32Array]));
  dispose(tensors);
  const { height, width } = model.inputSize;
  const mapOf = (name: string, i: number): AdlMap => ({
    data: data[name].slice(i * height * width, (i + 1) * height * width),
    height,
    width,
  });
  const cuesOf = (part: string, i: number): Cues => ({
    deviation: data[`${part}.deviation`][i],
    entropy: data[`${part}.entropy`][i],
    segmentation: data[`${part}.segmentation`][i],
  });
  const mapped = cueNames.filter((cue) => data[`maps.${cue}`]);
  return ids.map((id, i) => ({
    id,
    score: data.scores[i],
    cues: cuesOf("cues", i),
    normalized: cuesOf("normalized", i),
    probability: data.probabilities[i],
    segmentation: mapOf("segmentation", i),
    ...(data.map && { map: mapOf("map", i) }),
    ...(mapped.length > 0 && {
      cueMaps: Object.fromEntries(mapped.map((cue) => [cue, mapOf(`maps.${cue}`, i)])),
    }),
  }));
}
