import type { DetectorMetadata } from "@flawlens/inference/core";
import type { Evaluation } from "./evaluation.ts";
import { leftOutImages } from "./leftOutImages.ts";
import { parseResults } from "./parseResults.ts";
import { scoreNames } from "./results.ts";
import type { Results, Scores } from "./results.ts";

/** What an evaluation does not know about its run. */
export type RunFacts = Omit<
  Results,
  | "macro"
  | "types"
  | "any"
  | "decisions"
  | "categories"
  | "undefinedTypes"
  | "meanImagePixelAuroc"
  | "leftOut"
  | "pixels"
> & {
  /** What the stored threshold promises, see `StoredDecision`; left out where it is not known. */
  expectedFalseAlarmFraction?: number | null;
};

/**
 * Puts the scores of an evaluation and the facts of its run together, ready for `writeResults`.
 *
 * @throws {TypeError | RangeError} If the sum does not have the shape of {@link Results}.
 */
export function makeResults(evaluation: Evaluation, run: RunFacts): Results {
  const { macro, types, any, categories, undefinedTypes } = evaluation;
  const { meanImagePixelAuroc, leftOut, pixels, decisions } = evaluation;
  const { method, engine, seed, dataset, seconds, peakMemory, versions, config } = run;
  const { expectedFalseAlarmFraction } = run;
  return parseResults({
    method,
    engine,
    seed,
    dataset,
    macro,
    types,
    any,
    ...(decisions?.any && {
      decisions: {
        ...decisions.any,
        ...(expectedFalseAlarmFraction !== undefined && { expectedFalseAlarmFraction }),
      },
    }),
    ...(categories && { categories }),
    undefinedTypes,
    meanImagePixelAuroc,
    leftOut,
    pixels,
    seconds,
    peakMemory,
    versions,
    config,
  });
}

/**
 * The results of a run that has no defects to test with: every score is undefined, and says so.
 *
 * @param detector - Its types and thresholds.
 * @param run - The facts of the run; `unlabelled` are the ids of images that nobody knows to be normal or anomalous.
 */
export function makeUntestedResults(
  { types, calibration }: Pick<DetectorMetadata, "types" | "calibration">,
  { unlabelled, ...run }: RunFacts & { unlabelled?: readonly string[] },
): Results {
  const { expectedFalseAlarmFraction: _, ...facts } = run;
  const none = Object.fromEntries(scoreNames.map((name) => [name, null])) as unknown as Scores;
  const rows = types.map((type) => [
    type,
    { ...none, support: 0, threshold: calibration[type].threshold },
  ]);
  return parseResults({
    ...facts,
    macro: none,
    types: Object.fromEntries(rows),
    any: none,
    undefinedTypes: types.map((type) => `${type}: there are no defects to test with`),
    meanImagePixelAuroc: null,
    leftOut: leftOutImages(unlabelled).groups(),
    pixels: null,
  });
}
