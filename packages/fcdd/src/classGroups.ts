import type { Fcdd } from "./createFcdd.ts";
import type { LabelledSample } from "./imageSource.ts";
import { labelsOf } from "./labelsOf.ts";

/** The images of one class, by index. */
export interface ClassGroup {
  /** A defect type, `anomaly` or `normal`. */
  name: string;
  indices: number[];
}

/**
 * The classes a balanced sampler draws from: each defect type, then the normal images. An image
 * with several types is of the first it names. In single-channel mode anomalous and normal.
 *
 * @param by - `"types"`: one class a type, also in single-channel mode; `"anomaly"`: two
 *   classes. Default types, in single-channel mode anomaly.
 * @throws {RangeError} If no image is normal, none shows one of the detector's types, or one
 *   shows a type that the detector lacks.
 */
export function classGroups(
  model: Pick<Fcdd, "types" | "defectTypes" | "singleChannel">,
  samples: readonly LabelledSample[],
  by: "types" | "anomaly" = model.singleChannel ? "anomaly" : "types",
): ClassGroup[] {
  if (samples.length === 0) throw new RangeError("classGroups: expected training images, got none");
  for (const sample of samples) labelsOf(model, sample); // refuses unknown types
  const unseen = model.defectTypes.filter(
    (type) => !samples.some(({ defectTypes }) => defectTypes.includes(type)),
  );
  if (unseen.length > 0)
    throw new RangeError(
      `classGroups: expected training images of every defect type, got none of ${unseen.join(", ")}; ` +
        `add some, or leave the type out of the detector's types`,
    );
  const names = by === "types" ? model.defectTypes : ["anomaly"];
  const classOf = ({ defectTypes }: LabelledSample) =>
    defectTypes.length === 0 ? "normal" : by === "types" ? defectTypes[0] : "anomaly";
  const groups = [...names, "normal"].map((name): ClassGroup => {
    const indices = samples.flatMap((sample, i) => (classOf(sample) === name ? [i] : []));
    return { name, indices };
  });
  if (groups[groups.length - 1].indices.length === 0)
    throw new RangeError(
      `classGroups: expected normal training images, got none among ${samples.length}; ` +
        `an image is normal when nothing is wrong with it`,
    );
  // A type that is never the first an image names has images all the same, in other classes.
  return groups.filter(({ indices }) => indices.length > 0);
}
