import type { Cues, CueScale } from "../cues/cues.ts";
import type { Novelty } from "../novelty/novelty.ts";
import type { Backbone } from "./backbone.ts";
import type { Mode } from "./modes.ts";

/** What a detector computes with, but for the values of its parameters. */
export interface AdlNetwork {
  backbone: Backbone;
  mode: Mode;
  /** Pixels of the images it takes. */
  inputSize: { height: number; width: number };
  /** ρ of equations 2 and 8: the fraction of patches, and of pixels, that count; in (0, 1]. */
  topFraction: number;
  /** Whether features are first normalised channel by channel. */
  normalizeFeatures: boolean;
  /** How cues are brought to [0, 1] before they are fused. May be replaced after training. */
  scales: Cues<CueScale>;
  /** The fourth cue; `null` for the paper's three alone. */
  novelty: Novelty | null;
}
