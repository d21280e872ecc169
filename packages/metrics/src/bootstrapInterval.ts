import { checkLengths } from "./_ranking.ts";
import type { Grid } from "./grid.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** Uniform in [0, 1); the same stream gives the same interval. */
  random: () => number;
  /** How often the data are redrawn; default 1000. */
  resamples?: number;
  /** Fraction of the redrawn values that lie inside the interval; default 0.95. */
  confidence?: number;
  /**
   * `[N]`, samples that must be drawn together because they are not independent:
   * the views of one part, the crops of one image. Default: each sample alone.
   */
  groups?: ArrayLike<string | number>;
}

/** A value, and how far it could differ with other test samples. */
export interface BootstrapInterval {
  /** The metric of the data as they are. */
  value: number;
  low: number;
  high: number;
  /** Standard deviation over the resamples. */
  standardError: number;
  /** Resamples that had a value. */
  resamples: number;
  /** Resamples on which the metric was undefined, left out. */
  undefinedResamples: number;
}

/**
 * A bootstrap confidence interval of any metric, by percentiles (Efron 1979,
 * doi:10.1214/aos/1176344552): the samples are redrawn with replacement, each class
 * by itself, so that both classes keep their size. The interval covers the choice
 * of test samples, not the seed of training. It is too narrow on few samples
 * (below about 20 of the rarer class).
 *
 * Time: `resamples` times that of the metric.
 *
 * @param metric - any `(scores, labels) => number`.
 * @param scores - `[N]`, what the metric takes: numbers, or maps.
 * @param labels - `[N]`, 0 or 1, or masks: an image with any anomalous pixel is
 *   drawn among those.
 * @throws {RangeError} If the lengths differ or an option is out of range.
 * @throws {UndefinedMetricError} If the metric is undefined on the data, or on every resample.
 *
 * @example
 * bootstrapInterval(auroc, scores, labels, { random });
 * // => { value: 0.91, low: 0.86, high: 0.95, standardError: 0.02, … }
 */
export function bootstrapInterval<Score, Label extends number | Grid>(
  metric: (scores: Score[], labels: Label[]) => number,
  scores: ArrayLike<Score>,
  labels: ArrayLike<Label>,
  { random, resamples = 1000, confidence = 0.95, groups }: BootstrapOptions,
): BootstrapInterval {
  checkLengths("bootstrapInterval", scores, labels);
  if (groups) checkGroups(groups, scores.length);
  if (!(Number.isInteger(resamples) && resamples >= 2))
    throw new RangeError(
      `bootstrapInterval: expected resamples to be a whole number of at least 2, got ${resamples}`,
    );
  if (!(confidence > 0 && confidence < 1))
    throw new RangeError(`bootstrapInterval: expected confidence in (0, 1), got ${confidence}`);

  const value = metric(Array.from(scores), Array.from(labels));
  const strata = splitStrata(labels, groups);
  const values: number[] = [];
  for (let i = 0; i < resamples; i++) {
    const drawn = redraw(strata, random);
    try {
      values.push(
        metric(
          drawn.map((sample) => scores[sample]),
          drawn.map((sample) => labels[sample]),
        ),
      );
    } catch (error) {
      if (!(error instanceof UndefinedMetricError)) throw error;
    }
  }
  if (values.length === 0)
    throw new UndefinedMetricError(
      `bootstrapInterval: expected a resample with a value, got none in ${resamples}; are all samples one group?`,
    );
  values.sort((a, b) => a - b);
  return {
    value,
    low: quantile(values, (1 - confidence) / 2),
    high: quantile(values, (1 + confidence) / 2),
    standardError: standardDeviation(values),
    resamples: values.length,
    undefinedResamples: resamples - values.length,
  };
}

function checkGroups(groups: ArrayLike<unknown>, n: number): void {
  if (groups.length !== n)
    throw new RangeError(
      `bootstrapInterval: expected ${n} groups, one per score, got ${groups.length}`,
    );
}

/** The groups without and with an anomalous sample, each group a list of samples. */
function splitStrata(
  labels: ArrayLike<number | Grid>,
  groups: ArrayLike<string | number> | undefined,
): number[][][] {
  const members = new Map<string | number, number[]>();
  for (let i = 0; i < labels.length; i++) {
    const group = groups ? groups[i] : i;
    const list = members.get(group);
    if (list) list.push(i);
    else members.set(group, [i]);
  }
  const strata: number[][][] = [[], []];
  for (const list of members.values())
    strata[list.some((sample) => isAnomalous(labels[sample])) ? 1 : 0].push(list);
  return strata;
}

function isAnomalous(label: number | Grid): boolean {
  return typeof label === "number" ? label !== 0 : Array.prototype.includes.call(label.data, 1);
}

function redraw(strata: number[][][], random: () => number): number[] {
  return strata.flatMap((groups) =>
    groups.flatMap(() => groups[Math.floor(random() * groups.length)]),
  );
}

/** The value at a fraction of the sorted list, interpolated linearly, as numpy does by default. */
function quantile(sorted: number[], fraction: number): number {
  const place = fraction * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

function standardDeviation(values: number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / Math.max(1, values.length - 1));
}
