import { checkSize } from "./_decode.ts";
import type { Mask } from "./image.ts";
import { type MaskValues, readMaskValues } from "./_maskValues.ts";

export interface ReadMaskOptions {
  /** Size to bring the mask to, both or neither. */
  height?: number;
  width?: number;
  /** A value from this on is anomalous, in the file's own values; by default 1, in a JPEG 128. */
  threshold?: number;
  /** The only values that are anomalous, for masks of class ids; `threshold` is then unused. */
  classes?: readonly number[];
  /** The size of the mask's image: a mask of another size is refused. */
  expect?: { height: number; width: number };
}

/**
 * Reads a mask file as 0 and 1. The value of a pixel is its grey level, the largest of
 * its channels in a colour file, 0..65535 in a 16-bit file. By default everything but
 * black is anomalous, which is right for 0/255 and for class ids 0, 1, 2, ...; in a JPEG, whose black is
 * speckled with grey, values from 128 on are anomalous. For soft masks, use `threshold: 128`.
 *
 * The mask is resized to the nearest pixel after the threshold: row y comes from row
 * floor((y + ½) · original / height).
 *
 * @param path - The file.
 * @param options - The size, what counts as anomalous, and the size that the mask should have.
 * @returns `[height, width]` of 0 and 1, at the size that was asked for, or at its own.
 * @throws {RangeError} If the mask is not of the expected size, or a size is not a whole number from 1.
 * @throws {Error} If the file is missing, empty, truncated, damaged, not an image or not of 8 or 16 bits.
 *
 * @example
 * const mask = await readMask("000_mask.png", { expect: image.original, height: 256, width: 256 });
 */
export async function readMask(path: string, options: ReadMaskOptions = {}): Promise<Mask> {
  checkSize("readMask", options);
  return maskOf(path, await readMaskValues("readMask", path), options);
}

/** The mask that the values of a file give; errors name the file. */
export function maskOf(
  path: string,
  raw: MaskValues,
  { height, width, threshold = raw.lossy ? 128 : 1, classes, expect }: ReadMaskOptions,
): Mask {
  if (expect && (raw.height !== expect.height || raw.width !== expect.width))
    throw new RangeError(
      `readMask: expected ${expect.width} x ${expect.height} px as its image has, got ${raw.width} x ${raw.height} px in ` +
        `${path}; remake the mask or remove it from the manifest`,
    );
  const anomalous = classes
    ? (value: number) => classes.includes(value)
    : (value: number) => value >= threshold;
  return nearest(raw, anomalous, height ?? raw.height, width ?? raw.width);
}

function nearest(
  { data, channels, ...from }: MaskValues,
  anomalous: (value: number) => boolean,
  height: number,
  width: number,
): Mask {
  const mask = { data: new Uint8Array(height * width), height, width };
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * from.height) / height) * from.width;
    for (let x = 0; x < width; x++) {
      const at = (row + Math.floor(((x + 0.5) * from.width) / width)) * channels;
      let value = data[at];
      for (let c = 1; c < channels; c++) value = Math.max(value, data[at + c]);
      if (anomalous(value)) mask.data[y * width + x] = 1;
    }
  }
  return mask;
}
