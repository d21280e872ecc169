import type { RandomStream } from "@flawlens/sampling";
import type { FeaturesEvent } from "@flawlens/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { EncodingNetwork } from "./fillFeatureCache.ts";
import { fillFeatureCache } from "./fillFeatureCache.ts";
import type { KeptVersions } from "./_keptVersions.ts";
import type { Chosen } from "./_outlierList.ts";
import type { SampleMaker } from "./_sampleMaker.ts";
import { sampleTensors } from "./_sampleTensors.ts";
import type { SampleTarget, SampleTensors } from "./_sampleTensors.ts";

/** Features of everything that training can choose. */
export interface SampleCache {
  batch(
    chosen: readonly Chosen[],
    random: RandomStream,
  ): SampleTensors & Record<`feature${number}`, Tensor4D>;
}

/**
 * Makes every version that is kept, once, and computes its features. Each has a random stream of its
 * own, so the result does not depend on batches.
 *
 * @returns The cache; not filled if the signal came.
 */
export async function* fillSampleCache(
  model: EncodingNetwork,
  kept: KeptVersions,
  { make }: Pick<SampleMaker, "make">,
  {
    cacheBytes,
    signal,
    random,
  }: { cacheBytes?: number; signal?: AbortSignal; random: RandomStream },
): AsyncGenerator<FeaturesEvent, SampleCache> {
  const streams = Array.from({ length: kept.total }, () => random.split());
  const targets: SampleTarget[] = [];
  const cache = yield* fillFeatureCache(model, {
    total: kept.total,
    maxBytes: cacheBytes,
    signal,
    idOf: (entry) => targets[entry].id,
    async read(entry) {
      const { image, ...target } = await make(kept.chosenAt(entry), streams[entry]);
      targets[entry] = target;
      return image;
    },
  });
  return {
    batch(chosen, random) {
      const entries = chosen.map((each) => kept.draw(each, random));
      const features = cache.batch(entries);
      return {
        ...Object.fromEntries(features.map((x, i) => [`feature${i}`, x])),
        ...sampleTensors(
          entries.map((entry) => targets[entry]),
          model.inputSize,
        ),
      };
    },
  };
}
