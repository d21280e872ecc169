import type { Manifest, Sample } from "./manifest.ts";
import { maskFilesOf } from "./_maskFilesOf.ts";
import { readMaskValues } from "./_maskValues.ts";
import { prefetch } from "./prefetch.ts";
import { placeIn } from "./remote/location.ts";

/**
 * Finds out which value of a mask means which type, for masks of class ids whose meaning is not
 * published, such as those of VisA. The value of a type is the only one that occurs in every mask of the
 * images that show the type, once the values of other types are known. Every category is looked at by
 * itself.
 *
 * Where images and masks contradict each other, or are too few, a type is left out and the `warnings`
 * name it; `readSample` then gives the mask of all defects for it. Reads every mask of an anomalous
 * sample.
 *
 * @param manifest - Not changed.
 * @param options - `signal` ends the search early.
 * @returns The manifest with `maskClasses`, its keys `category/type`.
 * @throws {Error} If a mask cannot be read; or the signal's `reason`.
 *
 * @example
 * const manifest = await inferMaskClasses(await visa("VisA"));
 * const { mask } = await readSample(manifest, sample, { defectType: "small scratches" });
 */
export async function inferMaskClasses(
  manifest: Manifest,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Manifest> {
  const masked = manifest.samples.filter(({ label, mask }) => label === 1 && mask !== null);
  const look = async (sample: Sample) => ({ sample, values: await valuesOf(manifest, sample) });
  const seen = new Map<string, Shown[]>();
  for await (const { sample, values } of prefetch(masked, look, { signal })) {
    const shown = seen.get(sample.category) ?? [];
    seen.set(sample.category, shown);
    if (values.size > 0) shown.push({ types: sample.defectTypes, values });
  }

  const maskClasses: Record<string, number[]> = { ...manifest.maskClasses };
  const unknown: string[] = [];
  for (const [category, shown] of seen) {
    const valueOf = solve(shown);
    for (const type of new Set(shown.flatMap(({ types }) => types))) {
      const key = `${category}/${type}`;
      const value = valueOf.get(type);
      if (value === undefined) unknown.push(key);
      else maskClasses[key] = [value];
    }
  }
  const warnings = unknown.map((key) => `inferMaskClasses: no value of the masks is surely ${key}`);
  return {
    ...manifest,
    maskClasses,
    ...(warnings.length > 0 && { warnings: [...(manifest.warnings ?? []), ...warnings] }),
  };
}

/** The types of one image and the values in its mask. */
interface Shown {
  types: readonly string[];
  values: ReadonlySet<number>;
}

async function valuesOf({ root }: Manifest, sample: Sample): Promise<Set<number>> {
  const values = new Set<number>();
  for (const file of maskFilesOf(sample)) {
    const { data } = await readMaskValues("inferMaskClasses", placeIn(root, file));
    for (let i = 0; i < data.length; i++) if (data[i] !== 0) values.add(data[i]);
  }
  return values;
}

/** Removes the values of known types from the others, until nothing changes. */
function solve(shown: readonly Shown[]): Map<string, number> {
  const candidates = new Map<string, Set<number>>();
  for (const { types, values } of shown)
    for (const type of types) {
      const before = candidates.get(type) ?? values;
      candidates.set(type, new Set([...values].filter((value) => before.has(value))));
    }
  const found = new Map<string, number>();
  while (true) {
    const claims = new Map<number, string[]>();
    for (const [type, [value, ...more]] of candidates)
      if (value !== undefined && more.length === 0 && !found.has(type))
        claims.set(value, [...(claims.get(value) ?? []), type]);
    if (claims.size === 0) return found;
    for (const [value, types] of claims) {
      for (const [type, values] of candidates) if (type !== types[0]) values.delete(value);
      if (types.length === 1) found.set(types[0], value);
      else candidates.delete(types[0]); // two types, one value: neither is sure
    }
  }
}
