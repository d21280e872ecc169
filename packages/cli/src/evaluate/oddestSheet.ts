import { placeIn, readImage } from "@flawlens/datasets";
import type { Manifest, Sample } from "@flawlens/datasets";
import type { Detector, NodeImage } from "@flawlens/inference";
import { blend, thumbnail } from "@flawlens/report";
import type { OddestSheet, OddImage } from "@flawlens/report";
import type { Phase } from "../terminal/progress.ts";

/** The images that a detector finds oddest, with their scores. */
export interface Oddest {
  sheet: OddestSheet;
  /** All of them, the highest score first. */
  ranking: { id: string; score: number }[];
}

/** Ranks samples by their scores, and shows the oddest. */
export async function oddestSheet(
  detector: Detector<NodeImage>,
  manifest: Manifest,
  samples: readonly Sample[],
  { phase, signal, shown = 12 }: { phase?: Phase; signal?: AbortSignal; shown?: number } = {},
): Promise<Oddest> {
  const files = samples.map(({ image }) => placeIn(manifest.root, image));
  const ranking: { id: string; score: number; file: string }[] = [];
  for await (const { score } of detector.score(files, { batchSize: 8 })) {
    signal?.throwIfAborted();
    const i = ranking.length;
    ranking.push({ id: samples[i].id, score, file: files[i] });
    phase?.update(ranking.length);
  }
  ranking.sort((a, b) => b.score - a.score);
  const pictures: OddImage[] = [];
  for (const { id, file } of ranking.slice(0, shown))
    pictures.push(await picture(detector, id, file));
  return {
    sheet: { pictures, ranked: ranking.length },
    ranking: ranking.map(({ id, score }) => ({ id, score })),
  };
}

async function picture(detector: Detector<NodeImage>, id: string, file: string): Promise<OddImage> {
  const [image, prediction] = [await readImage(file), await detector.predictImage(file)];
  return {
    id,
    image: await thumbnail(image, { size: 320 }),
    overlay: await thumbnail(blend(image, prediction.displayMap), { size: 320 }),
    explanation: prediction.explanation,
  };
}
