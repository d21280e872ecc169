import type { Pixels, Prediction, RawOutput } from "@flawlens/inference";
import type { Model } from "../model.ts";
import { batcher } from "../queue/batcher.ts";
import { limiter } from "../queue/limiter.ts";
import { inferTogether } from "./inferTogether.ts";
import type { InferWork } from "./inferTogether.ts";

/** How images are put together into batches. */
export interface BatchOptions {
  /** The most images of a batch. */
  size: number;
  /** How long an image waits for others at most, in milliseconds. */
  delayMs: number;
}

/** Called with the number of items of each batch and the time it took. */
export type OnBatch = (items: number, seconds: number) => void;

/** A model behind its queues: one for images to predict and one for tensors. Only one batch runs at a time. */
export interface ServedModel {
  model: Model;
  predict(image: Pixels, signal: AbortSignal): Promise<Prediction>;
  infer(work: InferWork, signal: AbortSignal): Promise<RawOutput>;
  /** Images and tensors that wait. */
  readonly waiting: number;
}

/** Puts a model behind queues. */
export function servedModel(
  model: Model,
  { size, delayMs }: BatchOptions,
  onBatch?: OnBatch,
): ServedModel {
  const alone = limiter(1); // one run has all cores
  const options = { size, delayMs, onBatch };
  const images = batcher({
    ...options,
    run: (items: readonly Pixels[]) => alone(() => model.predict(items)),
  });
  const tensors = batcher({
    ...options,
    run: (items: readonly InferWork[]) => alone(() => inferTogether(model, items, size)),
  });
  return {
    model,
    predict: images.add,
    infer: tensors.add,
    get waiting() {
      return images.length + tensors.length;
    },
  };
}
