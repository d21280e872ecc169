import type { Manifest, Sample } from "@flawlens/datasets";
import { contaminate, partKey, pickFewShot, randomStream, shuffle } from "@flawlens/sampling";
import type { DataConfig } from "./dataConfig.ts";
import { runDataOf } from "./runData.ts";
import type { RunData, RunSample } from "./runData.ts";

/** Fraction of the normal images held back for thresholds, where nothing else is said. */
const heldBackFraction = 0.1;
/** The same where there are only normal images: their threshold rests on nothing else. */
const heldBackOfNormals = 0.2;

/**
 * The sides of a data set for a method that trains on images taken as normal, by the reference protocol of multi-cue
 * ADL: a few known anomalies, which leave the test side; copies of test anomalies among the normal training
 * images; some of all that is taken as normal held back for thresholds, whole parts of it. Everything is drawn by the
 * seed.
 *
 * Data without anomalies have no test side.
 *
 * @param shots - How many known anomalies to train on, for each category.
 * @throws {RangeError} If there are fewer than two normal images to train on and to hold back.
 */
export function nominalSides(
  manifest: Manifest,
  config: DataConfig,
  seed: number,
  shots: number,
): RunData {
  const random = randomStream(seed);
  const notes: string[] = [];
  const anomalies = manifest.samples.filter(({ label }) => label === 1).length;
  const sided = anomalies === 0 ? allTrain(manifest) : withTest(manifest, config, random, notes);
  const mode = config.disjoint ? "disjoint" : "reference";
  const picked = shots > 0 && anomalies > 0 ? pickFewShot(sided, { shots, seed, mode }) : sided;
  const made = contaminate(picked, { fraction: config.contamination, seed, mode });
  // Validation is cut from all that is taken as normal: nobody knows which are contaminated.
  const taken = shuffle(made.samples.filter(isNominal), random);
  const count = heldBackCount(taken.length, config.validation, anomalies === 0);
  const held = new Set(drawnToHoldBack(taken, count, notes).map(({ id }) => id));
  const samples = made.samples.map((sample) =>
    held.has(sample.id) ? { ...sample, split: "validation" as const } : sample,
  );
  const data = runDataOf({ ...made, samples } as Manifest, [...notes, ...(made.warnings ?? [])]);
  check(data, taken.length);
  return data;
}

/**
 * How many images are held back: a tenth, or a fifth where there are only normal images; but at least 19, with which
 * a threshold can promise 5 % false alarms, as far as these are no more than three in ten.
 */
function heldBackCount(taken: number, given: number | undefined, onlyNormals: boolean): number {
  if (given !== undefined) return Math.max(1, Math.round(given * taken)); // a threshold needs something
  const usual = Math.round((onlyNormals ? heldBackOfNormals : heldBackFraction) * taken);
  return Math.max(1, usual, Math.min(19, Math.floor(0.3 * taken)));
}

/**
 * The images that are held back: whole parts in the order of the draw, until there are enough images, and enough parts
 * where parts have several images. Images of a part that is trained on score lower than those of a new part, and
 * thresholds from them would raise false alarms.
 */
function drawnToHoldBack(taken: readonly RunSample[], count: number, notes: string[]): RunSample[] {
  const byPart = new Map<string, RunSample[]>();
  for (const sample of taken) {
    const together = byPart.get(partKey(sample));
    if (together) together.push(sample);
    else byPart.set(partKey(sample), [sample]);
  }
  const parts = [...byPart.values()];
  const grouped = parts.length < taken.length;
  if (parts.length < 2) {
    if (grouped)
      notes.push(
        `All ${taken.length} images taken as normal show one part: how often new parts will be called anomalous is not known.`,
      );
    return taken.slice(0, count);
  }
  const fewest = grouped ? Math.max(1, Math.round(heldBackOfNormals * parts.length)) : 0;
  const held: RunSample[] = [];
  let whole = 0;
  while (whole < parts.length - 1 && (held.length < count || whole < fewest))
    held.push(...parts[whole++]);
  if (grouped)
    notes.push(
      `${held.length} images of ${whole} parts are held back for thresholds, and the other ${parts.length - whole} parts are trained on.`,
    );
  return held;
}

const isNominal = ({ split, label }: Pick<Sample, "split" | "label">): boolean =>
  split === "train" && label === 0;

function allTrain(manifest: Manifest): Manifest {
  const samples = manifest.samples.map((sample): Sample => ({ ...sample, split: "train" }));
  return { ...manifest, samples, splits: "made" };
}

/**
 * Normal images to train on, the rest to test with. Anomalies of a published training side test too; where
 * no side is published, some normal parts are drawn for the test.
 */
function withTest(
  manifest: Manifest,
  { testFraction }: DataConfig,
  random: () => number,
  notes: string[],
): Manifest {
  const published = manifest.samples.some(({ split, label }) => split === "test" && label === 0);
  const normal = manifest.samples.filter(({ label }) => label === 0);
  const parts = [...new Set(normal.map(partKey))].toSorted();
  const drawn = shuffle(parts, random).slice(0, Math.round(testFraction * parts.length));
  const tested = new Set(published ? [] : drawn);
  const splitOf = (sample: Sample) => {
    if (sample.label === 1) return "test";
    if (published) return sample.split === "test" ? "test" : "train";
    return tested.has(partKey(sample)) ? "test" : "train";
  };
  const samples = manifest.samples.map((sample): RunSample => {
    return { ...sample, split: splitOf(sample) };
  });
  if (!published)
    notes.push(
      `${manifest.name} has no published test side with normal images: ${drawn.length} normal parts are drawn for it.`,
    );
  return { ...manifest, samples, splits: "made" };
}

function check({ manifest, train, validation, test }: RunData, taken: number): void {
  const nominal = train.filter(({ label }) => label === 0).length;
  if (nominal === 0 || validation.length === 0)
    throw new RangeError(
      `expected normal images to train on and to hold back for thresholds in ${manifest.name}, got ${taken} in all; ` +
        `add images, or name the folder of the good ones with --normal NAME`,
    );
  const labels = new Set(test.map(({ label }) => label));
  if (test.length > 0 && labels.size < 2)
    throw new RangeError(
      `expected normal and anomalous images to test with in ${manifest.name}, got ${test.length} ${labels.has(0) ? "normal" : "anomalous"} ones alone; ` +
        (labels.has(0)
          ? `train on fewer anomalies (--shots), or add some`
          : `take a larger fraction of the normal images (--set data.testFraction=0.5), or add some`),
    );
}
