import { join } from "node:path";
import { datasetHash, type Manifest, readImage, readSample, type Sample } from "@flawlens/datasets";
import { auroc } from "@flawlens/metrics";
import {
  type AblationRow,
  evaluate,
  type EvaluationRecord,
  formatTable,
  makeExamples,
  makeResults,
  renderReport,
  type Results,
  type SuspectSheet,
  type TrainingPoint,
  type TypeCalibration,
  writeResults,
} from "@flawlens/report";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";
import { versions } from "../../multitype-fcdd/src/versions.ts";

/** What a method said of one image. */
export interface Said {
  score: number;
  map: { data: ArrayLike<number>; height: number; width: number };
}

export interface JudgeOptions {
  method: string;
  manifest: Manifest;
  samples: readonly Sample[];
  /** One for each sample. */
  said: readonly Said[];
  calibration: TypeCalibration;
  size: { height: number; width: number };
  counts: { train: number; validation: number };
  engine: Results["engine"];
  seed: number;
  seconds: Results["seconds"];
  config: unknown;
  madeWith?: Record<string, string>;
  /** Where results and report go; nothing is written without it. */
  out?: string;
  trainingCurve?: TrainingPoint[];
  suspects?: SuspectSheet;
  ablation?: AblationRow[];
}

/** What was found, and the released script's pixel score. */
export interface Judgement {
  results: Results;
  /** Mean over anomalous images of each image's own pixel AUROC; null where no mask allows it. */
  meanImagePixelAuroc: number | null;
}

/** Judges scores and maps, prints the table, writes `results.json` and `report.html`. */
export async function judge(options: JudgeOptions): Promise<Judgement> {
  const { manifest, samples, said, calibration, size, out, trainingCurve, suspects, ablation } =
    options;
  const types = ["anomaly"];
  const records: EvaluationRecord[] = [];
  for (const [i, sample] of samples.entries()) {
    const { score, map } = said[i];
    const mask = sample.label === 1 ? (await readSample(manifest, sample, { ...size })).mask : null;
    records.push({
      id: sample.id,
      category: sample.category,
      label: sample.label,
      defectTypes: sample.label === 1 ? types : [],
      scores: [score],
      score,
      maps: [map],
      map,
      mask,
    });
  }
  const evaluation = evaluate({
    types,
    records,
    size,
    calibration: { anomaly: calibration },
    any: calibration,
  });
  const results = makeResults(evaluation, {
    method: options.method,
    engine: options.engine,
    seed: options.seed,
    dataset: {
      name: manifest.name,
      hash: datasetHash(manifest),
      ...options.counts,
      test: samples.length,
    },
    seconds: options.seconds,
    versions: { ...versions("@flawlens/adl", import.meta.url), ...options.madeWith },
    config: options.config,
  });
  console.log(`\n${formatTable(results)}\n`);
  if (out) {
    await writeResults(join(out, "results.json"), results);
    const paths = new Map(samples.map((sample) => [sample.id, join(manifest.root, sample.image)]));
    const examples = await makeExamples({
      types,
      records,
      calibration: { anomaly: calibration },
      any: calibration,
      readImage: (record) => readImage(paths.get(record.id)!),
    });
    const report = join(out, "report.html");
    const page = renderReport({ results, evaluation, examples, trainingCurve, suspects, ablation });
    await writeWhole(report, page);
    console.log(`report:  ${report}\nresults: ${join(out, "results.json")}`);
  }
  return { results, meanImagePixelAuroc: perImage(records, size) };
}

/** The released script's "pixel AUROC": over anomalous images alone, each by itself. */
function perImage(
  records: readonly EvaluationRecord[],
  size: { height: number; width: number },
): number | null {
  const values = records.flatMap(({ mask, map }) => {
    if (!mask || map.data.length !== size.height * size.width) return [];
    const labels = Array.from(mask.data);
    return labels.includes(0) && labels.includes(1) ? [auroc(Array.from(map.data), labels)] : [];
  });
  return values.length === 0 ? null : values.reduce((a, b) => a + b) / values.length;
}
