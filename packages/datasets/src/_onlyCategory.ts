import { chooseCategory } from "./_chooseCategory.ts";
import { maskFilesOf } from "./_maskFilesOf.ts";
import type { Manifest } from "./manifest.ts";

/** The samples of one category, where a layout cannot look into one alone. */
export function onlyCategory(path: string, manifest: Manifest, category?: string): Manifest {
  const there = manifest.categories.map((name) => ({ name }));
  const [{ name }] = chooseCategory("loadDataset", path, there, category);
  if (category === undefined || there.length === 1) return manifest;
  const samples = manifest.samples.filter((sample) => sample.category === name);
  const shown = new Set(samples.flatMap(({ defectTypes }) => defectTypes));
  const others = manifest.samples.filter((sample) => sample.category !== name);
  const besides = others.flatMap((sample) => [sample.image, ...maskFilesOf(sample)]);
  return {
    ...manifest,
    name: `${manifest.name}/${name}`,
    categories: [name],
    defectTypes: manifest.defectTypes.filter((type) => shown.has(type)),
    samples,
    besides: [...(manifest.besides ?? []), ...besides],
  };
}
