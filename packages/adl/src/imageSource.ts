import { readImage, readMask } from "@flawlens/datasets";
import { contaminationNoise, randomStream } from "@flawlens/sampling";
import type { ProtocolFields } from "@flawlens/sampling";
import type { Image, Manifest, Mask, Sample } from "@flawlens/datasets";
import { join } from "node:path";
import { throughJpeg } from "./throughJpeg.ts";

/** Images with names: a value, so that any object of this shape fits. */
export interface ImageSource {
  samples: readonly { id: string }[];
  /** The image of `samples[index]`, RGB, of the size the detector takes. */
  read(index: number): Promise<Image>;
}

/** Anomalous images with the pixels that are. */
export interface FewShotSource extends ImageSource {
  /** The mask of `samples[index]`, of its image's size; null where there is none. */
  readMask(index: number): Promise<Mask | null>;
}

/**
 * Samples of a manifest; those that `contaminate` planted go through their noise, and through JPEG as the
 * released protocol saves them. What has been read is kept while it fits, so that training decodes a small
 * data set once.
 *
 * @param manifest - As `loadDataset` gives it: for its root and the threshold of its masks.
 * @param samples - Which of its samples.
 * @param options - `size`: of the images, `model.inputSize`. `keepBytes`: memory for decoded images,
 *   default 512 MiB; the rest is read again each time. `contaminantQuality`: of that JPEG, default 95; null leaves it out.
 *
 * @example
 * const source = samplesSource(manifest, manifest.samples.filter(isTest), { size: model.inputSize });
 */
export function samplesSource(
  manifest: Pick<Manifest, "root" | "maskThreshold">,
  samples: readonly (Pick<Sample, "id" | "image" | "mask"> & Pick<ProtocolFields, "noise">)[],
  {
    size,
    keepBytes = 512 * 2 ** 20,
    contaminantQuality = 95,
  }: {
    size: { height: number; width: number };
    keepBytes?: number;
    contaminantQuality?: number | null;
  },
): FewShotSource {
  const kept = new Map<number, Promise<Image>>();
  return {
    samples,
    read(index) {
      const known = kept.get(index);
      if (known) return known;
      const { image: file, noise } = samples[index];
      const image = readImage(join(manifest.root, file), { ...size }).then((clean) => {
        if (!noise) return clean;
        const random = randomStream(noise.seed);
        const noisy = contaminationNoise(clean, { sigma: noise.sigma, random });
        return contaminantQuality === null ? noisy : throughJpeg(noisy, contaminantQuality);
      });
      if ((kept.size + 1) * size.height * size.width * 3 <= keepBytes) {
        kept.set(index, image);
        image.catch(() => kept.delete(index));
      }
      return image;
    },
    async readMask(index) {
      const { mask } = samples[index];
      if (mask === null) return null;
      return readMask(join(manifest.root, mask), { ...size, threshold: manifest.maskThreshold });
    },
  };
}

/** Images, and masks where there are some, that are already in memory. */
export function memorySource(
  items: readonly { id: string; image: Image; mask?: Mask | null }[],
): FewShotSource {
  return {
    samples: items,
    read: async (index) => items[index].image,
    readMask: async (index) => items[index].mask ?? null,
  };
}
