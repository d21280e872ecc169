import { compareResults } from "@flawlens/report";
import type { Comparison, Results } from "@flawlens/report";
import type { ComparedRun } from "./readRun.ts";

/** One run beside the others; plain JSON. Scores are those of any defect against normal, fractions in [0, 1]. */
export interface RunRow {
  run: string;
  method: string;
  seed: number;
  dataset: Results["dataset"];
  imageAuroc: number | null;
  imageAveragePrecision: number | null;
  pixelAuroc: number | null;
  pixelAveragePrecision: number | null;
  aupro: number | null;
  /** What the stored threshold for any defect decided; null where it is not kept. */
  decisions: Results["decisions"] | null;
  /** Null where it is not known, as of a file that was only evaluated. */
  trainSeconds: number | null;
  /** Most memory held while training. */
  peakMemory: number | null;
  detectorBytes: number | null;
  millisecondsPerImage: number | null;
}

/** Runs of one method and data set that differ in their seeds. */
export interface SeedGroup {
  runs: string[];
  method: string;
  dataset: string;
  comparison: Comparison;
}

/** Runs side by side; plain JSON. */
export interface RunComparison {
  runs: RunRow[];
  /** Mean and standard deviation over seeds, where there are several of one method, configuration and data set. */
  groups: SeedGroup[];
  /** What makes scores of some runs incomparable, in sentences. */
  differences: string[];
}

/** Puts runs side by side, in the order given. */
export function compareRuns(runs: readonly ComparedRun[]): RunComparison {
  return { runs: runs.map(rowOf), groups: groupsOf(runs), differences: differencesOf(runs) };
}

function rowOf({ name, results, bytes, millisecondsPerImage }: ComparedRun): RunRow {
  const { method, seed, dataset, any, decisions = null, seconds, peakMemory } = results;
  const { imageAuroc, imageAveragePrecision, pixelAuroc, pixelAveragePrecision, aupro } = any;
  return {
    run: name,
    method,
    seed,
    dataset,
    imageAuroc,
    imageAveragePrecision,
    pixelAuroc,
    pixelAveragePrecision,
    aupro,
    decisions,
    trainSeconds: seconds.train > 0 ? seconds.train : null,
    peakMemory,
    detectorBytes: bytes,
    millisecondsPerImage,
  };
}

function groupsOf(runs: readonly ComparedRun[]): SeedGroup[] {
  const keyOf = ({ results: { method, dataset, config } }: ComparedRun) =>
    JSON.stringify([method, dataset.name, config]);
  const groups = new Map<string, ComparedRun[]>();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return [...groups.values()].flatMap((group) => {
    const results = group.map((run) => run.results);
    if (new Set(results.map(({ seed }) => seed)).size < 2) return [];
    const [{ method, dataset }] = results;
    return [
      {
        runs: group.map(({ name }) => name),
        method,
        dataset: dataset.name,
        comparison: compareResults(results),
      },
    ];
  });
}

function differencesOf(runs: readonly ComparedRun[]): string[] {
  const sets = runs.map(({ results: { dataset } }) => dataset);
  const names = [...new Set(sets.map(({ name }) => name))];
  if (names.length > 1)
    return [
      `The runs were judged on different data sets (${names.join(", ")}): their scores cannot be compared.`,
    ];
  const hashes = new Set(sets.map(({ hash }) => hash));
  const counts = [...new Set(sets.map(({ test }) => test))];
  if (hashes.size < 2) return [];
  const tests = counts.length > 1 ? `; they have ${counts.join(", ")} test images` : "";
  return [
    `The runs share the data set's name, ${names[0]}, and not its exact list of images and sides${tests}: small differences of scores may come from that.`,
  ];
}
