import { prefetch } from "./prefetch.ts";
import { type MaskedSample, type MaskManifest, joinMasks, readMaskFiles } from "./_sampleMask.ts";

/**
 * Opens masks to see what they say about their images: 1 where a pixel is marked, 0 where none is.
 * About 1 ms for a mask of 256 px and 10 ms for one of 1024 px on one core; four at a time.
 *
 * @returns One value for each sample, in order: null without a mask, and where it cannot be read.
 */
export async function labelsByMasks(
  manifest: MaskManifest,
  samples: readonly MaskedSample[],
): Promise<(0 | 1 | null)[]> {
  const look = async (sample: MaskedSample): Promise<0 | 1 | null> => {
    try {
      const mask = joinMasks(await readMaskFiles(manifest, sample), manifest, sample, {});
      return mask && (mask.data.includes(1) ? 1 : 0);
    } catch {
      return null; // `checkDataset` says what is wrong with it
    }
  };
  const labels: (0 | 1 | null)[] = [];
  for await (const label of prefetch(samples, look)) labels.push(label);
  return labels;
}
