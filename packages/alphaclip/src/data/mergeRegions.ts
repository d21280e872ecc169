import { relative, resolve, sep } from "node:path";

import type { RegionManifest } from "./regionRecord.ts";

/**
 * Makes one manifest of the regions of several data sets. Paths start from the deepest folder that
 * contains all roots. Ids and samples get the name of their data set in front. A single manifest is
 * returned as it is.
 *
 * @throws {RangeError} If there is no manifest, two have the same name, or two pairs of category and
 *   defect type have the same description.
 *
 * @example
 * const regions = mergeRegions([await buildRegions(mvtec), await buildRegions(visa)]);
 */
export function mergeRegions(manifests: readonly RegionManifest[]): RegionManifest {
  const [first] = manifests;
  const names = manifests.map(({ name }) => name);
  if (!first || new Set(names).size < names.length)
    throw new RangeError(
      `mergeRegions: expected regions of data sets with different names, got ${names.join(", ") || "none"}`,
    );
  if (manifests.length === 1) return first;
  const root = commonFolder(manifests.map((manifest) => resolve(manifest.root)));
  const descriptions = new Map<string, RegionManifest["descriptions"][number]>();
  for (const row of manifests.flatMap((manifest) => manifest.descriptions)) {
    const before = descriptions.get(row.description) ?? row;
    if (before.category !== row.category || before.defectType !== row.defectType)
      throw new RangeError(
        `mergeRegions: expected a description for each pair, got ${JSON.stringify(row.description)} for ${before.category}/${before.defectType} and ${row.category}/${row.defectType}`,
      );
    descriptions.set(row.description, row);
  }
  return {
    ...first,
    name: names.join(" + "),
    root,
    descriptions: [...descriptions.values()],
    regions: manifests.flatMap(({ name, root: from, regions }) => {
      const at = relative(root, resolve(from)).split(sep).join("/");
      return regions.map((region) => ({
        ...region,
        id: `${name}/${region.id}`,
        sample: `${name}/${region.sample}`,
        image: at ? `${at}/${region.image}` : region.image,
      }));
    }),
    skipped: manifests.flatMap(({ name, skipped }) =>
      skipped.map(({ sample, why }) => ({ sample: `${name}/${sample}`, why })),
    ),
    provenance: {
      ...first.provenance,
      dataset: manifests.map(({ provenance }) => provenance.dataset).join("+"),
    },
  };
}

/** The deepest folder that contains all of some absolute folders. */
function commonFolder(folders: readonly string[]): string {
  const [first, ...others] = folders.map((folder) => folder.split(sep));
  const end = first.findIndex((part, i) => others.some((other) => other[i] !== part));
  return first.slice(0, end < 0 ? first.length : end).join(sep) || sep;
}
