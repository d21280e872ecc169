import type { Manifest, Sample } from "@flawlens/datasets";

/** What somebody says an image is. */
export interface Mark {
  label: 0 | 1;
  /** The types that it shows; empty for a normal image. */
  types: string[];
}

/**
 * A run's manifest with the marked images as they were marked, on the training side: the next training learns from
 * them, and they no longer test. A mask that a mark contradicts is left out, and so is the manifest's hash, because its
 * entries have changed.
 *
 * @param marks - By the id of the sample.
 *
 * @example
 * correctedManifest(manifest, new Map([["bottle/test/good/003", { label: 1, types: ["crack"] }]]));
 */
export function correctedManifest(manifest: Manifest, marks: ReadonlyMap<string, Mark>): Manifest {
  const { hash, ...rest } = manifest;
  const samples = rest.samples.map((sample): Sample => {
    const mark = marks.get(sample.id);
    if (!mark) return sample;
    const masks = mark.label === sample.label ? {} : { mask: null, moreMasks: undefined };
    return { ...sample, ...masks, label: mark.label, defectTypes: mark.types, split: "train" };
  });
  const added = [...marks.values()].flatMap(({ types }) => types);
  return {
    ...rest,
    defectTypes: [...new Set([...rest.defectTypes, ...added])],
    samples,
    splits: "made",
    provenance: {
      function: "inspector",
      marked: [...marks.keys()],
      of: { hash: hash ?? null, provenance: rest.provenance ?? null },
    },
  };
}

/**
 * Marked images as a list of images, one JSON object a line, that `flawlens train --data` takes. Its paths start from
 * the folder that the list has to be put into.
 *
 * @example
 * markedList([{ path: "parts/1.png", mark: { label: 0, types: [] } }]);
 */
export function markedList(images: readonly { path: string; mark: Mark }[]): string {
  return images
    .map(({ path, mark: { label, types } }) =>
      JSON.stringify({ image: path, label, ...(types.length > 0 && { types }) }),
    )
    .map((line) => `${line}\n`)
    .join("");
}
