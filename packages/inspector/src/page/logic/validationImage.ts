import { labelsOf, peakOf } from "@flawlens/detector";
import type { ThresholdRule, ValidationImage } from "@flawlens/detector";
import type { Sample } from "@flawlens/datasets";
import type { DetectorMetadata, RawPrediction } from "@flawlens/inference/core";
import { partKey } from "@flawlens/sampling";

/** What calibration keeps of a validation image. */
export function validationImage(
  { types, extras: columns }: Pick<DetectorMetadata, "types" | "extras">,
  sample: Sample,
  { scores, maps, extras }: RawPrediction,
): ValidationImage {
  return {
    id: sample.id,
    scores,
    peaks: maps.map((map) => peakOf([map])),
    anyPeak: peakOf(maps),
    labels: labelsOf(types, { ...sample, defectTypes: sample.defectTypes.filter((type) => types.includes(type)) }), // prettier-ignore
    label: sample.label,
    part: partKey(sample),
    extras: Object.fromEntries(Object.keys(columns).map((name) => [name, extras?.[name] ?? []])),
  };
}

/** The rule by which a training chose its thresholds, as its configuration in the file says; else the default. */
export function ruleOf({ config }: Pick<DetectorMetadata, "config">): ThresholdRule | undefined {
  const given = (config as { threshold?: Partial<ThresholdRule> & { fraction?: unknown } } | null)?.threshold; // prettier-ignore
  if (given?.rule === "f1Max") return { rule: given.rule };
  const isFraction = typeof given?.fraction === "number" && given.fraction >= 0 && given.fraction < 1; // prettier-ignore
  if (isFraction && (given.rule === "falsePositiveFraction" || given.rule === "normalsOnly"))
    return { rule: given.rule, fraction: given.fraction as number };
  return undefined;
}
