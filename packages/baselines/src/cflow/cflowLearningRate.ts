import type { Schedule } from "@flawlens/training";

/** A learning rate of CFlow, and the parts of a run. */
export interface CflowLearningRateOptions {
  /** The highest rate η. */
  learningRate: number;
  /** Meta-epochs E: the parts of a run in which the rate is the same. */
  metaEpochs: number;
  /** Batches of images in a meta-epoch. */
  batches: number;
  /** Updates for each batch of images. */
  updates: number;
  /** Meta-epochs in which the rate rises, none where the run has no more than so many; default 2. */
  warmEpochs?: number;
}

/**
 * The learning rate of CFlow's released code: in meta-epoch e = 0, 1, ... it is
 *
 *     η/1000 + (η - η/1000) · (1 + cos(π·e/E)) / 2
 *
 * In the first meta-epochs it rises instead, batch by batch of images, from η/10 to the value of the meta-epoch after
 * them. All updates of a batch of images have the same rate.
 *
 * @throws {RangeError} If a count is not a whole number of at least 1.
 *
 * @example
 * const rate = cflowLearningRate({ learningRate: 2e-4, metaEpochs: 25, batches: 48, updates: 128 });
 */
export function cflowLearningRate({
  learningRate,
  metaEpochs,
  batches,
  updates,
  warmEpochs = 2,
}: CflowLearningRateOptions): Schedule {
  for (const [name, count] of Object.entries({ metaEpochs, batches, updates }))
    if (!Number.isSafeInteger(count) || count < 1)
      throw new RangeError(
        `cflowLearningRate: expected a positive integer as ${name}, got ${count}`,
      );
  const least = learningRate / 1000;
  const cosine = (epoch: number) =>
    least + ((learningRate - least) * (1 + Math.cos((Math.PI * epoch) / metaEpochs))) / 2;
  const warm = warmEpochs < metaEpochs ? warmEpochs : 0;
  const [from, to] = [learningRate / 10, cosine(warm)];
  return (update) => {
    const batch = Math.min(Math.floor((update - 1) / updates), metaEpochs * batches - 1);
    const epoch = Math.floor(batch / batches);
    return epoch < warm ? from + ((to - from) * batch) / (warm * batches) : cosine(epoch);
  };
}
