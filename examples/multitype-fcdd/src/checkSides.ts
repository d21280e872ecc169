import type { Manifest, Sample, Split } from "@flawlens/datasets";

/**
 * Refuses a data set that a detector cannot be trained, calibrated and evaluated on, before hours
 * are spent on it: every type and normal images to train on, normal images to validate with, images
 * to test with. A type that validation lacks gets no threshold, which is said when it is so.
 */
export function checkSides(manifest: Manifest): void {
  const { name, samples, defectTypes } = manifest;
  const of = (side: Split) => samples.filter(({ split }) => split === side);
  const normal = (chosen: Sample[]) => chosen.some(({ label }) => label === 0);
  if (!samples.some(({ defectTypes }) => defectTypes.length > 0))
    throw new RangeError(
      `expected images of at least one defect type in ${name}, got ${samples.length} normal ones; ` +
        `put those of a type in a folder of its name`,
    );
  const train = of("train");
  const untrained = defectTypes.filter(
    (type) => !train.some((sample) => sample.defectTypes.includes(type)),
  );
  if (untrained.length > 0)
    throw new RangeError(
      `expected training images of every defect type in ${name}, got none of ` +
        `${untrained.map((type) => `${type} (${whereElse(samples, type)})`).join(", ")}; ` +
        `add some of other parts, or leave the type out of the data set`,
    );
  for (const side of ["train", "validation"] as const)
    if (!normal(of(side)))
      throw new RangeError(
        `expected normal images on the ${side} side of ${name}, got none among ${of(side).length}; ` +
          `an image is normal when nothing is wrong with it (folder good, normal or ok): add some`,
      );
  if (of("test").length === 0)
    throw new RangeError(
      `expected test images in ${name}, got none; publish a test side or give "split" a test share in the configuration`,
    );
}

function whereElse(samples: readonly Sample[], type: string): string {
  const counts = (["validation", "test"] as const).flatMap((side) => {
    const count = samples.filter((s) => s.split === side && s.defectTypes.includes(type)).length;
    return count > 0 ? [`${count} in ${side}`] : [];
  });
  return counts.length > 0 ? counts.join(", ") : "none anywhere";
}
