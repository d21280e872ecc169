import { splitByPart } from "@flawlens/datasets";
import type { Manifest, Sample, Split } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import type { DataConfig } from "./dataConfig.ts";
import { runDataOf } from "./runData.ts";
import type { RunData } from "./runData.ts";

/**
 * The sides of a data set for a method that needs anomalies of each type. A published test side is left as it is;
 * what is missing is cut between parts by the seed. No image is opened.
 *
 * @throws {RangeError} If a type has no training image, or a side no normal image, with what to do about it.
 */
export function typedSides(
  manifest: Manifest,
  { split }: Pick<DataConfig, "split">,
  seed: number,
): RunData {
  const notes: string[] = [];
  const sided = withSides(manifest, split, seed, notes);
  checkSides(sided);
  return runDataOf(sided, [...notes, ...(sided.warnings ?? [])]);
}

function withSides(
  manifest: Manifest,
  fractions: DataConfig["split"],
  seed: number,
  notes: string[],
): Manifest {
  const sides = new Set(manifest.samples.map(({ split }) => split));
  const random = randomStream(seed);
  const trained = manifest.samples.some(({ split, label }) => split === "train" && label === 1);
  if (manifest.splits === "none" || !sides.has("test") || !trained) {
    if (sides.size > 1)
      notes.push(
        `${manifest.name} has no ${trained ? "test images" : "defects to train on"}: all its images are split anew.`,
      );
    return splitByPart(manifest, { fractions, random });
  }
  if (sides.has("validation")) return manifest;
  notes.push(`${manifest.name} has no validation images: some training images are held out.`);
  return withValidation(manifest, fractions, random);
}

/** Cuts the validation side off the training side; the test side stays as published. */
function withValidation(
  manifest: Manifest,
  { train, validation }: DataConfig["split"],
  random: () => number,
): Manifest {
  const share = validation / (train + validation);
  const cut = splitByPart(
    { ...manifest, samples: manifest.samples.filter(({ split }) => split === "train") },
    { fractions: { train: 1 - share, validation: share, test: 0 }, random },
  );
  const sideOf = new Map(cut.samples.map(({ id, split }) => [id, split]));
  const samples = manifest.samples.map((sample) => ({
    ...sample,
    split: sideOf.get(sample.id) ?? sample.split,
  }));
  return { ...cut, samples };
}

/**
 * Refuses a data set that a detector cannot be trained, calibrated and evaluated on, before hours
 * are spent on it: every type and normal images to train on, normal images to validate with, images
 * to test with. A type that validation lacks gets no threshold, which is said when it is so.
 */
function checkSides({ name, samples, defectTypes }: Manifest): void {
  const of = (side: Split) => samples.filter(({ split }) => split === side);
  const normal = (chosen: Sample[]) => chosen.some(({ label }) => label === 0);
  if (!samples.some(({ defectTypes }) => defectTypes.length > 0))
    throw new RangeError(
      `expected images of at least one defect type in ${name}, got ${samples.length} normal ones: put those of a ` +
        `type in a folder of its name, or train a method that needs normal images alone (--method patchcore)`,
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
          `an image is normal when nothing is wrong with it (folder good, normal or ok, or --normal NAME): add some`,
      );
  if (of("test").length === 0)
    throw new RangeError(
      `expected test images in ${name}, got none; give data.split.test a share: --set data.split.test=0.2`,
    );
}

function whereElse(samples: readonly Sample[], type: string): string {
  const counts = (["validation", "test"] as const).flatMap((side) => {
    const count = samples.filter((s) => s.split === side && s.defectTypes.includes(type)).length;
    return count > 0 ? [`${count} in ${side}`] : [];
  });
  return counts.length > 0 ? counts.join(", ") : "none anywhere";
}
