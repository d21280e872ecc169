import { subset } from "./imageSource.ts";
import type { ImageSource } from "./imageSource.ts";

/** Training images by what is known of them. */
export interface KnownImages {
  /** Those taken as normal. */
  normal: ImageSource;
  /** The known anomalies. */
  anomalous: ImageSource;
  /** Sentences on images that are left out because their label is not known. */
  notes: string[];
}

/**
 * Training images by their labels.
 *
 * @throws {RangeError} If none is taken as normal.
 */
export function knownImages(images: ImageSource, caller: string): KnownImages {
  const labelled = (wanted: 0 | 1 | null) => subset(images, ({ label }) => label === wanted);
  const normal = labelled(0);
  const all = images.samples.length;
  if (normal.samples.length === 0)
    throw new RangeError(
      `${caller}: expected training images taken as normal, got none among ${all}`,
    );
  const unknown = labelled(null).samples.length;
  return {
    normal,
    anomalous: labelled(1),
    notes:
      unknown > 0
        ? [`${unknown} of ${all} training images are left out: their label is not known.`]
        : [],
  };
}

/**
 * The images that a method learns from which needs no anomalies: those taken as normal.
 *
 * @throws {RangeError} If there is none.
 */
export function normalImages(
  images: ImageSource,
  caller: string,
): { source: ImageSource; notes: string[] } {
  const { normal, anomalous, notes } = knownImages(images, caller);
  const known = anomalous.samples.length;
  const leftOut = `${known} of ${images.samples.length} training images are left out: they are known anomalies, and the method learns from normal images alone.`;
  return { source: normal, notes: known > 0 ? [leftOut, ...notes] : notes };
}
