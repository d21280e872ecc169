import { partKey, shuffle, type Random } from "@flawlens/sampling";
import { stateOf } from "./_stateOf.ts";
import type { Manifest, Sample, Split } from "./manifest.ts";

export interface SplitOptions {
  /** Fraction of the samples for each side. They add up to 1; a side of 0 stays empty. */
  fractions: Record<Split, number>;
  /** The source of randomness; the state of a `RandomStream` is kept in the provenance. */
  random: Random;
}

/**
 * Splits a data set at random into training, validation and test samples, whatever their split
 * was: all samples of one part (same `category` and `part`; a sample without a part is a
 * part of its own) come to one side. Normal and anomalous samples, types, and types within categories
 * are divided in the given proportions as well as whole parts allow. If training has a fraction
 * above 0, it shows every type: the first part of a type goes to training, the second to the test
 * side, the third to validation, unless a rarer type on the same part requires another side.
 *
 * Iterative stratification (Sechidis, Tsoumakas & Vlahavas 2011) over parts: the stratum
 * with fewest parts left gives its next part to a side that lacks it, else to the side furthest
 * behind. The best of up to 64 shuffled passes is kept
 * (fewer above 312 parts). Time: O(parts · strata) per pass.
 *
 * @param manifest - Not changed.
 * @returns A manifest with the same samples in the same order, `splits` set to "made". Its
 *   `warnings` name each type that a side lacks; its `provenance` holds the fractions, the state
 *   that the stream had (`randomStreamFromState` starts there again) and the manifest's own.
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
  const state = stateOf(random);
  const parts = partsOf(manifest.samples);
  const sides = SPLITS.filter((split) => fractions[split] > 0).map((split) => ({
    split,
    fraction: fractions[split],
  }));
  const totals = count(parts, sides);
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
    provenance: {
      function: "splitByPart",
      fractions,
      random: state,
      of: manifest.provenance ?? null,
    },
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

/** A stratum in the whole data set, and which sides should show it. */
interface Total {
  samples: number;
  parts: number;
  /** Split of a side that should not be without it, and how much it matters. */
  wanted: Map<Split, number>;
}

function partsOf(samples: readonly Sample[]): Part[] {
  const parts = new Map<string, Part>();
  for (const sample of samples) {
    const key = partKey(sample);
    const part = parts.get(key) ?? { samples: [], strata: new Map<string, number>() };
    parts.set(key, part);
    part.samples.push(sample);
    for (const stratum of strataOf(sample))
      part.strata.set(stratum, (part.strata.get(stratum) ?? 0) + 1);
  }
  return [...parts.values()];
}

/** The strata of a sample: its types, or being normal or unknown, overall and in its category. */
function strataOf({ label, defectTypes, category }: Sample): string[] {
  const anomalous = ["anomalous", ...defectTypes.map((type) => `type ${type}`)];
  const kinds = label === null ? ["unknown"] : label === 0 ? ["normal"] : anomalous;
  return kinds.flatMap((kind) => [kind, `${kind}${OF_CATEGORY}${category}`]);
}

/** Between a kind and a category; a character that no name of a folder holds. */
const OF_CATEGORY = "\0";

function count(parts: readonly Part[], sides: readonly Side[]): Map<string, Total> {
  const totals = new Map<string, Total>();
  for (const part of parts)
    for (const [stratum, samples] of part.strata) {
      const total = totals.get(stratum) ?? { samples: 0, parts: 0, wanted: new Map() };
      totals.set(stratum, { ...total, samples: total.samples + samples, parts: total.parts + 1 });
    }
  for (const [stratum, total] of totals) total.wanted = wantedOf(stratum, total.parts, sides);
  return totals;
}

/**
 * The weight of each side that a stratum must reach: as many sides as it has parts, training first; within a
 * category all or none.
 */
function wantedOf(stratum: string, parts: number, sides: readonly Side[]): Map<Split, number> {
  const present = IN_NEED.filter((split) => sides.some((side) => side.split === split));
  const withinCategory = stratum.includes(OF_CATEGORY);
  if (withinCategory && parts < present.length) return new Map();
  return new Map(
    present
      .slice(0, parts)
      .map((split) => [split, split === "train" && !withinCategory ? DECISIVE : 1]),
  );
}

/** The sides in the order in which they need a type: to learn it, to measure it, to calibrate. */
const IN_NEED: readonly Split[] = ["train", "test", "validation"];

/** Outweighs all other strata of a part, so that the first part of a type goes to training. */
const DECISIVE = 1e6;

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

/** The side that most lacks what the part shows; among equals the one furthest behind in `stratum`. */
function chooseSide(
  part: Part,
  stratum: string,
  totals: ReadonlyMap<string, Total>,
  sides: readonly Side[],
  given: readonly Map<string, number>[],
): number {
  let best = { lacks: -1, behind: -Infinity, side: 0 };
  for (const [side, { split, fraction }] of sides.entries()) {
    let lacks = 0;
    for (const s of part.strata.keys())
      if (!given[side].has(s)) lacks += totals.get(s)!.wanted.get(split) ?? 0;
    const behind = fraction * totals.get(stratum)!.samples - (given[side].get(stratum) ?? 0);
    if (lacks > best.lacks || (lacks === best.lacks && behind > best.behind))
      best = { lacks, behind, side };
  }
  return best.side;
}

/**
 * Squared distance from the wanted shares, relative to each stratum; a wanted stratum that a side lacks costs
 * far more.
 */
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
    for (const [side, { split, fraction }] of sides.entries()) {
      const share = (given[side].get(stratum) ?? 0) / total.samples;
      cost += (share - fraction) ** 2;
      if (share === 0) cost += 1000 * (total.wanted.get(split) ?? 0);
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
