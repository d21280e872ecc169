import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { findingQuality } from "@flawlens/adl";
import type { Findings } from "@flawlens/detector";
import { readRun } from "../compare/readRun.ts";
import { readSuspects } from "../train/readSuspects.ts";

/** The figures of a table, by name; scores are fractions in [0, 1]. */
export interface TableFigures<T = number | null> {
  imageAuroc: T;
  imageAveragePrecision: T;
  pixelAuroc: T;
  aupro: T;
  /** Mean over anomalous images of each image's own pixel AUROC, which the paper's pixel figures are. */
  meanImagePixelAuroc: T;
  /** Image AUROC of ADL's cues fused with the deviation's scale from validation images. */
  fusedByValidation: T;
  /** Image AUROC of each of ADL's cues by itself. */
  deviation: T;
  uncertainty: T;
  segmentation: T;
  /** Precision of the ranking of suspects where it has found 0.6 of the planted images. */
  suspectPrecision: T;
  trainSeconds: T;
  /** Most memory held while training, in 2^30 bytes. */
  peakGibibytes: T;
  /** Size of the detector file, in millions of bytes. */
  megabytes: T;
  /** Scoring one image alone, measured now; only where it was asked for. */
  millisecondsPerImage: T;
}

/**
 * What a finished run has of the figures; `null` where it has none.
 *
 * @param options.speed - Whether to measure how fast its detector is on this machine; a few seconds.
 */
export async function readFigures(
  folder: string,
  { speed = false }: { speed?: boolean } = {},
): Promise<TableFigures> {
  const { results, bytes, millisecondsPerImage } = await readRun(folder, { speed });
  const { any, meanImagePixelAuroc, seconds, peakMemory } = results;
  const rows = await ablationOf(folder);
  const alone = (name: string) => rows.find((row) => row.name === name)?.imageAuroc ?? null;
  return {
    imageAuroc: any.imageAuroc,
    imageAveragePrecision: any.imageAveragePrecision,
    pixelAuroc: any.pixelAuroc,
    aupro: any.aupro,
    meanImagePixelAuroc,
    fusedByValidation: alone("fused, the deviation's scale from validation images"),
    deviation: alone("deviation alone"),
    uncertainty: alone("uncertainty alone"),
    segmentation: alone("segmentation alone"),
    suspectPrecision: await precisionOf(folder),
    trainSeconds: seconds.train,
    peakGibibytes: peakMemory === null ? null : peakMemory / 2 ** 30,
    megabytes: bytes === null ? null : bytes / 1e6,
    millisecondsPerImage,
  };
}

async function ablationOf(folder: string): Promise<NonNullable<Findings["ablation"]>> {
  const file = join(folder, "ablation.json");
  if (!existsSync(file)) return [];
  const { rows } = JSON.parse(await readFile(file, "utf8")) as {
    rows: NonNullable<Findings["ablation"]>;
  };
  return rows;
}

async function precisionOf(folder: string): Promise<number | null> {
  if (!existsSync(join(folder, "suspects.json"))) return null;
  const { rankings, planted } = await readSuspects(folder);
  if (planted.length === 0) return null;
  return findingQuality(
    rankings[0].ranking.map(({ id }) => id),
    planted,
  ).precision;
}
