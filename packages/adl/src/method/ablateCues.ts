import type { EvaluatedImages, Findings } from "@flawlens/detector";
import { auroc, averagePrecision } from "@flawlens/metrics";
import { cueNames, fuseCues, normalizeCues } from "../cues/cues.ts";
import type { Cues, CueScale } from "../cues/cues.ts";

/**
 * How well images are ranked by the paper's three cues fused on each of the two scales of the deviation, and by each
 * raw cue alone, which no scale ties; by the novelty, too, where the detector has it.
 *
 * @param evaluated - With the extra output `cues` of the detector.
 * @param options - `scales`: the released ones, and those of validation images. `fusion`: weights of the cues.
 * @returns Rows; a figure is `null` where the images do not show both kinds.
 */
export function ablateCues(
  { images }: EvaluatedImages,
  {
    scales,
    fusion,
  }: { scales: { reference: Cues<CueScale>; validation: Cues<CueScale> }; fusion: Cues },
): NonNullable<Findings["ablation"]> {
  const labels = images.map(({ label }) => label);
  const both = new Set(labels).size === 2;
  const row = (name: string, scoreOf: (cues: Cues) => number) =>
    rowOf(name, ({ cues }) => scoreOf(cuesOf(cues)));
  const rowOf = (name: string, scoreOf: (extras: Record<string, ArrayLike<number>>) => number) => {
    const scores = images.map(({ extras }) => scoreOf(extras));
    return {
      name,
      imageAuroc: both ? auroc(scores, labels) : null,
      imageAveragePrecision: both ? averagePrecision(scores, labels) : null,
    };
  };
  const fused = (scales: Cues<CueScale>) => (cues: Cues) =>
    fuseCues(normalizeCues(cues, scales), fusion);
  return [
    row("fused, the deviation's scale as released", fused(scales.reference)),
    row("fused, the deviation's scale from validation images", fused(scales.validation)),
    row("deviation alone", ({ deviation }) => deviation),
    row("uncertainty alone", ({ entropy }) => entropy),
    row("segmentation alone", ({ segmentation }) => segmentation),
    ...(images.some(({ extras }) => extras.cues.length > cueNames.length)
      ? [rowOf("novelty alone", ({ cues }) => cues[cueNames.length])]
      : []),
  ];
}

function cuesOf(values: ArrayLike<number>): Cues {
  const of = (name: keyof Cues) => values[cueNames.indexOf(name)];
  return {
    deviation: of("deviation"),
    entropy: of("entropy"),
    segmentation: of("segmentation"),
  };
}
