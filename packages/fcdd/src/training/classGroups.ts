import type { LabelledSample } from "@flawlens/detector";
import type { Fcdd } from "../fcdd.ts";

/** The images of one class, by index. */
export interface ClassGroup {
  /** A defect type, `anomaly` or `normal`. */
  name: string;
  indices: number[];
}

/**
 * The classes that a balanced sampler draws from: each defect type, then the normal images. An image with
 * several types belongs to the first that it names. In single-channel mode: anomalous and normal.
 *
 * @param by - `"types"`: one class a type, also in single-channel mode. `"anomaly"`: two classes. Default
 *   `"types"`, in single-channel mode `"anomaly"`.
 * @throws {RangeError} If no image is normal, none shows one of the detector's types, or an image cannot be
 *   trained on: its label or, where types are told apart, its types are not known, it shows a type that the
 *   detector lacks, or it is labelled normal and names types.
 */
export function classGroups(
  model: Pick<Fcdd, "defectTypes" | "singleChannel">,
  samples: readonly LabelledSample[],
  by: "types" | "anomaly" = model.singleChannel ? "anomaly" : "types",
): ClassGroup[] {
  if (samples.length === 0) throw new RangeError("classGroups: expected training images, got none");
  const typesNeeded = by === "types" || !model.singleChannel;
  for (const sample of samples) checkSample(sample, model.defectTypes, typesNeeded);
  const unseen = model.defectTypes.filter(
    (type) => !samples.some(({ defectTypes }) => defectTypes.includes(type)),
  );
  if (unseen.length > 0)
    throw new RangeError(
      `classGroups: expected training images of every defect type, got none of ${unseen.join(", ")}; ` +
        `add some, or leave the type out of the detector's types`,
    );
  const names = by === "types" ? model.defectTypes : ["anomaly"];
  const classOf = ({ label, defectTypes }: LabelledSample) =>
    label === 0 ? "normal" : by === "types" ? defectTypes[0] : "anomaly";
  const groups = [...names, "normal"].map((name): ClassGroup => {
    const indices = samples.flatMap((sample, i) => (classOf(sample) === name ? [i] : []));
    return { name, indices };
  });
  if (groups[groups.length - 1].indices.length === 0)
    throw new RangeError(
      `classGroups: expected normal training images, got none among ${samples.length}; add some with label 0`,
    );
  // A type that is never the first an image names has images all the same, in other classes.
  return groups.filter(({ indices }) => indices.length > 0);
}

function checkSample(
  { id, label, defectTypes }: LabelledSample,
  known: readonly string[],
  typesNeeded: boolean,
): void {
  const unknown = defectTypes.filter((type) => !known.includes(type));
  if (unknown.length > 0)
    throw new RangeError(
      `classGroups: expected defect types among ${known.join(", ")}, got ${unknown.join(", ")} on ${id}; ` +
        `create the detector with it, or leave the image out`,
    );
  if (label === null)
    throw new RangeError(
      `classGroups: expected images whose label is known, got ${id} without one; leave it out`,
    );
  if (label === 0 && defectTypes.length > 0)
    throw new RangeError(
      `classGroups: expected no defect types on an image labelled 0, got ${defectTypes.join(", ")} on ${id}; ` +
        `label it 1, or remove its types`,
    );
  if (label === 1 && defectTypes.length === 0 && typesNeeded)
    throw new RangeError(
      `classGroups: expected the defect types of each anomalous image, got none on ${id}; name them, leave the ` +
        `image out, or train with singleChannel`,
    );
}
