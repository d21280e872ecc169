import { shuffle, type Random } from "@flawlens/sampling";
import type { Manifest, Sample, Split } from "./manifest.ts";

export interface SplitOptions {
  /** Share of the samples for each side; they add up to 1, a side of 0 stays empty. */
  fractions: Record<Split, number>;
  random: Random;
}

/**
 * Splits a data set at random into training, validation and test samples, whatever their split
 * was: all samples of one part (same `category` and `part`; a sample without one is
 * its own) land on one side. Normal and anomalous samples, types, and types within categories
 * are shared out in the given proportions as well as whole parts allow, and a type that has at
 * least as many parts as there are sides is put on every side if it can be.
 *
 * Iterative stratification (Sechidis, Tsoumakas & Vlahavas 2011) over parts: the stratum
 * with fewest parts left gives its next part to a side that lacks it, else to the side furthest
 * behind. The best of up to 64 shuffled passes is kept. O(parts · strata) a pass.
 *
 * @param manifest - Not changed.
 * @returns A manifest with the same samples in the same order, `splits` set to "made". Its
 *   `warnings` name each type that a side lacks.
 * @throws {RangeError} If a fraction is negative or they do not add up to 1.
 *
 * @example
 * const split = splitByPart(tiles, {
 *   fractions: { train: 0.6, validation: 0.1, test: 0.3 },
 *   random: randomStream(1),
 * });
 */
export function splitByPart(manifest: Manifest, { fractions, random }: SplitOptions): Manifest {
  checkFractions(fractions);
  const parts = partsOf(manifest.samples);
  const sides = SPLITS.filter((split) => fractions[split] > 0).map((split) => ({
    split,
    fraction: fractions[split],
  }));
  const totals = count(parts);
  const passes = Math.max(1, Math.min(64, Math.floor(20_000 / Math.max(parts.length, 1))));
  let best = { cost: Infinity, sideOf: new Map<Part, number>() };
  for (let pass = 0; pass < passes; pass++) {
    const sideOf = shareOut(shuffle(parts, random), totals, sides);
    const cost = costOf(sideOf, totals, sides);
    if (cost < best.cost) best = { cost, sideOf };
  }

  const splits = new Map<Sample, Split>();
  for (const [part, side] of best.sideOf)
    for (const sample of part.samples) splits.set(sample, sides[side].split);
  const samples = manifest.samples.map((sample) => ({ ...sample, split: splits.get(sample)! }));
  const warnings = [...(manifest.warnings ?? []), ...lacking(samples, sides)];
  return {
    ...manifest,
    samples,
    splits: "made",
    ...(warnings.length > 0 && { warnings }),
    provenance: { function: "splitByPart", fractions, of: manifest.provenance ?? null },
  };
}

const SPLITS: readonly Split[] = ["train", "validation", "test"];

function checkFractions(fractions: Record<Split, number>): void {
  const values = SPLITS.map((split) => fractions[split]);
  const sum = values.reduce((a, b) => a + b, 0);
  if (!values.every((value) => value >= 0) || Math.abs(sum - 1) > 1e-6)
    throw new RangeError(
      `splitByPart: expected fractions of train, validation and test from 0 that add up to 1, got ${values.join(", ")}`,
    );
}

/** Samples that stay together, and how many of them fall in each stratum. */
interface Part {
  samples: Sample[];
  strata: Map<string, number>;
}

interface Side {
  split: Split;
  fraction: number;
}

/** Samples and parts of a stratum in the whole data set. */
interface Total {
  samples: number;
  parts: number;
}

function partsOf(samples: readonly Sample[]): Part[] {
  const parts = new Map<string, Part>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.category, sample.part ?? null, sample.part ?? sample.id]);
    const part = parts.get(key) ?? { samples: [], strata: new Map<string, number>() };
    parts.set(key, part);
    part.samples.push(sample);
    for (const stratum of strataOf(sample))
      part.strata.set(stratum, (part.strata.get(stratum) ?? 0) + 1);
  }
  return [...parts.values()];
}

