import type { Manifest, Sample } from "../src/manifest.ts";

/** A manifest made of what a test cares about; the rest is plain. */
export function manifestOf(samples: readonly Partial<Sample>[], rest: Partial<Manifest> = {}) {
  const full = samples.map((sample, i): Sample => {
    const types = sample.defectTypes ?? [];
    return {
      id: `s${i}`,
      category: "thing",
      split: "train",
      label: types.length > 0 ? 1 : 0,
      defectTypes: types,
      image: `s${i}.png`,
      mask: null,
      ...sample,
    };
  });
  const manifest: Manifest = {
    name: "test",
    root: ".",
    layout: "flawlens",
    defectTypes: [...new Set(full.flatMap((sample) => sample.defectTypes))].sort(),
    categories: [...new Set(full.map((sample) => sample.category))],
    samples: full,
    ...rest,
  };
  return manifest;
}
