import { mean, sampleStandardDeviation } from "simple-statistics";
import { scoreNames, type Results, type Scores } from "./results.ts";

/** One score over several runs. */
export interface Spread {
  mean: number;
  /** Sample standard deviation (n − 1); `null` for a single run. */
  standardDeviation: number | null;
  /** The number of runs in which the score is defined. */
  runs: number;
}

/** A {@link Spread} for each score; `null` where no run defines it. */
export type ScoreSpreads = Record<keyof Scores, Spread | null>;

export interface Comparison {
  runs: number;
  seeds: number[];
  macro: ScoreSpreads;
  types: Record<string, ScoreSpreads>;
  any: ScoreSpreads;
  categories?: Record<string, ScoreSpreads>;
  /** The differences of the runs besides the seed: methods, engines or data sets, each as text. */
  differences: string[];
}

/**
 * Mean and spread of the scores of several runs, as a rule of one method with several seeds.
 * A type or category that only some runs have counts where it is.
 *
 * @throws {RangeError} If there is no run.
 *
 * @example
 * const { macro } = compareResults(await Promise.all(files.map(readResults)));
 * macro.imageAuroc; // => { mean: 0.962, standardDeviation: 0.004, runs: 3 }
 */
export function compareResults(results: readonly Results[]): Comparison {
  if (results.length === 0) throw new RangeError("compareResults: expected results, got none");
  const hasCategories = results.some(({ categories }) => categories);
  return {
    runs: results.length,
    seeds: results.map(({ seed }) => seed),
    macro: spreads(results.map(({ macro }) => macro)),
    types: byName(results.map(({ types }) => types)),
    any: spreads(results.map(({ any }) => any)),
    ...(hasCategories && { categories: byName(results.map(({ categories }) => categories ?? {})) }),
    differences: [
      ...difference(
        "methods",
        results.map(({ method }) => method),
      ),
      ...difference(
        "engines",
        results.map(({ engine }) => `${engine.name} on ${engine.provider}`),
      ),
      ...difference(
        "data sets",
        results.map(({ dataset }) => `${dataset.name} (${dataset.hash})`),
      ),
    ],
  };
}

function byName(tables: Record<string, Scores>[]): Record<string, ScoreSpreads> {
  const names = new Set(tables.flatMap((table) => Object.keys(table)));
  return Object.fromEntries(
    [...names].map((name) => {
      const rows = tables.flatMap((table) => (Object.hasOwn(table, name) ? [table[name]] : []));
      return [name, spreads(rows)];
    }),
  );
}

function spreads(rows: Scores[]): ScoreSpreads {
  const spread = (name: keyof Scores): Spread | null => {
    const values = rows.map((row) => row[name]).filter((value) => value !== null);
    if (values.length === 0) return null;
    return {
      mean: mean(values),
      standardDeviation: values.length > 1 ? sampleStandardDeviation(values) : null,
      runs: values.length,
    };
  };
  return Object.fromEntries(scoreNames.map((name) => [name, spread(name)])) as ScoreSpreads;
}

function difference(what: string, values: string[]): string[] {
  const distinct = [...new Set(values)];
  return distinct.length > 1 ? [`${what} differ: ${distinct.join("; ")}`] : [];
}
