import type { Manifest, Sample } from "./manifest.ts";
import { prefetch } from "./prefetch.ts";
import { readSampleMask } from "./readSampleMask.ts";

/**
 * Removes the anomalous samples whose mask has no anomalous pixel; generators leave some.
 * Samples without a mask file stay, and so do normal ones. Reads every mask of an anomalous sample.
 *
 * @param manifest - Not changed.
 * @param options - `signal` ends the reading early.
 * @returns The other samples in order; `warnings` say how many were removed, `provenance` which.
 * @throws {Error} As `readMask`; or the signal's `reason`.
 *
 * @example
 * const generated = await withoutEmptyMasks(await anomalyDiffusion("generated_dataset"));
 */
export async function withoutEmptyMasks(
  manifest: Manifest,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Manifest> {
  const empty = new Set<Sample>();
  const masked = manifest.samples.filter(({ label, mask }) => label === 1 && mask !== null);
  const look = async (sample: Sample) => {
    const mask = await readSampleMask(manifest, sample);
    return { sample, shows: mask!.data.includes(1) };
  };
  for await (const { sample, shows } of prefetch(masked, look, { signal }))
    if (!shows) empty.add(sample);

  if (empty.size === 0) return manifest;
  const dropped = [...empty].map(({ id }) => id);
  return {
    ...manifest,
    samples: manifest.samples.filter((sample) => !empty.has(sample)),
    warnings: [
      ...(manifest.warnings ?? []),
      `withoutEmptyMasks: ${empty.size} of ${masked.length} masks show nothing; their images are left out`,
    ],
    provenance: { function: "withoutEmptyMasks", dropped, of: manifest.provenance ?? null },
  };
}
