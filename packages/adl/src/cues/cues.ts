/** One number for each of the three cues. */
export interface Cues<T = number> {
  /** S of equation 2: how far patches are from the reference; at least 0, without bound. */
  deviation: T;
  /** Entropy of the classifier's answer, equation 7; in [0, ln 2]. */
  entropy: T;
  /** Mean probability of the most anomalous pixels, equation 8; in [0, 1]. */
  segmentation: T;
}

/** The names of the cues, in the order of every list. */
export const cueNames = ["deviation", "entropy", "segmentation"] as const satisfies (keyof Cues)[];

/** How a cue is brought to [0, 1]: c and D of equation 9. */
export interface CueScale {
  /** c: about where the scale turns from linear to logarithmic; above 0. */
  knee: number;
  /** D: values of this and more become 1; above 0. */
  cap: number;
}

/** log(1 + ln 2 + 1e-8): what the entropy's scale calls 1. */
const fullEntropy = Math.log(1 + Math.LN2 + 1e-8);

/** The released code's scales. With the deviation capped at 1, larger ones tie. */
export const referenceScales: Cues<CueScale> = {
  deviation: { knee: 0.05, cap: 1 },
  entropy: { knee: fullEntropy / 10, cap: fullEntropy },
  segmentation: { knee: 0.05, cap: 1 },
};

/** The released code's weights of the cues. */
export const referenceFusion: Cues = { deviation: 0.55, entropy: 0.1, segmentation: 0.35 };

/**
 * Equation 7: -p·log p - (1 - p)·log(1 - p), with p kept in [1e-6, 1 - 1e-6].
 *
 * @example
 * entropy(0.5); // => 0.6931
 */
export function entropy(probability: number): number {
  const p = Math.min(1 - 1e-6, Math.max(1e-6, probability));
  return -p * Math.log(p) - (1 - p) * Math.log(1 - p);
}

/**
 * Cues on one scale, equation 9: log(1 + clip(v, 1e-12, D)/c) / log(1 + D/c), where v is the
 * deviation, log(1 + H + 1e-8) of the entropy, the root of the segmentation.
 *
 * @returns Each in [0, 1], rising with its cue up to D.
 *
 * @example
 * normalizeCues({ deviation: 0.3, entropy: entropy(0.2), segmentation: 0.02 });
 * // => { deviation: 0.639, entropy: 0.902, segmentation: 0.441 }
 */
export function normalizeCues(cues: Cues, scales: Cues<CueScale> = referenceScales): Cues {
  const scaled = (value: number, { knee, cap }: CueScale) =>
    Math.log1p(Math.min(Math.max(value, 1e-12), cap) / knee) / Math.log1p(cap / knee);
  return {
    deviation: scaled(cues.deviation, scales.deviation),
    entropy: scaled(Math.log(1 + cues.entropy + 1e-8), scales.entropy),
    segmentation: scaled(Math.sqrt(Math.max(cues.segmentation, 0)), scales.segmentation),
  };
}

/**
 * One score of three, equation 10: the weighted geometric mean exp(Σ w·log(n + 1e-6) / Σ w).
 *
 * @param normalized - The cues in [0, 1], as {@link normalizeCues} gives them.
 * @param weights - At least 0, not all 0; default {@link referenceFusion}.
 * @returns At most 1.000001.
 */
export function fuseCues(normalized: Cues, weights: Cues = referenceFusion): number {
  checkFusion("fuseCues", weights);
  const total = cueNames.reduce((sum, cue) => sum + weights[cue], 0);
  const logs = cueNames.map((cue) => weights[cue] * Math.log(normalized[cue] + 1e-6));
  return Math.exp(logs.reduce((sum, log) => sum + log, 0) / total);
}

/** Refuses weights that no mean can be taken with. */
export function checkFusion(caller: string, weights: Cues): void {
  const values = cueNames.map((cue) => weights[cue]);
  if (!values.every((value) => value >= 0 && Number.isFinite(value)) || !values.some(Boolean))
    throw new RangeError(
      `${caller}: expected weights of at least 0, not all 0, got ${cueNames.map((cue) => `${cue} ${weights[cue]}`).join(", ")}`,
    );
}
