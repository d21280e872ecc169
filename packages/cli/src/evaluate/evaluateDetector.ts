import { join } from "node:path";
import { datasetHash, placeIn, readImage } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { EvaluatedImages, Findings } from "@flawlens/detector";
import { loadDetector } from "@flawlens/inference";
import type { Detector, NodeImage } from "@flawlens/inference";
import {
  anyScore,
  Evaluator,
  formatTable,
  makeExamples,
  makeResults,
  makeUntestedResults,
  renderReport,
  writeResults,
} from "@flawlens/report";
import type {
  EvaluationRecord,
  Results,
  RunFacts,
  ScoredRecord,
  SuspectSheet,
} from "@flawlens/report";
import { percent } from "../terminal/percent.ts";
import { versions } from "../run/versions.ts";
import { writeRunFile } from "../run/writeRunFile.ts";
import type { LossReading } from "../run/trainingLog.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { oddestSheet } from "./oddestSheet.ts";
import { placedMetadata } from "./placedMetadata.ts";
import { predictRecords } from "./predictRecords.ts";

/** What a detector file is judged by, and what is known of its training. */
export interface EvaluateOptions {
  file: string;
  manifest: Manifest;
  /** Images to judge by; empty where there are no defects to test with. */
  samples: readonly Sample[];
  /** Images of unknown label, which are not judged by and are named in the results. */
  unknown?: readonly Sample[];
  /** The normal images held back by a run whose data have no defects, of which the oddest are shown. */
  heldBack?: readonly Sample[];
  /** Every pixel is ranked up to this number of pixels of all images together, and counted in bins above it. */
  exactPixels?: number;
  /** Name of the method for people. */
  title: string;
  /** The folder of results and report; nothing is written without it. */
  out?: string;
  engine: RunFacts["engine"];
  /** Images of the other sides. */
  counts: { train: number; validation: number };
  trainSeconds?: number;
  /** Most memory held while training, in bytes. */
  peakMemory?: number;
  trainingCurve?: readonly LossReading[];
  /** npm packages of the method. */
  packages?: readonly string[];
  /** What the method found out beside; called with what the detector said. */
  findings?: (evaluated: EvaluatedImages) => Promise<Findings> | Findings;
  /** Makes the contact sheet of suspects. */
  suspectSheet?: (findings: Findings) => Promise<SuspectSheet | undefined>;
  /**
   * Gives the evaluator every sample in its order, by default by letting the detector predict it.
   *
   * @returns The seconds that it took, where they were not spent here.
   */
  fill?: (evaluator: Evaluator, detector: Detector<NodeImage>) => Promise<number | void>;
  /** Called when all is computed, before the first file is written. */
  beforeWriting?: () => Promise<void>;
  signal?: AbortSignal;
}

/**
 * Judges a detector file on images, prints the table, writes `results.json` and `report.html`, and what the method
 * found out beside them. Without images to judge by it shows the oddest of those held back.
 */
export async function evaluateDetector(
  terminal: Terminal,
  options: EvaluateOptions,
): Promise<Results> {
  const detector = await loadDetector(options.file);
  try {
    return options.samples.length > 0
      ? await judge(terminal, detector, options)
      : await showOddest(terminal, detector, options);
  } finally {
    await detector.release();
    terminal.endPhases();
  }
}

async function judge(
  terminal: Terminal,
  detector: Detector<NodeImage>,
  options: EvaluateOptions,
): Promise<Results> {
  const { manifest, samples, out, signal, findings, suspectSheet } = options;
  const metadata = placedMetadata(detector.metadata);
  const start = performance.now();
  const evaluator = new Evaluator({
    detector: metadata,
    unlabelled: idsOf(options.unknown),
    exactPixels: options.exactPixels,
  });
  const predictAll = async () => {
    const phase = terminal.phases().of("evaluating", samples.length);
    for await (const record of predictRecords(detector, manifest, samples, { phase, signal }))
      evaluator.add(record);
    terminal.endPhases();
  };
  const elsewhere = await (options.fill ?? predictAll)(evaluator, detector);
  const evaluation = evaluator.evaluation();
  const { records } = evaluator;
  const seconds = elsewhere ?? (performance.now() - start) / 1000;
  const facts = factsOf(options, detector, seconds);
  const results = makeResults(evaluation, facts);
  const found = (await findings?.(evaluatedImages(records))) ?? {};
  terminal.result(`\n${formatTable(results)}\n`);
  const { imageAuroc } = results.any;
  if (imageAuroc !== null && imageAuroc < 0.5)
    terminal.note(
      `an image AUROC of ${percent(imageAuroc)} % is worse than chance: normal images score higher than anomalous ones. ` +
        "Train for longer, use pretrained weights, or look whether labels are exchanged (flawlens check).",
    );
  if (results.pixels?.ranking === "bounded")
    terminal.note(
      "there are too many pixels to keep them all: pixel scores are bounded, see the last line of the table; " +
        "--exact-pixels raises the limit, at about 13 bytes of memory a pixel.",
    );
  if (!out) return results;

  const byId = new Map(samples.map((sample) => [sample.id, sample]));
  const sampleOf = ({ id }: ScoredRecord) => byId.get(id) as Sample;
  const examples = await makeExamples({
    metadata,
    records,
    readImage: (record) => readImage(placeIn(manifest.root, sampleOf(record).image)),
    readMaps: (record) => predictRecord(detector, manifest, sampleOf(record)),
  });
  await options.beforeWriting?.();
  await keepFindings(out, found);
  const page = renderReport({
    results,
    evaluation,
    examples,
    metadata,
    trainingCurve: [...(options.trainingCurve ?? [])],
    suspects: await suspectSheet?.(found),
    ablation: found.ablation ? [...found.ablation] : undefined,
  });
  await writeRunFile(join(out, "report.html"), page);
  await writeResults(join(out, "results.json"), results); // last: it says that the run is done
  tellWhere(terminal, out);
  return results;
}

