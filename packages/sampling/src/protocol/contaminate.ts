import type { Random } from "../randomStream.ts";
import { shuffle } from "../shuffle.ts";
import { byCategory } from "./_categories.ts";
import { partKey } from "./partKey.ts";
import { categoryStream } from "./_categoryStream.ts";
import { contaminationCount } from "./contaminationCount.ts";
import type {
  ProtocolFields,
  ProtocolManifest,
  ProtocolMode,
  ProtocolResult,
  ProtocolSample,
} from "./protocolManifest.ts";

/** Options of {@link contaminate}. */
export interface ContaminateOptions {
  /** ε, the share of anomalies among the training images labelled normal, in [0, 1). */
  fraction: number;
  /** A safe integer; the same choice for the same seed, whatever the order of the samples. */
  seed: number;
  /**
   * "reference" (default): the chosen anomalies stay in the test set, and may be few-shot
   * samples too, as in the papers' tables. "disjoint": they leave the test set, with all other test
   * images of their parts, and few-shot samples are not chosen.
   */
  mode?: ProtocolMode;
  /** In "disjoint" mode, at most this share of a category's test anomalies is used; default 0.5. */
  supplyFraction?: number;
  /** Standard deviation of the noise on the copies, in grey levels; default 2. */
  sigma?: number;
}

type Sample = ProtocolSample & ProtocolFields;

/**
 * Contaminates training data by the protocol of multi-cue ADL and LOE: to the N clean training
 * images of each category come n = ⌊ε/(1 - ε) · N⌋ copies of test anomalies, labelled normal. They
 * are drawn without replacement, or with it if n exceeds the supply. A copy has label 0,
 * no mask, the id `<source>#contaminant<k>`, the role "contaminant", and in `noise` what its image must go through
 * when it is read: `contaminationNoise` (the authors then save it as JPEG of quality 95).
 *
 * "reference" tests on the very images that were trained on, as published: VisA's 100
 * anomalies a category are all used at 10 % of 900. "disjoint" keeps the sides apart and so
 * uses an image several times where the supply is short.
 *
 * Apply `pickFewShot` first, if at all.
 *
 * @param manifest - A manifest of `@flawlens/datasets`, or of that shape; it is not changed.
 * @returns The manifest with the copies at its end, its `splits` "made" and its `provenance` this call's,
 *   which counts the copies by category.
 * @throws {RangeError} If an option is out of range, a category has no anomaly to choose, or
 *   the manifest is contaminated already.
 *
 * @example
 * const contaminated = contaminate(manifest, { fraction: 0.1, seed: 42, mode: "disjoint" });
 */
export function contaminate<M extends ProtocolManifest>(
  manifest: M,
  { fraction, seed, mode = "reference", supplyFraction = 0.5, sigma = 2 }: ContaminateOptions,
): ProtocolResult<M> {
  contaminationCount(fraction, 0);
  if (!(supplyFraction > 0 && supplyFraction <= 1))
    throw new RangeError(
      `contaminate: expected a supplyFraction above 0 and up to 1, got ${supplyFraction}`,
    );
  if (!(sigma >= 0 && sigma < Infinity))
    throw new RangeError(`contaminate: expected a sigma of at least 0, got ${sigma}`);
  const copies: Sample[] = [];
  const parts = new Set<string>();
  const counts = new Map<string, number>();
  for (const [category, samples] of byCategory<Sample>(manifest.samples)) {
    const random = categoryStream(seed, category);
    const chosen = choose(category, samples, random, { fraction, mode, supplyFraction });
    counts.set(category, chosen.length);
    for (const [k, source] of chosen.entries()) {
      parts.add(partKey(source));
      copies.push({
        ...source,
        id: `${source.id}#contaminant${k}`,
        split: "train",
        label: 0,
        defectTypes: [],
        mask: null,
        role: "contaminant",
        source: source.id,
        noise: { sigma, seed: Math.floor(random() * 2 ** 32) },
      });
    }
  }

  const kept = manifest.samples.filter(
    (sample) => mode === "reference" || sample.split !== "test" || !parts.has(partKey(sample)),
  );
  return {
    ...manifest,
    samples: [...kept, ...copies],
    splits: "made",
    provenance: {
      function: "contaminate",
      fraction,
      seed,
      mode,
      ...(mode === "disjoint" && { supplyFraction }),
      sigma,
      counts: Object.fromEntries(counts),
      of: manifest.provenance ?? null,
    },
  };
}

function choose(
  category: string,
  samples: readonly Sample[],
  random: Random,
  { fraction, mode, supplyFraction }: Required<Omit<ContaminateOptions, "seed" | "sigma">>,
): Sample[] {
  if (samples.some(({ role }) => role === "contaminant"))
    throw new RangeError(
      `contaminate: expected clean training data, got contaminants in category ${category}; start from the manifest before`,
    );
  const clean = samples.filter(({ split, label }) => split === "train" && label === 0).length;
  const count = contaminationCount(fraction, clean);
  if (count === 0) return [];
  const anomalies = samples.filter(
    ({ split, label, role }) =>
      label === 1 && (split === "test" || (mode === "reference" && role === "fewShot")),
  );
  const supply =
    mode === "reference" ? anomalies : supplyOf(shuffle(anomalies, random), supplyFraction);
  if (supply.length === 0)
    throw new RangeError(
      `contaminate: expected test anomalies to choose ${count} from in category ${category}, got ${anomalies.length}${anomalies.length > 0 ? `, of which ${supplyFraction} is none; raise supplyFraction` : ""}`,
    );
  if (count <= supply.length) return shuffle(supply, random).slice(0, count);
  return Array.from({ length: count }, () => supply[Math.floor(supply.length * random())]);
}

/** Anomalies of whole parts, as many as the share allows: what is left stays in the test set. */
function supplyOf(shuffled: readonly Sample[], share: number): Sample[] {
  const most = Math.floor(share * shuffled.length);
  const parts = new Map<string, Sample[]>();
  for (const sample of shuffled) {
    const key = partKey(sample);
    if (parts.has(key)) parts.get(key)?.push(sample);
    else parts.set(key, [sample]);
  }
  const supply: Sample[] = [];
  for (const part of parts.values()) if (supply.length + part.length <= most) supply.push(...part);
  return supply;
}
