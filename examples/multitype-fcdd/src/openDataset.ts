import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  datasetHash,
  loadDataset,
  type Manifest,
  readManifest,
  saveManifest,
  splitByPart,
} from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";
import { checkSides } from "./checkSides.ts";
import type { Config } from "./config.ts";

/**
 * The data set to train on, with its three sides. A published test side is left as it is; what is
 * missing is cut between parts by the seed. No image is opened.
 *
 * @throws If it cannot be trained on: see {@link checkSides}.
 */
export async function openDataset(
  root: string,
  { config, seed }: { config: Config; seed: number },
): Promise<Manifest> {
  const manifest = withSides(await loadDataset(root), config.split, seed);
  for (const warning of manifest.warnings ?? []) console.warn(`note: ${warning}`);
  checkSides(manifest);
  return manifest;
}

/** Keeps the data set with the run, so that it goes on, and is evaluated, with the same sides. */
export function keepDataset(out: string, manifest: Manifest): Promise<void> {
  const provenance = { ...manifest.provenance, hash: datasetHash(manifest) };
  return saveManifest(fileIn(out), { ...manifest, provenance });
}

/** The data set of a run as it began, its images where `root` has them now. */
export async function reopenDataset(root: string, out: string): Promise<Manifest> {
  const { root: images } = await loadDataset(root);
  const manifest = await readManifest(fileIn(out), { root: images });
  const lost = manifest.samples.filter(({ image }) => !existsSync(join(images, image)));
  if (lost.length > 0)
    throw new Error(
      `expected the images of ${fileIn(out)} in ${images}, got ${lost.length} of ${manifest.samples.length} missing, ` +
        `the first ${lost[0].image}; point --data to the data set that the run began with`,
    );
  const hash = manifest.provenance?.hash;
  if (hash !== undefined && hash !== datasetHash(manifest))
    console.warn(
      "note: files of the data set have changed since the run began: its numbers will not be those of one run",
    );
  return manifest;
}

const fileIn = (out: string): string => join(out, "manifest.json");

function withSides(manifest: Manifest, fractions: Config["split"], seed: number): Manifest {
  const sides = new Set(manifest.samples.map(({ split }) => split));
  const random = randomStream(seed);
  const trained = manifest.samples.some(({ split, label }) => split === "train" && label === 1);
  if (manifest.splits === "none" || !sides.has("test") || !trained) {
    if (sides.size > 1)
      console.warn(
        `note: ${manifest.name} has no ${trained ? "test images" : "defects to train on"}: all its images are split anew`,
      );
    return splitByPart(manifest, { fractions, random });
  }
  if (sides.has("validation")) return manifest;
  console.warn(
    `note: ${manifest.name} has no validation images: some training images are held out`,
  );
  return withValidation(manifest, fractions, random);
}

/** Cuts the validation side off the training side; the test side stays as published. */
function withValidation(
  manifest: Manifest,
  { train, validation }: Config["split"],
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
