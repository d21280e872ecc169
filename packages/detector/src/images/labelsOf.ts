import type { LabelledSample } from "./imageSource.ts";

/** The name of the one map of a detector that does not tell types apart. */
export const anomalyType = "anomaly";

/**
 * An image's label for each map of a detector: `[M]`, 1 where it shows the type. A detector whose one type is
 * `anomaly` does not tell types apart: `[1]`, 1 where anything is wrong.
 *
 * @param types - The detector's.
 * @returns `[M]` of 0 and 1; of an image whose label is not known all 0.
 * @throws {RangeError} If the image shows a type that the detector was not made for.
 *
 * @example
 * labelsOf(["pit", "scratch"], { id: "7", label: 1, defectTypes: ["scratch"] }); // => [0, 1]
 */
export function labelsOf(types: readonly string[], sample: LabelledSample): number[] {
  const { id, label, defectTypes } = sample;
  if (types.length === 1 && types[0] === anomalyType) return [label === 1 ? 1 : 0];
  const unknown = defectTypes.filter((type) => !types.includes(type));
  if (unknown.length > 0)
    throw new RangeError(
      `labelsOf: expected defect types among ${types.join(", ")}, got ${unknown.join(", ")} ` +
        `on ${id}; create the detector with it, or leave the image out`,
    );
  return types.map((type) => (defectTypes.includes(type) ? 1 : 0));
}
