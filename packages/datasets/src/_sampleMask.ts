import type { Mask } from "./image.ts";
import type { Manifest, Sample } from "./manifest.ts";
import { maskFilesOf } from "./_maskFilesOf.ts";
import { type MaskValues, readMaskValues } from "./_maskValues.ts";
import { maskOf, type ReadMaskOptions } from "./readMask.ts";
import { placeIn } from "./remote/location.ts";

/** What has to be known of a manifest to read masks. */
export type MaskManifest = Pick<Manifest, "root" | "maskThreshold" | "maskClasses">;

/** What has to be known of a sample to read its mask. */
export type MaskedSample = Pick<Sample, "mask" | "moreMasks" | "category">;

/** A mask file, as stored. */
export interface MaskFile {
  path: string;
  values: MaskValues;
}

/** Reads all mask files of a sample; none where it has no mask. */
export function readMaskFiles(
  { root }: MaskManifest,
  sample: Pick<Sample, "mask" | "moreMasks">,
): Promise<MaskFile[]> {
  const paths = maskFilesOf(sample).map((file) => placeIn(root, file));
  return Promise.all(
    paths.map(async (path) => ({ path, values: await readMaskValues("readMask", path) })),
  );
}

/** The mask that the files of a sample give together, or null where there is none. */
export function joinMasks(
  files: readonly MaskFile[],
  { maskThreshold: threshold, maskClasses = {} }: MaskManifest,
  { category }: Pick<Sample, "category">,
  {
    defectType,
    ...options
  }: Pick<ReadMaskOptions, "height" | "width" | "expect"> & {
    defectType?: string;
  },
): Mask | null {
  const key = [`${category}/${defectType}`, defectType ?? ""].find((key) =>
    Object.hasOwn(maskClasses, key),
  );
  const classes = defectType === undefined || key === undefined ? undefined : maskClasses[key];
  const expect = options.expect ?? files[0]?.values; // masks of one image are of one size
  const masks = files.map(({ path, values }) =>
    maskOf(path, values, { ...options, threshold, classes, expect }),
  );
  return masks.length === 0 ? null : masks.reduce(union);
}

function union(a: Mask, b: Mask): Mask {
  return { ...a, data: a.data.map((on, i) => on | b.data[i]) };
}
