import { imageTensor } from "@flawlens/backbones";
import { labelsOf, markedCells } from "@flawlens/detector";
import type { RandomStream, Sampler } from "@flawlens/sampling";
import { sampledBatches } from "@flawlens/training";
import type { Batch } from "@flawlens/training";
import { tensor2d, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Fcdd } from "../fcdd.ts";
import { readTraining } from "./_readTraining.ts";
import type { ReadTrainingOptions } from "./_readTraining.ts";
import type { AugmentImage, MaskedImage } from "./augmentImage.ts";
import { cellLabels } from "./cellLabels.ts";
import type { FeatureCache } from "./featureCache.ts";

/** What one step trains on. */
export interface FcddBatch extends Batch {
  /** Images `[N, height, width, 3]` in [0, 255], or kept features `[N, u, v, channels]`. */
  input: Tensor4D;
  /** `[N, M]`. */
  labels: Tensor2D;
  /** `[N, u, v, M]`, where masks are read: what is known of each cell of the maps. */
  cells?: Tensor4D;
  /** For heads that draw: the batch's own stream, after what loading drew from it. */
  random: () => number;
}

/** The images, the sampler and the sizes from which batches are made. */
interface BatchOptions extends ReadTrainingOptions {
  sampler: Sampler;
  batchSize: number;
  random: RandomStream;
  augmentation: AugmentImage | undefined;
  /** Kept features; without it images are read and augmented in every step. */
  cache: FeatureCache | undefined;
  /** Rows and columns of the maps. */
  grid: readonly [number, number];
}

/** The batches of a training, in order; their state is saved with checkpoints. */
export function trainingBatches(
  { types, inputSize }: Pick<Fcdd, "types" | "inputSize">,
  { source, masks, grid, augmentation, cache, ...options }: BatchOptions,
) {
  const labels = source.samples.map((sample) => labelsOf(types, sample));
  const cellsOf = (indices: readonly number[], marked: readonly (Uint8Array | null)[]) => {
    const [rows, columns] = grid;
    const known = indices.map((index, i) => cellLabels(labels[index], marked[i], rows * columns));
    const shape = [indices.length, rows, columns, types.length] as const;
    return tensor4d(joined(known), [...shape]);
  };
  return sampledBatches<FcddBatch>({
    ...options,
    load: async (indices, random) => {
      const { input, marked } = cache
        ? cache.batch(indices, () => Math.floor(random() * cache.variants))
        : await readBatch(indices, random);
      return {
        ids: indices.map((i) => source.samples[i].id),
        input,
        random,
        labels: tensor2d(
          indices.map((i) => labels[i]),
          [indices.length, types.length],
        ),
        ...(masks && { cells: cellsOf(indices, marked) }),
      };
    },
  });

  async function readBatch(indices: readonly number[], random: RandomStream) {
    const streams = indices.map(() => random.split());
    const read: MaskedImage[] = await Promise.all(
      indices.map((index, i) => readTraining({ source, masks }, index, augmentation, streams[i])),
    );
    const images = read.map(({ image }) => image);
    const idOf = (i: number) => source.samples[indices[i]].id;
    return {
      input: imageTensor(images, inputSize, { idOf, caller: "fitFcdd" }),
      marked: read.map(({ mask }) => markedCells(mask, grid)),
    };
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
