import { join } from "node:path";
import { readImage, readSampleMask } from "@flawlens/datasets";
import type { Image, Manifest, Sample } from "@flawlens/datasets";
import { contaminationNoise, randomStream } from "@flawlens/sampling";
import type { ProtocolFields } from "@flawlens/sampling";
import type { ImageSource } from "./imageSource.ts";
import { throughJpeg } from "./throughJpeg.ts";

/** How samples are read. */
export interface SamplesSourceOptions {
  /** Pixels of the images: the detector's `inputSize`. */
  size: { height: number; width: number };
  /** Memory for decoded images; default 512 MiB. The rest is read again each time. */
  keepBytes?: number;
  /** Quality of the JPEG that contaminants are saved as; default 95, `null` leaves it out. */
  contaminantQuality?: number | null;
}

/**
 * Samples of a manifest as images. Those that `contaminate` planted go through their noise, and through JPEG as
 * the released protocol saves them. What has been read is kept while it fits, so that training decodes a small
 * data set once.
 *
 * @param manifest - The manifest of the samples, used for its root and the threshold of its masks.
 * @param samples - Which of its samples; default all.
 *
 * @example
 * const train = manifest.samples.filter(({ split }) => split === "train");
 * const source = samplesSource(manifest, train, { size: detector.inputSize });
 */
export function samplesSource<S extends Sample & Pick<ProtocolFields, "noise">>(
  manifest: Pick<Manifest, "root" | "maskThreshold">,
  samples: readonly S[],
  { size, keepBytes = 512 * 2 ** 20, contaminantQuality = 95 }: SamplesSourceOptions,
): ImageSource<S> {
  const kept = new Map<number, Promise<Image>>();
  const imageBytes = size.height * size.width * 3;
  return {
    samples,
    read(index) {
      const known = kept.get(index);
      if (known) return known;
      const image = readOne(manifest.root, samples[index], size, contaminantQuality);
      if ((kept.size + 1) * imageBytes <= keepBytes) {
        kept.set(index, image);
        image.catch(() => kept.delete(index));
      }
      return image;
    },
    readMask: (index) => readSampleMask(manifest, samples[index], { ...size }),
  };
}

async function readOne(
  root: string,
  { image, noise }: Pick<Sample, "image"> & Pick<ProtocolFields, "noise">,
  size: { height: number; width: number },
  quality: number | null,
): Promise<Image> {
  const clean = await readImage(join(root, image), { ...size });
  if (!noise) return clean;
  const noisy = contaminationNoise(clean, {
    sigma: noise.sigma,
    random: randomStream(noise.seed),
  });
  return quality === null ? noisy : throughJpeg(noisy, quality);
}
