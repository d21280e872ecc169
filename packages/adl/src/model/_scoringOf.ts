import { cueNames } from "../cues/cues.ts";
import type { Cues } from "../cues/cues.ts";
import type { Mode } from "../network/modes.ts";
import type { MapChoice } from "./adl.ts";

/** How a score comes about, in words. */
export function scoringOf({ fusion }: Pick<Mode, "fusion">, maps: MapChoice): string {
  const words: Cues<string> = {
    deviation: "deviation",
    entropy: "uncertainty",
    segmentation: "segmentation",
  };
  const used = cueNames.filter((cue) => fusion[cue] > 0);
  const shown =
    maps === "gradient"
      ? "maps show where the gradients of the cues are large"
      : "maps show the chance that a pixel is anomalous";
  if (used.length === 1) return `${words[used[0]]} on its scale; ${shown}`;
  const weights = used.map((cue) => `${words[cue]} (weight ${fusion[cue]})`);
  return `weighted geometric mean of ${weights.join(", ")}, each on its scale; ${shown}`;
}
