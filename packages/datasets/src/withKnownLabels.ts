import type { Manifest, Sample } from "./manifest.ts";

/** A sample of which somebody says whether it is normal. */
export type KnownSample = Sample & { label: 0 | 1 };

/**
 * Leaves out the samples of unknown label, such as the private test images of MVTec AD 2: they can
 * neither be trained on nor judged by.
 *
 * @param manifest - Not changed; its `warnings` say of how many images nobody knows the label.
 * @returns The other samples in order; `provenance` says how many were left out, if any were.
 *
 * @example
 * const known = withKnownLabels(await loadDataset("can"));
 */
export function withKnownLabels<M extends Manifest>(
  manifest: M,
): Omit<M, "samples"> & { samples: KnownSample[] } {
  const samples = manifest.samples.filter((sample): sample is KnownSample => sample.label !== null);
  const unknown = manifest.samples.length - samples.length;
  if (unknown === 0) return { ...manifest, samples };
  const provenance = { function: "withKnownLabels", unknown, of: manifest.provenance ?? null };
  return { ...manifest, samples, provenance };
}
