import { join } from "node:path";
import { readImage } from "@flawlens/datasets";
import { type SuspectSheet, thumbnail } from "@flawlens/report";
import type { Experiment } from "./openExperiment.ts";
import { qualitySentence, type SuspectRanking } from "./suspectRanking.ts";

/** The least trusted images, as pictures for a report. */
export async function suspectSheet(
  { manifest, nominal }: Pick<Experiment, "manifest" | "nominal">,
  { quality, planted, suspects }: SuspectRanking,
): Promise<SuspectSheet> {
  const known = new Set(planted);
  const pictures = suspects.slice(0, 24).map(async ({ id, index, weight }) => ({
    id,
    weight,
    image: await thumbnail(await readImage(join(manifest.root, nominal[index].image)), {
      size: 200,
    }),
    ...(known.size > 0 && { planted: known.has(id) }),
  }));
  return {
    pictures: await Promise.all(pictures),
    ranked: suspects.length,
    ...(quality && { note: `${qualitySentence(quality)}.` }),
  };
}
