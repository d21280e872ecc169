import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import {
  datasetHash,
  type Manifest,
  readImage,
  readMask,
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
}

const batchSize = 8;

/** Judges a detector file on a data set, prints the table, writes `results.json` and `report.html`. */
export async function evaluateDetector(options: EvaluateDetectorOptions): Promise<Results> {
  const { file, manifest, split, out, trainSeconds = 0, trainingCurve } = options;
  const detector = await loadDetector(file);
  const { metadata } = detector;
  const samples = manifest.samples.filter((sample) => !split || sample.split === split);
  if (samples.length === 0)
    throw new Error(`expected images in split ${split} of ${manifest.name}, got none`);
  const unknown = manifest.defectTypes.filter((type) => !metadata.types.includes(type));
  if (unknown.length > 0)
    console.warn(
      `note: the detector does not know ${unknown.join(", ")}: such images count as anomalous, and as negatives of its own types`,
    );

  const start = performance.now();
  const records = await predictRecords(detector, manifest, samples);
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
    versions: { ...versions(), ...metadata.versions },
    config: metadata.config,
  });
  console.log(`\n${formatTable(results)}\n`);

  if (out) {
    await mkdir(out, { recursive: true });
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
    await writeFile(report, renderReport({ results, evaluation, examples, trainingCurve }));
    console.log(`report:  ${report}\nresults: ${join(out, "results.json")}`);
  }
  await detector.release();
  return results;
}

/** What the detector says of each image beside what is true of it. */
async function predictRecords(
  detector: Detector,
  manifest: Manifest,
  samples: Sample[],
): Promise<EvaluationRecord[]> {
  const { types, input, receptiveField } = detector.metadata;
  const geometry = receptiveField && { ...receptiveField, size: input };
  // Where cells do not tile the input, maps are brought to its size by the detector's own geometry.
  const place = (map: Prediction["map"]) => (geometry ? resizeMap(map, input, geometry) : map);
  const bar = showProgress("evaluating", samples.length);
  const records: EvaluationRecord[] = [];
  for (let at = 0; at < samples.length; at += batchSize) {
    const batch = samples.slice(at, at + batchSize);
    const predictions = await detector.predict(
      batch.map((sample) => join(manifest.root, sample.image)),
      { batchSize },
    );
    for (const [i, sample] of batch.entries()) {
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
        mask: await maskOf(manifest, sample, input),
      });
    }
    bar.update(records.length);
  }
  bar.stop();
  return records;
}

async function maskOf(manifest: Manifest, sample: Sample, size: { height: number; width: number }) {
  if (sample.label === 0 || !sample.mask) return null;
  return readMask(join(manifest.root, sample.mask), { ...size, threshold: manifest.maskThreshold });
}
