import type { Manifest, Sample } from "@flawlens/datasets";

/** Anomalous images of a type from which MultiTypeFCDD learns it, validates it and is tested. */
const enoughOfType = 15;

/** How much time a detector may take, where the data leave that open. */
export const budgets = ["fast", "best"] as const;

/** A choice and its reason, for the user. */
export interface MethodChoice {
  name: "mhpatchcore" | "adl" | "fcdd";
  /** The preset of the method; default the one that the method has for the data. */
  preset?: string;
  reason: string;
  /** What another budget would have given, and what suits images that nobody has looked at; absent where there is no choice. */
  otherwise?: string;
}

/** For images that nobody has looked at. */
const unseen = (preset: string) =>
  `If nobody has looked at each of the images, --method mhpatchcore --config ${preset} does not take for normal what only a few of them show.`;

/** What the two budgets take for normal images alone, and what the other one would give. */
const forNormals: Record<(typeof budgets)[number], Omit<MethodChoice, "name" | "reason">> = {
  fast: {
    preset: "light",
    otherwise: `--budget best looks at images at up to their own size and in their own proportions, and at half of it as well: it finds small defects far better, and takes up to six times as long. ${unseen("robust")}`,
  },
  best: {
    preset: "fine",
    otherwise: `--budget fast looks at images of 256 x 256 pixels: it takes down to a sixth of the time, and is as good where defects are large. ${unseen("robust-fine")}`,
  },
};

/**
 * The method for a data set where none was named:
 *
 * - only normal images to train on: MH-PatchCore, coarse or fine by the budget;
 * - at least 15 anomalous images of each type: MultiTypeFCDD, which tells types apart, with masks or without;
 * - else, a few anomalies: multi-cue ADL, which learns from them and bears anomalies among the normal
 *   images.
 */
export function chooseMethod(
  { samples, defectTypes, splits }: Manifest,
  budget: (typeof budgets)[number] = "fast",
): MethodChoice {
  const normals = { name: "mhpatchcore", ...forNormals[budget] } as const;
  const anomalous = samples.filter(({ label }) => label === 1);
  if (anomalous.length === 0) return { ...normals, reason: "no image is known to be anomalous" };
  const trained = anomalous.some(({ split }) => split === "train");
  if (splits === "published" && !trained)
    return {
      ...normals,
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
