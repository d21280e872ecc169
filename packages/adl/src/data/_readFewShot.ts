import type { ImageSource } from "@flawlens/detector";
import type { Image } from "@flawlens/datasets";
import type { PixelMask } from "@flawlens/sampling";

/** A known anomaly in memory. */
export interface FewShot {
  id: string;
  image: Image;
  mask: PixelMask | null;
}

/** What to do with a known anomaly that has no mask. */
export type MissingMask = "refuse" | "imageOnly";

/** The known anomalies, with their masks. */
export async function readFewShot(
  fewShot: ImageSource | undefined,
  missingMask: MissingMask,
): Promise<FewShot[]> {
  if (!fewShot) return [];
  const all = await Promise.all(
    fewShot.samples.map(async ({ id }, i) => ({
      id,
      image: await fewShot.read(i),
      mask: await fewShot.readMask(i),
    })),
  );
  const without = all.filter(({ mask }) => mask === null);
  if (without.length > 0 && missingMask === "refuse")
    throw new RangeError(
      `fitAdl: expected a mask of every few-shot image, got none of ${without.map(({ id }) => id).join(", ")}; ` +
        `add masks, or set missingMask to "imageOnly"`,
    );
  return all;
}

/** What a person should know of them, in sentences. */
export function notesOf(fewShot: readonly FewShot[]): string[] {
  const without = fewShot.filter(({ mask }) => mask === null).map(({ id }) => id);
  return [
    ...(fewShot.length === 0
      ? ["No known anomalies were given: training learns from pseudo-anomalies only."]
      : []),
    ...(without.length > 0
      ? [
          `There are no masks of ${without.join(", ")}: the segmentation does not learn from these images.`,
        ]
      : []),
  ];
}
