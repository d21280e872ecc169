import type { RandomStream } from "@flawlens/sampling";
import type { FeaturesEvent } from "@flawlens/training";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Chosen } from "./_outlierList.ts";
import type { FewShot } from "./_readFewShot.ts";
import { targetTensors } from "./_sampleMaker.ts";
import type { Made, SampleTensors, sampleMaker } from "./_sampleMaker.ts";
import type { Adl } from "./createAdl.ts";
import { fillFeatureCache } from "./featureCache.ts";
import type { FitAdlOptions } from "./fitAdl.ts";
import { rotateSome } from "./rotateSome.ts";

/** Features of everything that training can choose. */
export interface SampleCache {
  batch(
    chosen: readonly Chosen[],
    random: RandomStream,
  ): SampleTensors & Record<`feature${number}`, Tensor4D>;
}

/**
 * Features of nominal images, as they are and augmented; of pseudo-anomalies; of few-shot images. Each
 * has a random stream of its own, so the result does not depend on batches.
 */
export async function* fillSampleCache(
  model: Adl,
  { nominal, cacheBytes, signal, augmentation = rotateSome, pseudo }: FitAdlOptions,
  { make }: ReturnType<typeof sampleMaker>,
  fewShot: readonly FewShot[],
  variants: number,
  random: RandomStream,
): AsyncGenerator<FeaturesEvent, SampleCache> {
  const count = nominal.samples.length;
  const pseudoCount = pseudo === null ? 0 : variants * count;
  const total = variants * count + pseudoCount + fewShot.length;
  const chosenAt = (entry: number): Chosen => {
    if (entry < variants * count) return { kind: "nominal", index: entry % count };
    const rest = entry - variants * count;
    if (rest < pseudoCount) return { kind: "pseudo", index: rest % count };
    return { kind: "fewShot", index: rest - pseudoCount };
  };
  const streams = Array.from({ length: total }, () => random.split());
  const made: Omit<Made, "image">[] = [];
  const cache = yield* fillFeatureCache(model, {
    total,
    maxBytes: cacheBytes,
    signal,
    idOf: (entry) => made[entry].id,
    async read(entry) {
      const chosen = chosenAt(entry);
      // The first version of a nominal image is the image itself.
      const { image, ...rest } =
        entry < count
          ? {
              id: nominal.samples[entry].id,
              image: await nominal.read(entry),
              mask: null,
              label: 0 as const,
            }
          : await make(chosen, streams[entry]);
      made[entry] = rest;
      return image;
    },
  });
  // How often the augmentation of a step leaves an image as it is, the versions cannot tell: 7 in 10.
  const unchanged = augmentation === rotateSome ? 0.7 : 1 / variants;
  const entryOf = ({ kind, index }: Chosen, random: RandomStream): number => {
    const version = Math.floor(random() * variants);
    if (kind === "fewShot") return variants * count + pseudoCount + index;
    if (kind === "pseudo") return (variants + version) * count + index;
    const plain = variants === 1 || random() < unchanged;
    return (plain ? 0 : 1 + (version % (variants - 1))) * count + index;
  };
  return {
    batch(chosen, random) {
      const entries = chosen.map((each) => entryOf(each, random));
      const features = cache.batch(entries);
      return {
        ...Object.fromEntries(features.map((x, i) => [`feature${i}`, x])),
        ...targetTensors(
          model,
          entries.map((entry) => made[entry]),
        ),
      };
    },
  };
}
