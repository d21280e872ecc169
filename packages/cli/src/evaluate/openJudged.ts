import { readFile } from "node:fs/promises";
import type { Manifest, Sample, Split } from "@flawlens/datasets";
import { openDetectorFile } from "@flawlens/inference";
import type { DetectorMetadata } from "@flawlens/inference";
import { readSamples } from "../data/readSamples.ts";
import { builtInMethods, loadMethod } from "../methods/loadMethod.ts";
import type { DataOptions } from "../options/addDataOptions.ts";
import type { Terminal } from "../terminal/terminal.ts";

/** A detector, and the images that it is judged by. */
export interface Judged {
  metadata: DetectorMetadata;
  manifest: Manifest;
  /** Images to judge by, at least one. */
  samples: Sample[];
  /** Images of unknown label, which are not judged by. */
  unknown: Sample[];
  /** Name of the method for people. */
  title: string;
  /** Images of the other sides. */
  counts: { train: number; validation: number };
}

/**
 * Reads a data set and the metadata of a detector that it is to judge, and notes what makes the judgement less than
 * honest.
 *
 * @param options.model - A detector file.
 * @param options.data - A folder or list of images, or the folder of a run.
 * @throws {Error} As `readSamples` and `openDetectorFile`, or if no image has a known label.
 */
export async function openJudged(
  terminal: Pick<Terminal, "note">,
  { model, ...options }: DataOptions & { model: string; data: string },
): Promise<Judged> {
  const { split } = options;
  const { manifest, samples: chosen } = await readSamples(options);
  for (const warning of manifest.warnings ?? []) terminal.note(warning);
  const samples = chosen.filter(({ label }) => label !== null);
  const unknown = chosen.filter(({ label }) => label === null);
  if (samples.length === 0)
    throw new RangeError(
      `expected images to judge by in ${manifest.name}, got ${unknown.length} that nobody knows to be normal or ` +
        `anomalous; flawlens predict scores them`,
    );
  const { metadata } = await openDetectorFile(await readFile(model), model);
  for (const note of notesOf(metadata, manifest, samples, split)) terminal.note(note);
  const count = (side: Split) =>
    manifest.samples.filter((sample) => sample.split === side && sample.label !== null).length;
  return {
    metadata,
    manifest,
    samples,
    unknown,
    title: await titleOf(metadata.method),
    counts: split
      ? { train: count("train"), validation: count("validation") }
      : { train: 0, validation: 0 },
  };
}

function notesOf(
  { dataset, types }: DetectorMetadata,
  manifest: Manifest,
  samples: readonly Sample[],
  split: Split | undefined,
): string[] {
  const shown = new Set(samples.flatMap(({ defectTypes }) => defectTypes));
  const unknown = [...shown].filter((type) => !types.includes(type));
  const oneMap = types.length === 1 && types[0] === "anomaly";
  return [
    ...(split ? [] : [wholeNote(dataset.name, manifest)]),
    ...(unknown.length > 0 && !oneMap
      ? [
          `the detector does not know ${unknown.join(", ")}: such images count as anomalous, and as negatives of its own types`,
        ]
      : []),
  ];
}

/** What is to be said where every image is judged. Files may have been copied, so another name proves nothing. */
function wholeNote(trainedOn: string, { name }: Manifest): string {
  const way = "for an honest score give --split test, and as --data the folder of its run";
  return trainedOn === name
    ? `the detector was trained on images of ${name}, which are judged here too: ${way}`
    : `every image is judged; if the detector was trained on some of them, ${way}`;
}

async function titleOf(method: string): Promise<string> {
  return builtInMethods.includes(method) ? (await loadMethod(method)).method.title : method;
}
