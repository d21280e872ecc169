import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  datasetHash,
  type Manifest,
  readImage,
  readSample,
  type Sample,
  type Split,
} from "@flawlens/datasets";
import { type Detector, loadDetector, type Prediction, resizeMap } from "@flawlens/inference";
import {
  evaluate,
  type EvaluationRecord,
  formatTable,
  makeExamples,
  makeResults,
  renderReport,
  type Results,
  type TrainingPoint,
  writeResults,
} from "@flawlens/report";
import type { Engine } from "@flawlens/tfjs-backend-ort";
import { showProgress } from "./progress.ts";
import { versions } from "./versions.ts";
import { writeWhole } from "./writeWhole.ts";

export interface EvaluateDetectorOptions {
  file: string;
  manifest: Manifest;
  /** Which images; all of them where left out. */
  split?: Split;
  /** Where results and report go; nothing is written without it. */
  out?: string;
  engine?: Engine;
  trainSeconds?: number;
  trainingCurve?: TrainingPoint[];
  /** Ends it early; nothing is written then. */
  signal?: AbortSignal;
}

const batchSize = 8;

/** Judges a detector file on a data set, prints the table, writes `results.json` and `report.html`. */
export async function evaluateDetector(options: EvaluateDetectorOptions): Promise<Results> {
  const { file, manifest, split, out, trainSeconds = 0, trainingCurve, signal } = options;
  const samples = chooseSamples(manifest, split);
  const detector = await loadDetector(file);
  const { metadata } = detector;
  if (!split && metadata.dataset.name === manifest.name)
    console.warn(
      `note: the detector was trained on images of ${manifest.name}, which are judged here too: for an honest score ` +
        `give --split test, and as --data the folder with the manifest.json of its training`,
    );
  const unknown = manifest.defectTypes.filter((type) => !metadata.types.includes(type));
  if (unknown.length > 0)
    console.warn(
      `note: the detector does not know ${unknown.join(", ")}: such images count as anomalous, and as negatives of its own types`,
    );

  const start = performance.now();
  const records = await predictRecords(detector, manifest, samples, signal);
  const { types, calibration, any } = metadata;
  const evaluation = evaluate({ types, records, size: metadata.input, calibration, any });
  const count = (side: Split): number =>
    manifest.samples.filter((sample) => sample.split === side).length;
  const results = makeResults(evaluation, {
    method: "MultiTypeFCDD",
    engine: options.engine ?? {
      name: "onnxruntime",
      provider: "cpu",
      threads: availableParallelism(),
    },
    seed: metadata.seed,
    dataset: {
      name: manifest.name,
      hash: await datasetHash(manifest),
      train: split ? count("train") : 0,
      validation: split ? count("validation") : 0,
      test: samples.length,
    },
    seconds: { train: trainSeconds, evaluate: (performance.now() - start) / 1000 },
    versions: { ...versions("@flawlens/fcdd", import.meta.url), ...metadata.versions },
    config: metadata.config,
  });
  console.log(`\n${formatTable(results)}\n`);

  if (out) {
    await writeResults(join(out, "results.json"), results);
    const paths = new Map(samples.map((sample) => [sample.id, join(manifest.root, sample.image)]));
    const examples = await makeExamples({
      types,
      records,
      calibration,
      any,
      readImage: (record) => readImage(paths.get(record.id)!),
    });
    const report = join(out, "report.html");
    await writeWhole(report, renderReport({ results, evaluation, examples, trainingCurve }));
    console.log(`report:  ${report}\nresults: ${join(out, "results.json")}`);
  }
  await detector.release();
  return results;
}

function chooseSamples({ samples, name }: Manifest, split: Split | undefined): Sample[] {
  const chosen = samples.filter((sample) => !split || sample.split === split);
  if (chosen.length > 0) return chosen;
  const there =
    [...new Set(samples.map((sample) => sample.split))].join(", ") || "no images at all";
  throw new RangeError(
    `expected images ${split ? `in split ${split} of` : "in"} ${name}, got none; it has ${there}`,
  );
}

/** What the detector says of each image beside what is true of it. */
async function predictRecords(
  detector: Detector,
  manifest: Manifest,
  samples: Sample[],
  signal?: AbortSignal,
): Promise<EvaluationRecord[]> {
  const { types, input, receptiveField } = detector.metadata;
  const geometry = receptiveField && { ...receptiveField, size: input };
  // Where cells do not tile the input, maps are brought to its size by the detector's own geometry.
  const place = (map: Prediction["map"]) => (geometry ? resizeMap(map, input, geometry) : map);
  const bar = showProgress("evaluating", samples.length);
  const records: EvaluationRecord[] = [];
  const read = (at: number) => {
    const batch = samples.slice(at, at + batchSize);
    const reading = Promise.all(batch.map((sample) => readTruth(manifest, sample, input)));
    reading.catch(() => {}); // reported when it is this batch's turn
    return reading;
  };
  let next = read(0);
  for (let at = 0; at < samples.length; at += batchSize) {
    const batch = await next;
    signal?.throwIfAborted();
    next = read(at + batchSize);
    const images = batch.map(({ image }) => image);
    const predictions = await detector.predict(images, { batchSize });
    for (const [i, { sample, mask }] of batch.entries()) {
      const { types: verdicts, score, map } = predictions[i];
      records.push({
        id: sample.id,
        category: sample.category,
        label: sample.label,
        defectTypes: sample.defectTypes,
        scores: types.map((type) => verdicts[type].score),
        score,
        maps: types.map((type) => place(verdicts[type].map)),
        map: place(map),
        mask,
      });
    }
    bar.update(records.length);
  }
  bar.stop();
  return records;
}

/** An image with its mask; a normal image has none, whatever its data set says. */
async function readTruth(
  manifest: Manifest,
  sample: Sample,
  size: { height: number; width: number },
) {
  const mask = sample.label === 1 ? sample.mask : null;
  return { sample, ...(await readSample(manifest, { ...sample, mask }, { ...size })) };
}
