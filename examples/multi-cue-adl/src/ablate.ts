import {
  type AdlPrediction,
  type Cues,
  type CueScale,
  cueNames,
  fuseCues,
  normalizeCues,
} from "@flawlens/adl";
import { auroc, averagePrecision } from "@flawlens/metrics";
import type { AblationRow } from "@flawlens/report";

interface Ranked {
  imageAuroc: number;
  imageAveragePrecision: number;
}

/** How well images are ranked by each cue by itself, and by the cues fused on other scales. */
export interface Ablation {
  cues: Cues<Ranked>;
  fused: Record<string, Ranked>;
}

/**
 * Judges the cues of predictions one by one, as they are before the fusion's scale, which makes large ones tie,
 * and fused on each of some scales.
 */
export function ablate(
  said: readonly Pick<AdlPrediction, "cues">[],
  labels: readonly number[],
  { scales, fusion }: { scales: Record<string, Cues<CueScale>>; fusion: Cues },
): Ablation {
  const ranked = (scoreOf: (cues: Cues) => number): Ranked => {
    const scores = said.map(({ cues }) => scoreOf(cues));
    return {
      imageAuroc: auroc(scores, labels),
      imageAveragePrecision: averagePrecision(scores, labels),
    };
  };
  const cues = cueNames.map((cue) => [cue, ranked((of) => of[cue])]);
  const fused = Object.entries(scales).map(([name, scale]) => [
    name,
    ranked((of) => fuseCues(normalizeCues(of, scale), fusion)),
  ]);
  return { cues: Object.fromEntries(cues), fused: Object.fromEntries(fused) };
}

/** The same as rows of a report. */
export function ablationRows({ cues, fused }: Ablation): AblationRow[] {
  return [
    ...Object.entries(fused).map(([name, found]) => ({
      name: `fused, the deviation's scale as ${name === "reference" ? "released" : "validation images have it"}`,
      ...found,
    })),
    { name: "deviation alone", ...cues.deviation },
    { name: "uncertainty alone", ...cues.entropy },
    { name: "segmentation alone", ...cues.segmentation },
  ];
}