/** What a sample should be shared out by: its types, or being normal, overall and in its category. */
function strataOf({ label, defectTypes, category }: Sample): string[] {
  const kinds =
    label === 0 ? ["normal"] : ["anomalous", ...defectTypes.map((type) => `type ${type}`)];
  return kinds.flatMap((kind) => [kind, `${kind} of ${category}`]);
}

function count(parts: readonly Part[]): Map<string, Total> {
  const totals = new Map<string, Total>();
  for (const part of parts)
    for (const [stratum, samples] of part.strata) {
      const total = totals.get(stratum) ?? { samples: 0, parts: 0 };
      totals.set(stratum, { samples: total.samples + samples, parts: total.parts + 1 });
    }
  return totals;
}

/** One greedy pass in the order given. */
function shareOut(
  parts: readonly Part[],
  totals: ReadonlyMap<string, Total>,
  sides: readonly Side[],
): Map<Part, number> {
  const waiting = new Map<string, Part[]>([...totals.keys()].map((stratum) => [stratum, []]));
  for (const part of parts.toReversed())
    for (const stratum of part.strata.keys()) waiting.get(stratum)!.push(part);
  const left = new Map([...totals].map(([stratum, total]) => [stratum, total.parts]));
  const given = sides.map(() => new Map<string, number>());
  const sideOf = new Map<Part, number>();

  while (sideOf.size < parts.length) {
    const rarest = [...left].reduce((a, b) => (b[1] > 0 && b[1] < a[1] ? b : a), ["", Infinity]);
    const stack = waiting.get(rarest[0])!;
    let part = stack.pop()!;
    while (sideOf.has(part)) part = stack.pop()!;
    const side = chooseSide(part, rarest[0], totals, sides, given);
    sideOf.set(part, side);
    for (const [stratum, samples] of part.strata) {
      left.set(stratum, left.get(stratum)! - 1);
      given[side].set(stratum, (given[side].get(stratum) ?? 0) + samples);
    }
  }
  return sideOf;
}

/** The side that lacks most of the part's strata; among equals the one furthest behind in `stratum`. */
function chooseSide(
  part: Part,
  stratum: string,
  totals: ReadonlyMap<string, Total>,
  sides: readonly Side[],
  given: readonly Map<string, number>[],
): number {
  let best = { lacks: -1, behind: -Infinity, side: 0 };
  for (const [side, { fraction }] of sides.entries()) {
    const lacks = [...part.strata.keys()].filter((s) => !given[side].has(s)).length;
    const behind = fraction * totals.get(stratum)!.samples - (given[side].get(stratum) ?? 0);
    if (lacks > best.lacks || (lacks === best.lacks && behind > best.behind))
      best = { lacks, behind, side };
  }
  return best.side;
}

/** Squared distance from the wanted shares, relative to each stratum; lacking a stratum costs far more. */
function costOf(
  sideOf: ReadonlyMap<Part, number>,
  totals: ReadonlyMap<string, Total>,
  sides: readonly Side[],
): number {
  const given = sides.map(() => new Map<string, number>());
  for (const [part, side] of sideOf)
    for (const [stratum, samples] of part.strata)
      given[side].set(stratum, (given[side].get(stratum) ?? 0) + samples);
  let cost = 0;
  for (const [stratum, total] of totals)
    for (const [side, { fraction }] of sides.entries()) {
      const share = (given[side].get(stratum) ?? 0) / total.samples;
      cost += (share - fraction) ** 2;
      if (share === 0 && total.parts >= sides.length) cost += 1000;
    }
  return cost;
}

function lacking(samples: readonly Sample[], sides: readonly Side[]): string[] {
  const types = [...new Set(samples.flatMap((sample) => sample.defectTypes))];
  return sides.flatMap(({ split }) => {
    const there = new Set(
      samples.flatMap((sample) => (sample.split === split ? sample.defectTypes : [])),
    );
    return types
      .filter((type) => !there.has(type))
      .map((type) => `splitByPart: no ${type} on the ${split} side: too few parts show it`);
  });
}
