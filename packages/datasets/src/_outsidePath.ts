import { posix } from "node:path";
import { maskFilesOf } from "./_maskFilesOf.ts";
import type { Manifest } from "./manifest.ts";

/**
 * Refuses a manifest that names images or masks outside of its root.
 *
 * @param caller - Named in errors.
 * @throws {Error} With the first such path.
 */
export function refuseOutside(
  caller: string,
  { samples, root }: Pick<Manifest, "samples" | "root">,
): void {
  for (const sample of samples)
    for (const path of [sample.image, ...maskFilesOf(sample)])
      if (leadsOut(path))
        throw new Error(
          `${caller}: expected only files inside ${root}, got ${path}; move the files into it and correct the path, ` +
            `or allow files elsewhere with { allowOutside: true } (--allow-outside)`,
        );
}

/** Whether a path with "/" or "\\" leaves the folder that it starts from. */
export function leadsOut(path: string): boolean {
  const plain = posix.normalize(path.replaceAll("\\", "/"));
  return plain === ".." || plain.startsWith("../");
}
