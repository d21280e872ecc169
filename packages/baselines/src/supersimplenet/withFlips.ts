import type { ImageSource, LabelledSample } from "@flawlens/detector";

/** Which axes are turned over, in the order of versions. */
const versions = [
  { vertical: false, horizontal: false },
  { vertical: true, horizontal: false },
  { vertical: false, horizontal: true },
  { vertical: true, horizontal: true },
];

/**
 * A source with each of its images and masks in four versions: as it is, upside down, left to right, and turned by
 * 180 degrees. Versions of one image follow each other and share its name.
 */
export function withFlips<Sample extends LabelledSample>({
  samples,
  read,
  readMask,
}: ImageSource<Sample>): ImageSource<Sample> {
  const count = versions.length;
  const flippedBy = <T extends { data: Uint8Array; height: number; width: number }>(
    given: T,
    index: number,
  ): T => ({ ...given, data: flipped(given, versions[index % count]) });
  return {
    samples: samples.flatMap((sample) => versions.map(() => sample)),
    read: async (index) => flippedBy(await read(Math.floor(index / count)), index),
    async readMask(index) {
      const mask = await readMask(Math.floor(index / count));
      return mask && flippedBy(mask, index);
    },
  };
}

function flipped(
  { data, height, width }: { data: Uint8Array; height: number; width: number },
  { vertical, horizontal }: { vertical: boolean; horizontal: boolean },
): Uint8Array {
  if (!vertical && !horizontal) return data;
  const channels = data.length / (height * width);
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const row = vertical ? height - 1 - y : y;
      const from = channels * (row * width + (horizontal ? width - 1 - x : x));
      result.set(data.subarray(from, from + channels), channels * (y * width + x));
    }
  return result;
}
