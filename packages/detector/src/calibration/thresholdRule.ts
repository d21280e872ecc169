/** How the threshold of any defect, and that of each type, is chosen from validation images. */
export type ThresholdRule =
  /**
   * The best F1 of a type against all other images (of any defect: against normal images) among
   * thresholds that at most half of the normal images reach. It needs anomalous validation images: a type
   * that none of them shows is left without a threshold.
   */
  | { rule: "f1Max" }
  /** At most this fraction of the normal validation images is called anomalous. */
  | { rule: "falsePositiveFraction"; fraction: number }
  /**
   * A threshold from normal images alone: at most this fraction of NEW normal images is expected to be called
   * anomalous, as far as the number of validation parts allows such a promise, see `expectedFalseAlarms` of
   * `@flawlens/inference/thresholds`: with fewer than 1/fraction - 1 of them the threshold lies above all their images.
   */
  | { rule: "normalsOnly"; fraction: number }
  /** Known thresholds, by type. `any` is that of any defect; without it, that one is chosen by the default rule. */
  | { rule: "given"; thresholds: Record<string, number>; any?: number };

/** The rule for one type, or for any defect. */
export type OneRule =
  | Exclude<ThresholdRule, { rule: "given" }>
  | { rule: "given"; threshold: number };

/** The fraction of normal images that is called anomalous where nothing else is said. */
export const defaultFalsePositiveFraction = 0.05;

/**
 * The rule where none is given: max-F1 where validation shows anomalies; else, from normal images alone,
 * a fraction of {@link defaultFalsePositiveFraction}.
 */
export function defaultRule(anomalous: number): Exclude<ThresholdRule, { rule: "given" }> {
  return anomalous > 0
    ? { rule: "f1Max" }
    : { rule: "normalsOnly", fraction: defaultFalsePositiveFraction };
}

/** @throws {RangeError} If a threshold for the type is missing or not finite. */
export function ruleForType(rule: ThresholdRule, type: string): OneRule {
  if (rule.rule !== "given") return rule;
  const threshold = rule.thresholds[type];
  if (!Number.isFinite(threshold))
    throw new RangeError(`calibrate: expected a given threshold for ${type}, got ${threshold}`);
  return { rule: "given", threshold };
}

/**
 * @param anomalous - Anomalous validation images.
 * @throws {RangeError} If the threshold for any defect is not finite.
 */
export function ruleForAny(rule: ThresholdRule, anomalous: number): OneRule {
  if (rule.rule !== "given") return rule;
  if (rule.any === undefined) return defaultRule(anomalous);
  if (!Number.isFinite(rule.any))
    throw new RangeError(`calibrate: expected a given threshold for any defect, got ${rule.any}`);
  return { rule: "given", threshold: rule.any };
}

/** A rule in words, as a detector file tells it. */
export function ruleInWords(rule: ThresholdRule): string {
  switch (rule.rule) {
    case "f1Max":
      return "the best F1 on validation images";
    case "falsePositiveFraction":
      return `at most ${Number((100 * rule.fraction).toPrecision(3))} % of the normal validation images are called anomalous`;
    case "normalsOnly":
      return `at most ${Number((100 * rule.fraction).toPrecision(3))} % of new normal images called anomalous, as far as the number of normal validation parts allows that promise`;
    case "given":
      return "given";
  }
}
