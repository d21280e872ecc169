import { prefetch } from "./prefetch.ts";
import { type MaskedSample, type MaskManifest, joinMasks, readMaskFiles } from "./_sampleMask.ts";

/**
 * Opens masks to see what they say about their images: 1 where a pixel is marked, 0 where none is.
 * About 1 ms for a mask of 256 px and 10 ms for one of 1024 px on one core; four at a time.
 *
 * @returns One value for each sample, in order: null without a mask, where it cannot be read, and where its
 *   shape lies in its transparency alone, which is not looked at.
 */
export async function labelsByMasks(
  manifest: MaskManifest,
  samples: readonly MaskedSample[],
): Promise<(0 | 1 | null)[]> {
  const look = async (sample: MaskedSample): Promise<0 | 1 | null> => {
    try {
      const files = await readMaskFiles(manifest, sample);
      const mask = joinMasks(files, manifest, sample, {});
      if (!mask) return null;
      const [marks, spares] = [mask.data.includes(1), mask.data.includes(0)];
      const elsewhere = files.some(({ values }) => values.seeThrough) && !(marks && spares);
      return elsewhere ? null : marks ? 1 : 0;
    } catch {
      return null; // `checkDataset` says what is wrong with it
    }
  };
  const labels: (0 | 1 | null)[] = [];
  for await (const label of prefetch(samples, look)) labels.push(label);
  return labels;
}
