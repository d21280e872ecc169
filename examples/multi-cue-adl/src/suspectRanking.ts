import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type FindingQuality,
  findingQuality,
  type Suspect,
  type SuspectedBy,
  suspects,
  type WeightRecord,
} from "@flawlens/adl";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";

/** Training images, the least trusted first. */
interface Ranked {
  /** How well that finds the planted ones; null where nothing was planted. */
  quality: FindingQuality | null;
  suspects: Suspect[];
}

/** Training images ranked by their weights, and by weights and segmentation's loss, which has none. */
export interface SuspectRanking extends Ranked {
  planted: string[];
  byAll: Ranked;
}

/** What a training says about its images. */
export function rankSuspects(record: WeightRecord, planted: string[]): SuspectRanking {
  const ranked = (by: SuspectedBy): Ranked => {
    const found = suspects(record, { by });
    const ids = found.map(({ id }) => id);
    return {
      quality: planted.length > 0 ? findingQuality(ids, planted) : null,
      suspects: found,
    };
  };
  return { planted, ...ranked("both"), byAll: ranked("all") };
}

/** Keeps a ranking as `suspects.json` of a run. */
export function keepSuspects(out: string, ranking: SuspectRanking): Promise<void> {
  return writeWhole(join(out, "suspects.json"), `${JSON.stringify(ranking, null, 1)}\n`);
}

/** Prints a ranking of a run that is done. */
export async function showSuspects(
  out: string,
  { count, by = "weights" }: { count: number; by?: "weights" | "all" },
): Promise<void> {
  const file = join(out, "suspects.json");
  if (!existsSync(file))
    throw new Error(
      `expected a finished run in ${out}, got no ${file}; train first, or with --resume`,
    );
  const ranking = JSON.parse(await readFile(file, "utf8")) as SuspectRanking;
  const { quality, suspects } = by === "all" ? ranking.byAll : ranking;
  const known = new Set(ranking.planted);
  console.log("weight  image");
  for (const { id, weight } of suspects.slice(0, count))
    console.log(
      `${weight.toPrecision(3).padStart(6)}  ${id}${known.has(id) ? "  <-- planted" : ""}`,
    );
  if (quality) console.log(`\n${qualitySentence(quality)}`);
  console.log(`contact sheet in ${join(out, "report.html")}`);
}

/** A ranking's quality for people. */
export function qualitySentence({ planted, recall, precision, inspected }: FindingQuality): string {
  const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`;
  return (
    `${planted} images were planted: ${percent(recall)} of them are among the first ${inspected}, ` +
    `at a precision of ${percent(precision)}`
  );
}
