import { placeIn, readImage } from "@flawlens/datasets";
import type { Findings } from "@flawlens/detector";
import { thumbnail } from "@flawlens/report";
import type { SuspectPicture, SuspectSheet } from "@flawlens/report";
import type { RunData } from "../data/runData.ts";
import { qualityInWords } from "./qualityInWords.ts";

/** The least trusted training images, as pictures for a report; nothing where the method ranks none. */
export async function suspectSheet(
  { manifest, train, planted }: Pick<RunData, "manifest" | "train" | "planted">,
  { suspects = [] }: Findings,
  { shown = 24 } = {},
): Promise<SuspectSheet | undefined> {
  if (suspects.length === 0) return undefined;
  const [{ ranking }] = suspects;
  const known = new Set(planted);
  const fileOf = new Map(train.map(({ id, image }) => [id, placeIn(manifest.root, image)]));
  const pictures: SuspectPicture[] = [];
  for (const { id, weight } of ranking.slice(0, shown)) {
    const image = await thumbnail(await readImage(fileOf.get(id) as string), { size: 200 });
    pictures.push({ id, weight, image, ...(known.size > 0 && { planted: known.has(id) }) });
  }
  const ids = ranking.map(({ id }) => id);
  const note = known.size > 0 ? qualityInWords(ids, planted) : undefined;
  return { pictures, ranked: ranking.length, ...(note && { note }) };
}
