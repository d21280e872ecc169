import type { Manifest, Sample, Split } from "@flawlens/datasets";
import { loadDetector } from "@flawlens/inference";
import type { DetectorMetadata } from "@flawlens/inference";
import type { RunFacts } from "@flawlens/report";
import { readDataset } from "../data/readDataset.ts";
import { builtInMethods, loadMethod } from "../methods/loadMethod.ts";
import { withOutputFolder } from "../output/withOutputFolder.ts";
import { fileOfRun } from "../run/fileOfRun.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { evaluateDetector, samplesOf } from "./evaluateDetector.ts";
import type { EvaluateOptions } from "./evaluateDetector.ts";

/** The detector to evaluate, the images, and the output. */
export interface EvaluateFileOptions {
  /** A detector file, or the folder of a run. */
  model: string;
  /** A folder or list of images, or the folder of a run. */
  data: string;
  split?: Split;
  category?: string;
  normal?: string;
  masks?: string;
  /** Whether lists and manifests may name files outside of the data's folder. */
  allowOutside?: boolean;
  /** The folder of results and report; nothing is written without it. */
  out?: string;
  /** Whether results of an earlier time may be written over. */
  overwrite?: boolean;
  /** Every pixel is ranked up to this number of pixels of all images together. */
  exactPixels?: number;
  /** Print the results as JSON. */
  json?: boolean;
  engine: RunFacts["engine"];
  signal?: AbortSignal;
}

/**
 * Judges a detector file on a data set, and notes what makes the judgement less than honest.
 *
 * @throws {Error} As `readDataset`, `loadDetector` and `withOutputFolder`.
 */
export async function evaluateFile(
  terminal: Terminal,
  options: EvaluateFileOptions,
): Promise<void> {
  const { out, overwrite } = options;
  const model = fileOfRun(options.model, "--model", "detector.onnx");
  const work = (beforeWriting?: () => Promise<void>) =>
    judgeFile(terminal, { ...options, model, beforeWriting });
  if (out === undefined) return work();
  return withOutputFolder(out, { files: ["results.json", "report.html"], overwrite }, work);
}

async function judgeFile(
  terminal: Terminal,
  options: EvaluateFileOptions & Pick<EvaluateOptions, "beforeWriting">,
): Promise<void> {
  const { model, data, split, category, normal, masks, allowOutside, json = false } = options;
  const manifest = await readDataset(data, { normal, masks, category, allowOutside });
  for (const warning of manifest.warnings ?? []) terminal.note(warning);
  const chosen = samplesOf(manifest, split);
  const samples = chosen.filter(({ label }) => label !== null);
  const unknown = chosen.filter(({ label }) => label === null);
  if (samples.length === 0)
    throw new RangeError(
      `expected images to judge by in ${manifest.name}, got ${unknown.length} that nobody knows to be normal or ` +
        `anomalous; flawlens predict scores them`,
    );
  const { metadata, release } = await loadDetector(model);
  await release();
  for (const note of notesOf(metadata, manifest, samples, split)) terminal.note(note);

  const count = (side: Split) =>
    manifest.samples.filter((sample) => sample.split === side && sample.label !== null).length;
  const results = await evaluateDetector(json ? { ...terminal, result: () => {} } : terminal, {
    ...options,
    file: model,
    manifest,
    samples,
    unknown,
    title: await titleOf(metadata.method),
    counts: split
      ? { train: count("train"), validation: count("validation") }
      : { train: 0, validation: 0 },
  });
  if (json) terminal.result(JSON.stringify(results, null, 2));
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
