import type { ImageSource, LabelledSample } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";

/** The images of both sides. */
export type Sides = Record<"train" | "validation", Pick<ImageSource, "samples" | "read">>;

/** One of the images. */
export interface Picked {
  side: keyof Sides;
  index: number;
  id: string;
  label: 0 | 1;
}

/**
 * Up to `count` images to look at while training, half of them anomalous where there are enough: of the validation
 * side where it has some, else of the training side. Their choice takes no randomness of the training's.
 */
export function pickLiveExamples(
  sides: { [side in keyof Sides]: { samples: readonly LabelledSample[] } },
  { seed, count = 6 }: { seed: number; count?: number },
): Picked[] {
  const random = randomStream(seed);
  const of = (label: 0 | 1): Picked[] =>
    (["validation", "train"] as const).flatMap((side) =>
      sides[side].samples
        .flatMap((sample, index) =>
          sample.label === label
            ? [{ key: random(), picked: { side, index, id: sample.id, label } }]
            : [],
        )
        .toSorted((a, b) => a.key - b.key)
        .map(({ picked }) => picked),
    );
  const [normal, anomalous] = [of(0), of(1)];
  const shown = Math.min(anomalous.length, Math.max(count >> 1, count - normal.length));
  return [...normal.slice(0, count - shown), ...anomalous.slice(0, shown)];
}
