import { readImage } from "@flawlens/datasets";
import type { Image, Manifest, Split } from "@flawlens/datasets";
import { join } from "node:path";

/** What a detector must know of an image beside its pixels. */
export interface LabelledSample {
  id: string;
  /** What is wrong with it; empty for a normal image. */
  defectTypes: readonly string[];
}

/** Images with their labels: a value, so that any object of this shape fits. */
export interface ImageSource {
  samples: readonly LabelledSample[];
  /** The image of `samples[index]`, RGB, of the size the detector takes. */
  read(index: number): Promise<Image>;
}

/**
 * The images of a manifest. What has been read is kept while it fits, so that training decodes a
 * small data set once.
 *
 * @param manifest - As `loadDataset` gives it.
 * @param options - `split`: which side; default all. `size`: of the images, `model.inputSize`.
 *   `keepBytes`: memory for decoded images, default 256 MiB; the rest is read again each time.
 * @throws {RangeError} If the split has no image.
 *
 * @example
 * const source = manifestSource(manifest, { split: "train", size: model.inputSize });
 */
export function manifestSource(
  manifest: Manifest,
  {
    split,
    size,
    keepBytes = 256 * 2 ** 20,
  }: { split?: Split; size: { height: number; width: number }; keepBytes?: number },
): ImageSource {
  const samples = manifest.samples.filter((sample) => !split || sample.split === split);
  if (samples.length === 0)
    throw new RangeError(
      `manifestSource: expected images in split ${split ?? "any"} of ${manifest.name}, got none; ` +
        `make splits with splitByPart or choose another`,
    );
  const kept = new Map<number, Promise<Image>>();
  const imageBytes = size.height * size.width * 3;
  return {
    samples,
    read(index) {
      const known = kept.get(index);
      if (known) return known;
      const image = readImage(join(manifest.root, samples[index].image), { ...size });
      if ((kept.size + 1) * imageBytes <= keepBytes) {
        kept.set(index, image);
        image.catch(() => kept.delete(index));
      }
      return image;
    },
  };
}

/** Images that are already in memory. */
export function memorySource(items: readonly (LabelledSample & { image: Image })[]): ImageSource {
  return { samples: items, read: async (index) => items[index].image };
}
