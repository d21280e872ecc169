import type { Manifest, Sample } from "@flawlens/datasets";
import type { RunSample } from "../src/data/runData.ts";

/** A manifest made of what a test cares about; the rest is plain. */
export function manifestOf(
  samples: readonly Partial<RunSample>[],
  rest: Partial<Manifest> = {},
): Manifest {
  const full = samples.map((sample, i): RunSample => {
    const types = sample.defectTypes ?? [];
    return {
      id: `s${i}`,
      category: "thing",
      split: "train",
      label: types.length > 0 ? 1 : 0,
      defectTypes: types,
      image: `${sample.id ?? `s${i}`}.png`,
      mask: null,
      ...sample,
    };
  });
  return {
    name: "test",
    root: ".",
    layout: "flawlens",
    defectTypes: [...new Set(full.flatMap((sample) => sample.defectTypes))].toSorted(),
    categories: [...new Set(full.map((sample) => sample.category))],
    samples: full,
    ...rest,
  };
}

/** So many samples of a kind. */
export function samplesOfKind(count: number, kind: Partial<Sample> = {}): Partial<Sample>[] {
  const name = kind.defectTypes?.join("+") ?? "normal";
  const side = kind.split ?? "train";
  return Array.from({ length: count }, (_, i) => ({ id: `${side}/${name}/${i}`, ...kind }));
}
