import { shuffle } from "../shuffle.ts";
import { byCategory } from "./_categories.ts";
import { partKey } from "./partKey.ts";
import { categoryStream } from "./_categoryStream.ts";
import type { ProtocolManifest, ProtocolMode, ProtocolResult } from "./protocolManifest.ts";

/** Options of {@link pickFewShot}. */
export interface FewShotOptions {
  /** The number of labelled anomalies in each category; default 10. */
  shots?: number;
  /** A safe integer; the same picks for the same seed, whatever the order of the samples. */
  seed: number;
  /**
   * "reference" (default): only the picked images leave the test set. "disjoint": so do other test images
   * of the same parts.
   */
  mode?: ProtocolMode;
}

/**
 * Gives each category a few labelled anomalies to train on, as multi-cue ADL does: the first
 * `shots` of its test anomalies, shuffled, leave the test set and join training with label 1, their types and
 * masks and the role "fewShot". `fewShotSlots` repeats them as often as training draws them.
 *
 * @param manifest - A manifest of `@flawlens/datasets`, or of that shape; it is not changed.
 * @returns The manifest with the picks, its `splits` "made" and its `provenance` this call's.
 *   Samples keep their order.
 * @throws {RangeError} If a category has fewer test anomalies than `shots`, or an option is out of range.
 *
 * @example
 * const withShots = pickFewShot(manifest, { shots: 10, seed: 42 });
 * await saveManifest("few-shot.json", withShots);
 */
export function pickFewShot<M extends ProtocolManifest>(
  manifest: M,
  { shots = 10, seed, mode = "reference" }: FewShotOptions,
): ProtocolResult<M> {
  if (!Number.isSafeInteger(shots) || shots < 0)
    throw new RangeError(`pickFewShot: expected a whole number of shots, got ${shots}`);
  const picked = new Set<string>();
  const parts = new Set<string>();
  for (const [category, samples] of byCategory(manifest.samples)) {
    const anomalies = samples.filter(({ split, label }) => split === "test" && label === 1);
    if (anomalies.length < shots)
      throw new RangeError(
        `pickFewShot: expected at least ${shots} test anomalies in category ${category}, got ${anomalies.length}; ask for less shots`,
      );
    for (const sample of shuffle(anomalies, categoryStream(seed, category)).slice(0, shots)) {
      picked.add(sample.id);
      parts.add(partKey(sample));
    }
  }

  const samples = manifest.samples.flatMap((sample) => {
    if (picked.has(sample.id))
      return [{ ...sample, split: "train" as const, role: "fewShot" as const }];
    const leaks = mode === "disjoint" && sample.split === "test" && parts.has(partKey(sample));
    return leaks ? [] : [sample];
  });
  return {
    ...manifest,
    samples,
    splits: "made",
    provenance: {
      function: "pickFewShot",
      shots,
      seed,
      mode,
      of: manifest.provenance ?? null,
    },
  };
}
