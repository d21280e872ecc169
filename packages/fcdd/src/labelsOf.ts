import type { Fcdd } from "./createFcdd.ts";
import type { LabelledSample } from "./imageSource.ts";

/**
 * An image's label for each map of a detector: `[M]`, 1 where it shows the type; in
 * single-channel mode `[1]`, 1 where anything is wrong.
 *
 * @throws {RangeError} If the image shows a type that the detector was not made for.
 */
export function labelsOf(
  model: Pick<Fcdd, "types" | "defectTypes" | "singleChannel">,
  { id, defectTypes }: LabelledSample,
): number[] {
  const unknown = defectTypes.filter((type) => !model.defectTypes.includes(type));
  if (unknown.length > 0)
    throw new RangeError(
      `labelsOf: expected defect types among ${model.defectTypes.join(", ")}, got ${unknown.join(", ")} ` +
        `on ${id}; create the detector with it, or leave the image out`,
    );
  if (model.singleChannel) return [defectTypes.length > 0 ? 1 : 0];
  return model.types.map((type) => (defectTypes.includes(type) ? 1 : 0));
}
