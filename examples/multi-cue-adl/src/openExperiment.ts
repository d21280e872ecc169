import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  loadDataset,
  type Manifest,
  readManifest,
  type Sample,
  saveManifest,
} from "@flawlens/datasets";
import {
  contaminate,
  pickFewShot,
  type ProtocolFields,
  randomStream,
  shuffle,
} from "@flawlens/sampling";
import type { Config } from "./config.ts";

/** A sample, and what the protocol made of it. */
type ProtocolledSample = Sample & ProtocolFields;

/** What a run learns from and is judged by: a manifest, and which of its samples are what. */
export interface Experiment {
  manifest: Manifest;
  /** Taken as normal in training. */
  nominal: ProtocolledSample[];
  /** Taken as normal, for thresholds. */
  validation: ProtocolledSample[];
  /** Known anomalies. */
  shots: ProtocolledSample[];
  test: ProtocolledSample[];
  /** Ids of nominal images that are not normal. */
  planted: string[];
  /** Clean training images, from which draws are counted. */
  clean: number;
}

export interface OpenOptions {
  config: Config;
  seed: number;
  /** Of a data set with several. */
  category?: string;
}

/**
 * The reference protocol on any data set: a few known anomalies, which leave the test side; copies of test
 * anomalies among the normal training images; some of all that is taken as normal held back for
 * thresholds. Everything is drawn by the seed.
 *
 * @throws {RangeError} If there are no normal images to train on, or not both kinds to test with.
 */
export async function openExperiment(
  data: string,
  { config, seed, category }: OpenOptions,
): Promise<Experiment> {
  const random = randomStream(seed);
  const sided = withSides(oneCategory(await loadDataset(data), category), config, random);
  const mode = config.disjoint ? "disjoint" : "reference";
  const picked = pickFewShot(sided, { shots: config.shots, seed, mode });
  const made = contaminate(picked, { fraction: config.contamination, seed, mode });
  // Validation is cut from all that is taken as normal: nobody knows which are contaminated.
  const taken = shuffle(made.samples.filter(isNominal), random);
  const held = new Set(
    taken.slice(0, Math.round(config.validation * taken.length)).map(({ id }) => id),
  );
  const samples = made.samples.map((sample) =>
    held.has(sample.id) ? { ...sample, split: "validation" as const } : sample,
  );
  const experiment = experimentOf({ ...made, samples });
  const { nominal, test } = experiment;
  if (nominal.length === 0 || new Set(test.map(({ label }) => label)).size < 2)
    throw new RangeError(
      `expected normal images to train on, and both kinds to test with, in ${made.name}, got ${nominal.length} ` +
        `for training and ${test.length} for the test`,
    );
  return experiment;
}

/** Keeps an experiment, so that it goes on, and is judged, with the same images. */
export function keepExperiment(out: string, { manifest }: Experiment): Promise<void> {
  return saveManifest(join(out, "manifest.json"), manifest);
}

/** The experiment of a run as it began. */
export async function reopenExperiment(out: string): Promise<Experiment> {
  const manifest = await readManifest(join(out, "manifest.json"));
  const lost = manifest.samples.filter(({ image }) => !existsSync(join(manifest.root, image)));
  if (lost.length > 0)
    throw new Error(
      `expected the images of ${join(out, "manifest.json")}, got ${lost.length} missing, the first ${lost[0].image}`,
    );
  return experimentOf(manifest);
}

const isNominal = ({ split, label }: Sample): boolean => split === "train" && label === 0;

function experimentOf(manifest: Manifest): Experiment {
  const samples = manifest.samples as ProtocolledSample[];
  const taken = samples.filter(({ split, label }) => split !== "test" && label === 0);
  const nominal = taken.filter(isNominal);
  return {
    manifest,
    nominal,
    validation: taken.filter(({ split }) => split === "validation"),
    shots: samples.filter(({ role }) => role === "fewShot"),
    test: samples.filter(({ split }) => split === "test"),
    planted: nominal.filter(({ role }) => role === "contaminant").map(({ id }) => id),
    clean: taken.filter(({ role }) => role !== "contaminant").length,
  };
}

/**
 * Normal images to train on, the rest to test with. Anomalies of a published training side test too; where
 * no side is published, some normal parts are drawn for the test.
 */
function withSides(manifest: Manifest, { testFraction }: Config, random: () => number): Manifest {
  const published = manifest.samples.some(({ split, label }) => split === "test" && label === 0);
  const partOf = ({ part, id }: Sample) => part ?? id;
  const normal = manifest.samples.filter(({ label }) => label === 0);
  const parts = [...new Set(normal.map(partOf))].toSorted();
  const drawn = shuffle(parts, random).slice(0, Math.round(testFraction * parts.length));
  const tested = new Set(published ? [] : drawn);
  const splitOf = (sample: Sample) => {
    if (sample.label === 1) return "test";
    if (published) return sample.split === "test" ? "test" : "train";
    return tested.has(partOf(sample)) ? "test" : "train";
  };
  const samples = manifest.samples.map((sample): Sample => {
    return { ...sample, split: splitOf(sample) };
  });
  return { ...manifest, samples, splits: "made" };
}

function oneCategory(manifest: Manifest, category: string | undefined): Manifest {
  const { categories, name } = manifest;
  if (category === undefined && categories.length === 1) return manifest;
  if (category === undefined || !categories.includes(category))
    throw new RangeError(
      `expected --category as one of ${categories.join(", ")} of ${name}, got ${category ?? "none"}: ` +
        `a detector is trained for one kind of object`,
    );
  const samples = manifest.samples.filter((sample) => sample.category === category);
  return { ...manifest, name: `${name}/${category}`, categories: [category], samples };
}
