import type { Image, Mask } from "@flawlens/datasets";

/** An image's name, label and defect types, and the part that it shows. */
export interface LabelledSample {
  id: string;
  /** The object category; parts of one name in two categories are two. */
  category?: string;
  /** The same for all images of one part; absent: the image shows a part of its own. */
  part?: string;
  /** 0 normal, or taken as normal; 1 anomalous; `null` where nobody knows. */
  label: 0 | 1 | null;
  /** The types of its defects; empty for a normal image, and for one whose types are not known. */
  defectTypes: readonly string[];
}

/** Images with their labels: a value, so that any object of this shape fits. */
export interface ImageSource<Sample extends LabelledSample = LabelledSample> {
  samples: readonly Sample[];
  /** The image of `samples[index]`, RGB, of the size the detector takes. */
  read(index: number): Promise<Image>;
  /** The mask of `samples[index]`, of its image's size; `null` where there is none. */
  readMask(index: number): Promise<Mask | null>;
}

/** Images, and masks where there are some, that are already in memory. */
export function memorySource(
  items: readonly (LabelledSample & { image: Image; mask?: Mask | null })[],
): ImageSource {
  return {
    samples: items,
    read: async (index) => items[index].image,
    readMask: async (index) => items[index].mask ?? null,
  };
}

/**
 * Those images of a source that a condition holds for, in order.
 *
 * @example
 * const normals = subset(source, ({ label }) => label === 0);
 */
export function subset<Sample extends LabelledSample>(
  { samples, read, readMask }: ImageSource<Sample>,
  wanted: (sample: Sample) => boolean,
): ImageSource<Sample> {
  const indices = samples.flatMap((sample, i) => (wanted(sample) ? [i] : []));
  return {
    samples: indices.map((i) => samples[i]),
    read: (index) => read(indices[index]),
    readMask: (index) => readMask(indices[index]),
  };
}

/** A source that can be read until a signal comes: reading then throws its reason. */
export function abortable<Sample extends LabelledSample>(
  { samples, read, readMask }: ImageSource<Sample>,
  signal: AbortSignal | undefined,
): ImageSource<Sample> {
  const checked =
    <T>(readOne: (index: number) => Promise<T>) =>
    async (index: number) => {
      signal?.throwIfAborted();
      return readOne(index);
    };
  return { samples, read: checked(read), readMask: checked(readMask) };
}
