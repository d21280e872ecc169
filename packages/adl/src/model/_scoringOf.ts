import { cueNames } from "../cues/cues.ts";
import type { Cues } from "../cues/cues.ts";
import type { Mode } from "../network/modes.ts";
import type { Novelty } from "../novelty/novelty.ts";
import type { MapChoice } from "./adl.ts";

/** How a score comes about, in words. */
export function scoringOf(
  { fusion }: Pick<Mode, "fusion">,
  maps: MapChoice,
  novelty: Pick<Novelty, "weight"> | null,
): string {
  const words: Cues<string> = {
    deviation: "deviation",
    entropy: "uncertainty",
    segmentation: "segmentation",
  };
  const used = cueNames.filter((cue) => fusion[cue] > 0);
  const shown = `maps show ${mapsInWords[maps]}`;
  const fourth = novelty
    ? `, then fused with the novelty (weight ${novelty.weight}), the distance of the most unusual patches to those of the training images`
    : "";
  if (used.length === 1) return `${words[used[0]]} on its scale${fourth}; ${shown}`;
  const weights = used.map((cue) => `${words[cue]} (weight ${fusion[cue]})`);
  return `weighted geometric mean of ${weights.join(", ")}, each on its scale${fourth}; ${shown}`;
}

const mapsInWords: Record<MapChoice, string> = {
  gradient: "where the gradients of the cues are large",
  segmentation: "the chance that a pixel is anomalous",
  novelty: "how far each patch lies from the Gaussian of those of the training images",
};
