import { createHash } from "node:crypto";
import { join } from "node:path";
import { statIfThere } from "./_statIfThere.ts";
import type { Manifest } from "./manifest.ts";
import { isRemote } from "./remote/location.ts";

/**
 * A fingerprint of a data set: SHA-256 over the defect types in order, the mask threshold and,
 * for every sample in order of id, its id, category, split, label, defect types, part, view,
 * and the paths and byte sizes of its image and masks. The root, the name and the order of samples
 * do not count, so that a data set keeps its fingerprint when it is moved. The contents
 * of files do not count either: a change that keeps a file's size is not noticed.
 *
 * @param manifest - Its files are looked up (`stat`), not read; a missing one counts as such. Files of a remote root are
 *   not looked up: there their sizes do not count.
 * @returns 64 hexadecimal digits.
 */
export function datasetHash(manifest: Manifest): string {
  const remote = isRemote(manifest.root);
  const size = (path: string | null) =>
    path === null || remote ? null : (statIfThere(join(manifest.root, path))?.size ?? -1);
  const hash = createHash("sha256");
  hash.update(JSON.stringify([manifest.defectTypes, manifest.maskThreshold ?? 1]));
  for (const s of [...manifest.samples].sort((a, b) => (a.id < b.id ? -1 : 1)))
    hash.update(
      JSON.stringify([
        s.id,
        s.category,
        s.split,
        s.label,
        s.defectTypes,
        s.part ?? null,
        s.view ?? null,
        s.image,
        size(s.image),
        s.mask,
        size(s.mask),
        ...(s.moreMasks ?? []).flatMap((path) => [path, size(path)]),
      ]),
    );
  return hash.digest("hex");
}
