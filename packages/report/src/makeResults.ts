import type { Evaluation } from "./evaluate.ts";
import { parseResults } from "./parseResults.ts";
import type { Results } from "./results.ts";

/** What an evaluation does not know about its run. */
export type RunFacts = Omit<Results, "macro" | "types" | "any" | "categories" | "undefinedTypes">;

/**
 * Puts the scores of an evaluation and the facts of its run together, ready for `writeResults`.
 *
 * @throws {TypeError | RangeError} If the sum does not have the shape of {@link Results}.
 */
export function makeResults(evaluation: Evaluation, run: RunFacts): Results {
  const { macro, types, any, categories, undefinedTypes } = evaluation;
  const { method, engine, seed, dataset, seconds, versions, config } = run;
  return parseResults({
    method,
    engine,
    seed,
    dataset,
    macro,
    types,
    any,
    ...(categories && { categories }),
    undefinedTypes,
    seconds,
    versions,
    config,
  });
}