async function showOddest(
  terminal: Terminal,
  detector: Detector<NodeImage>,
  options: EvaluateOptions,
): Promise<Results> {
  const { manifest, heldBack = [], out, signal, findings, suspectSheet } = options;
  const start = performance.now();
  const phase = terminal.phases().of("looking for odd images", heldBack.length);
  const { sheet, ranking } = await oddestSheet(detector, manifest, heldBack, { phase, signal });
  terminal.endPhases();
  const facts = factsOf(options, detector, (performance.now() - start) / 1000);
  const unlabelled = idsOf(options.unknown);
  const results = makeUntestedResults(detector.metadata, { ...facts, unlabelled });
  if (!out) return results;
  // Nothing was judged: what remains is what the method says of its training images.
  const { suspects, records } = (await findings?.({ images: [] })) ?? {};
  await options.beforeWriting?.();
  await keepFindings(out, { suspects, records });
  await writeRunFile(join(out, "oddest.json"), `${JSON.stringify(ranking, null, 1)}\n`);
  const page = renderReport({
    results,
    metadata: detector.metadata,
    oddest: sheet,
    trainingCurve: [...(options.trainingCurve ?? [])],
    suspects: await suspectSheet?.({ suspects }),
  });
  await writeRunFile(join(out, "report.html"), page);
  await writeResults(join(out, "results.json"), results);
  tellWhere(terminal, out);
  return results;
}

async function predictRecord(
  detector: Detector<NodeImage>,
  manifest: Manifest,
  sample: Sample,
): Promise<EvaluationRecord> {
  const { value } = await predictRecords(detector, manifest, [sample]).next();
  return value as EvaluationRecord;
}

function idsOf(samples: readonly Sample[] = []): string[] {
  return samples.map(({ id }) => id);
}

function factsOf(
  {
    title,
    engine,
    manifest,
    counts,
    samples,
    trainSeconds = 0,
    peakMemory,
    packages,
  }: EvaluateOptions,
  { metadata }: Detector,
  seconds: number,
): RunFacts {
  return {
    method: title,
    engine: { name: engine.name, provider: engine.provider, threads: engine.threads },
    seed: metadata.seed,
    dataset: {
      name: manifest.name,
      hash: datasetHash(manifest),
      ...counts,
      test: samples.length,
    },
    seconds: { train: trainSeconds, evaluate: seconds },
    peakMemory: peakMemory ?? null,
    versions: { ...versions(packages), ...metadata.versions },
    config: metadata.config,
    expectedFalseAlarmFraction: metadata.validation.expectedFalseAlarmFraction,
  };
}

function evaluatedImages(records: readonly ScoredRecord[]): EvaluatedImages {
  return {
    images: records.map(({ id, label, extras = {}, ...record }) => ({
      id,
      label,
      score: anyScore(record),
      extras: Object.fromEntries(
        Object.entries(extras).map(([name, values]) => [name, Float32Array.from(values)]),
      ),
    })),
  };
}

/** Keeps what a method found out, each in a file of its own. */
async function keepFindings(out: string, { ablation, suspects, records }: Findings): Promise<void> {
  const write = (name: string, value: unknown) =>
    writeRunFile(join(out, `${name}.json`), `${JSON.stringify(value, null, 1)}\n`);
  if (ablation || records) await write("ablation", { rows: ablation ?? [], ...records });
  if (suspects) await write("suspects", suspects);
}

function tellWhere(terminal: Terminal, out: string): void {
  terminal.tell(`report: ${join(out, "report.html")}\nresults: ${join(out, "results.json")}`);
}
