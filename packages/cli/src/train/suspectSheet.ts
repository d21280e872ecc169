import { join } from "node:path";
import { findingQuality } from "@flawlens/adl";
import { readImage } from "@flawlens/datasets";
import type { Findings } from "@flawlens/detector";
import { thumbnail } from "@flawlens/report";
import type { SuspectSheet } from "@flawlens/report";
import type { RunData } from "../data/runData.ts";

/** The least trusted training images, as pictures for a report; nothing where the method ranks none. */
export async function suspectSheet(
  { manifest, train, planted }: RunData,
  { suspects = [] }: Findings,
): Promise<SuspectSheet | undefined> {
  if (suspects.length === 0) return undefined;
  const [{ ranking }] = suspects;
  const known = new Set(planted);
  const fileOf = new Map(train.map(({ id, image }) => [id, join(manifest.root, image)]));
  const pictures = ranking.slice(0, 24).map(async ({ id, weight }) => ({
    id,
    weight,
    image: await thumbnail(await readImage(fileOf.get(id) as string), { size: 200 }),
    ...(known.size > 0 && { planted: known.has(id) }),
  }));
  const note =
    known.size > 0
      ? qualityInWords(
          ranking.map(({ id }) => id),
          planted,
        )
      : undefined;
  return { pictures: await Promise.all(pictures), ranked: ranking.length, ...(note && { note }) };
}

/** How well a ranking finds what was planted, in a sentence. */
export function qualityInWords(ranked: readonly string[], plantedIds: readonly string[]): string {
  const { planted, recall, precision, inspected } = findingQuality(ranked, plantedIds);
  const percent = (fraction: number) => `${(100 * fraction).toFixed(0)} %`;
  return (
    `${planted} images were planted: ${percent(recall)} of them are among the first ${inspected}, ` +
    `at a precision of ${percent(precision)}.`
  );
}
