import { given } from "./_kindOf.ts";
import { labelsByMasks } from "./_labelsByMasks.ts";
import type { Sample } from "./manifest.ts";
import { columnNames, type Row } from "./_readList.ts";

/** What was inferred about the rows of a list that have neither label nor types. */
export interface LabelledRows {
  /** What tells normal images, for the manifest's `origin`. */
  normal: string;
  warnings: string[];
}

/**
 * Gives a label to the samples of rows that have neither label nor types: by their masks, which are opened, or,
 * without one, by what the list is (see `manifestFrom`).
 *
 * @param samples - One for each row; where the label is null, label and types are set.
 */
export async function labelRows(
  { root, file, normal }: { root: string; file: string; normal?: string },
  rows: readonly Row[],
  samples: readonly Sample[],
): Promise<LabelledRows> {
  const open = samples.filter(({ label }) => label === null);
  const masked = open.filter(({ mask }) => mask !== null);
  const bare = open.filter(({ mask }) => mask === null);
  const labels = await labelsByMasks({ root }, masked);
  for (const [i, sample] of masked.entries()) {
    sample.label = labels[i];
    sample.defectTypes = sample.label === 1 ? ["anomaly"] : [];
  }
  const labelled = normal !== undefined || rows.some(({ label }) => given(label)); // also "unknown"
  const typed = !labelled && rows.some(({ types }) => given(types));
  const foreign = [...new Set(rows.flatMap((row) => Object.keys(row)))].filter(
    (name) => name !== "" && !columnNames.some((known) => known === name),
  );
  const alone = !labelled && !typed && masked.length === 0 && foreign.length === 0;
  if (typed || alone) for (const sample of bare) sample.label = 0;

  const count = (wanted: 0 | 1 | null) => labels.filter((label) => label === wanted).length;
  const unknown = samples.filter(({ label }) => label === null);
  const warnings = [
    ...(masked.length > 0
      ? [
          `${masked.length} rows have neither label nor types and are labelled by their masks: ${count(1)} anomalous, ${count(0)} normal because the mask marks no pixel`,
        ]
      : []),
    ...(alone
      ? [
          `all ${bare.length} images are taken as normal, because ${file} has neither labels nor types nor masks; add a column label if some show defects`,
        ]
      : []),
    ...(foreign.length > 0 && open.length > 0
      ? [
          `the columns ${foreign.slice(0, 10).join(", ")} are not read; if one of them says which images are normal, name it label`,
        ]
      : []),
    ...(unknown.length > 0
      ? [
          `nobody says of ${unknown.length} images whether they are normal, the first ${unknown[0].image}: they are neither trained on nor judged by; fill in their label`,
        ]
      : []),
    ...(samples.some(({ label }) => label === 0)
      ? []
      : [
          "no image is normal: no row has the label 0, good, normal or ok; name the label of normal images with { normal }",
        ]),
  ];
  const tells = [
    ...(labelled
      ? [`rows with the label ${normal === undefined ? "0, good, normal or ok" : `"${normal}"`}`]
      : []),
    ...(typed ? ["rows without types"] : []),
    ...(masked.length > 0 ? ["rows whose mask marks no pixel (masks were opened)"] : []),
    ...(alone ? ["all rows, as the list does not say otherwise"] : []),
  ];
  return {
    normal: tells.join(", or ") || "nothing in the list",
    warnings: warnings.map((text) => `manifestFrom: ${text}`),
  };
}
