import { imageTensor } from "@flawlens/backbones";
import type { ImageSource } from "@flawlens/detector";
import { balancedSampler } from "@flawlens/sampling";
import type { PixelMask, PseudoAnomaly, RandomStream } from "@flawlens/sampling";
import type { Image } from "@flawlens/datasets";
import { sampledBatches } from "@flawlens/training";
import type { Batch } from "@flawlens/training";
import { tensor3d } from "@tensorflow/tfjs-core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import type { Batches } from "./trainingEvents.ts";

/** Normal images, and the same with pseudo-anomalies. */
export interface AnomalyBatch extends Batch {
  /** `[N, H, W, 3]` in [0, 255]. */
  clean: Tensor4D;
  changed: Tensor4D;
  /** `[N, H, W]`, 1 where a pixel was changed. */
  masks: Tensor3D;
}

/** What {@link anomalyBatches} makes batches of. */
export interface AnomalyBatchesOptions {
  /** Images taken as normal. */
  source: ImageSource;
  inputSize: { height: number; width: number };
  /** Changes a normal image before anything is made of it. */
  augment: (image: Image, random: RandomStream) => Image;
  pseudo: PseudoAnomaly;
  /** The fraction of images that stay as they are, with an empty mask. */
  cleanFraction: number;
  batchSize: number;
  random: RandomStream;
  /** What errors begin with. */
  caller: string;
}

/**
 * Batches of normal images and of the same images with pseudo-anomalies, made anew each time. Each pass takes every
 * image once in random order; the batch that completes it is filled with further images.
 */
export function anomalyBatches({
  source,
  inputSize,
  augment,
  pseudo,
  cleanFraction,
  batchSize,
  random,
  caller,
}: AnomalyBatchesOptions): Batches<AnomalyBatch> {
  const all = source.samples.map((_, i) => i);
  const make = async (index: number, random: RandomStream) => {
    const image = augment(await source.read(index), random);
    if (random() < cleanFraction) return { image, changed: image, mask: null };
    const { image: changed, mask } = pseudo(image, { random });
    return { image, changed, mask };
  };
  return sampledBatches<AnomalyBatch>({
    sampler: balancedSampler({ groups: [all], random: random.split() }),
    batchSize,
    random: random.split(),
    async load(indices, random) {
      const streams = indices.map(() => random.split());
      const made = await Promise.all(indices.map((index, i) => make(index, streams[i])));
      const ids = indices.map((index) => source.samples[index].id);
      const options = { idOf: (i: number) => ids[i], caller };
      const of = (key: "image" | "changed") => made.map((each) => each[key]);
      return {
        ids,
        clean: imageTensor(of("image"), inputSize, options),
        changed: imageTensor(of("changed"), inputSize, options),
        masks: maskTensor(made.map(({ mask }) => mask), inputSize), // prettier-ignore
      };
    },
  });
}

function maskTensor(
  masks: readonly (PixelMask | null)[],
  { height, width }: { height: number; width: number },
): Tensor3D {
  const data = new Float32Array(masks.length * height * width);
  for (const [i, mask] of masks.entries()) if (mask) data.set(mask.data, i * height * width);
  return tensor3d(data, [masks.length, height, width]);
}
