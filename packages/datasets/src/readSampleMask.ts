import { checkSize } from "./_decode.ts";
import type { Mask } from "./image.ts";
import { joinMasks, type MaskedSample, type MaskManifest, readMaskFiles } from "./_sampleMask.ts";
import type { ReadMaskOptions } from "./readMask.ts";

/** Options of `readSampleMask`. */
export interface ReadSampleMaskOptions extends Pick<
  ReadMaskOptions,
  "height" | "width" | "expect"
> {
  /** Keeps only this type of the mask, in data sets whose masks tell types apart (`maskClasses`). */
  defectType?: string;
}

/**
 * Reads the mask of a sample as its manifest says, with its threshold. Where several files mark the
 * image together (`moreMasks`), they are joined: a pixel is anomalous if one of them says so.
 *
 * @param manifest - The manifest that the sample comes from.
 * @param options - `height` and `width`, both or neither; `expect`: the size of the sample's image,
 *   a mask of another size is refused; `defectType` keeps only that type.
 * @returns The mask, or null where the sample has none.
 * @throws {RangeError} If the mask is not of the expected size, masks of one image differ in size, or a
 *   size is not a whole number from 1.
 * @throws {Error} As `readMask`: the message names the file.
 *
 * @example
 * const mask = await readSampleMask(manifest, sample, { height: 256, width: 256 });
 */
export async function readSampleMask(
  manifest: MaskManifest,
  sample: MaskedSample,
  options: ReadSampleMaskOptions = {},
): Promise<Mask | null> {
  checkSize("readSampleMask", options);
  return joinMasks(await readMaskFiles(manifest, sample), manifest, sample, options);
}
