import { labelsByMasks } from "./_labelsByMasks.ts";
import type { Manifest, Sample } from "./manifest.ts";

/** What masks said about the images of a data set without labels. */
export interface MaskLabels {
  /** Images whose mask marks a pixel. */
  anomalous: number;
  /** Images whose mask marks none. */
  empty: number;
  /** Images without a mask. */
  unmasked: number;
  /** Images whose mask cannot be read. */
  unreadable: number;
}

/**
 * Gives images their label by their masks, which are opened: anomalous where a pixel is marked, normal
 * where none is, unknown where the mask cannot be read. An image without a mask is normal where
 * no mask is empty, because masks are then made for anomalous images alone; where some are empty, normal
 * images have a mask as well, and one without is unknown.
 *
 * @param samples - Their labels and types are set.
 * @param typeOf - The type of an anomalous image.
 */
export async function applyMaskLabels(
  manifest: Pick<Manifest, "root" | "maskThreshold">,
  samples: readonly Sample[],
  typeOf: (sample: Sample) => string = () => "anomaly",
): Promise<MaskLabels> {
  const labels = await labelsByMasks(manifest, samples);
  const count = (label: 0 | 1 | null) =>
    samples.filter(({ mask }, i) => mask !== null && labels[i] === label).length;
  const said = { anomalous: count(1), empty: count(0), unreadable: count(null) };
  const unmarked = said.empty > 0 ? null : 0;
  for (const [i, sample] of samples.entries()) {
    sample.label = sample.mask === null ? unmarked : labels[i];
    sample.defectTypes = sample.label === 1 ? [typeOf(sample)] : [];
  }
  return { ...said, unmasked: samples.filter(({ mask }) => mask === null).length };
}

/** What masks said, for the warnings of a manifest. */
export function maskLabelsText({ anomalous, empty, unmasked, unreadable }: MaskLabels): string {
  const parts = [
    `${anomalous} images whose mask marks a pixel are taken as anomalous`,
    ...(empty > 0 ? [`${empty} whose mask marks none as normal`] : []),
    ...(unmasked > 0 && empty > 0
      ? [`${unmasked} without a mask as unknown, since normal images have an empty one`]
      : []),
    ...(unmasked > 0 && empty === 0 ? [`${unmasked} without a mask as normal`] : []),
    ...(unreadable > 0
      ? [`${unreadable} whose mask cannot be read, or lies in its transparency, as unknown`]
      : []),
  ];
  return parts.join(", ");
}

/** The source of the labels in a data set whose masks tell them, as text for its `origin`. */
export function normalByMasks({ empty }: MaskLabels): string {
  return empty > 0
    ? "images whose mask marks no pixel (masks were opened)"
    : "images without a mask, as no mask is empty (masks were opened)";
}
