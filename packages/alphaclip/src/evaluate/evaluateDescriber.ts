import type { RegionManifest, RegionRecord } from "../data/regionRecord.ts";
import type { RegionDescriber } from "../describer/regionDescriber.ts";
import { createAlphaClip } from "../use/createAlphaClip.ts";
import { chanceAccuracy } from "./chanceAccuracy.ts";
import type { RankedRegion } from "./evaluateDescriptions.ts";
import { judgeDescriptions } from "./judgeDescriptions.ts";
import type { ByCandidates, JudgeDescriptionsOptions, Judgement } from "./judgeDescriptions.ts";

/** The accuracies of a region describer, all of them fractions in [0, 1]. */
export interface DescriberEvaluation {
  split: RegionRecord["split"];
  /** Number of descriptions to choose from. */
  candidates: number;
  /** Expected accuracy of guessing. */
  chance: ByCandidates<number>;
  accuracy: Judgement;
  /** The accuracies of the model before training, if it could describe regions already. */
  zeroShot?: Judgement;
  /** Candidates that the describer was not trained on. */
  unknown: string[];
  /** The ranked descriptions of each region, given its mask. */
  regions: RankedRegion[];
}

/**
 * Evaluates a region describer on a split, and the CLIP that it began as where it began as one.
 *
 * @throws {RangeError} If the split has no region, or its regions are all of one image.
 */
export async function evaluateDescriber(
  { towers, params, before, texts }: RegionDescriber,
  manifest: RegionManifest,
  { split = "test", onProgress, signal }: JudgeDescriptionsOptions = {},
): Promise<DescriberEvaluation> {
  const models = [params, ...(before ? [before] : [])].map((each) =>
    createAlphaClip({ towers, params: each }),
  );
  const judged = [];
  for (const [i, model] of models.entries())
    judged.push(
      await judgeDescriptions(model, manifest, {
        split,
        onProgress: (done, total) => onProgress?.(i * total + done, models.length * total),
        signal,
      }),
    );
  const [trained, first] = judged;
  const candidates = manifest.descriptions.map(({ description }) => description);
  return {
    split,
    candidates: candidates.length,
    chance: chanceAccuracy(manifest, split),
    accuracy: trained.judgement,
    ...(first && { zeroShot: first.judgement }),
    unknown: candidates.filter((text) => !texts.includes(text)),
    regions: trained.regions,
  };
}
