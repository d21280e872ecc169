import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type FindingQuality,
  findingQuality,
  type Suspect,
  suspects,
  type WeightRecord,
} from "@flawlens/adl";
import { writeWhole } from "../../multitype-fcdd/src/writeWhole.ts";

/** Training images, the least trusted first, and how well that finds those which were planted. */
export interface SuspectRanking {
  /** Null where nothing was planted. */
  quality: FindingQuality | null;
  planted: string[];
  suspects: Suspect[];
}

/** What the weights of a training say about its images. */
export function rankSuspects(record: WeightRecord, planted: string[]): SuspectRanking {
  const ranked = suspects(record);
  const ids = ranked.map(({ id }) => id);
  const quality = planted.length > 0 ? findingQuality(ids, planted) : null;
  return { quality, planted, suspects: ranked };
}

/** Keeps a ranking as `suspects.json` of a run. */
export function keepSuspects(out: string, ranking: SuspectRanking): Promise<void> {
  return writeWhole(join(out, "suspects.json"), `${JSON.stringify(ranking, null, 1)}\n`);
}

/** Prints the ranking of a run that is done. */
export async function showSuspects(out: string, count: number): Promise<void> {
  const file = join(out, "suspects.json");
  if (!existsSync(file))
    throw new Error(
      `expected a finished run in ${out}, got no ${file}; train first, or with --resume`,
    );
  const ranking = JSON.parse(await readFile(file, "utf8")) as SuspectRanking;
  const known = new Set(ranking.planted);
  console.log("weight  image");
  for (const { id, weight } of ranking.suspects.slice(0, count))
    console.log(
      `${weight.toPrecision(3).padStart(6)}  ${id}${known.has(id) ? "  <-- planted" : ""}`,
    );
  if (ranking.quality) console.log(`\n${qualitySentence(ranking.quality)}`);
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
