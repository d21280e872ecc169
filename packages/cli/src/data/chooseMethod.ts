import type { Manifest, Sample } from "@flawlens/datasets";

/** Anomalous images of a type from which MultiTypeFCDD learns it, validates it and is tested. */
const enoughOfType = 15;

/** A choice and its reason, for the user. */
export interface MethodChoice {
  name: "patchcore" | "adl" | "fcdd";
  reason: string;
}

/**
 * The method for a data set where none was named:
 *
 * - only normal images to train on: PatchCore;
 * - at least 15 anomalous images of each type: MultiTypeFCDD, which tells types apart;
 * - else, a few anomalies: multi-cue ADL, which learns from them and bears anomalies among the normal
 *   images.
 */
export function chooseMethod({ samples, defectTypes, splits }: Manifest): MethodChoice {
  const anomalous = samples.filter(({ label }) => label === 1);
  if (anomalous.length === 0) return { name: "patchcore", reason: "there are only normal images" };
  const trained = anomalous.some(({ split }) => split === "train");
  if (splits === "published" && !trained)
    return {
      name: "patchcore",
      reason: "there are only normal images to train on; the anomalies of the test side judge it",
    };
  if (defectTypes.length === 0)
    return {
      name: "adl",
      reason: `there are ${anomalous.length} anomalous images whose defect types are not known`,
    };
  const counts = defectTypes.map((type) => countOf(anomalous, type));
  const [fewest, rarest] = [Math.min(...counts), defectTypes[counts.indexOf(Math.min(...counts))]];
  if (fewest >= enoughOfType)
    return {
      name: "fcdd",
      reason: `there are at least ${fewest} images of each defect type, enough to learn to tell types apart`,
    };
  return {
    name: "adl",
    reason:
      `there are ${anomalous.length} anomalous images, too few of ${rarest} (${fewest} of ${enoughOfType}) ` +
      `to learn each type by itself`,
  };
}

function countOf(samples: readonly Sample[], type: string): number {
  return samples.filter(({ defectTypes }) => defectTypes.includes(type)).length;
}
