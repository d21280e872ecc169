import { posix } from "node:path";
import type { Manifest } from "./manifest.ts";

/** The first path of an image or a mask that leads out of the manifest's root, or null. */
export function outsidePath({ samples }: Pick<Manifest, "samples">): string | null {
  for (const { image, mask } of samples) {
    if (leadsOut(image)) return image;
    if (mask !== null && leadsOut(mask)) return mask;
  }
  return null;
}

/** Whether a path with "/" or "\\" leaves the folder that it starts from. */
export function leadsOut(path: string): boolean {
  const plain = posix.normalize(path.replaceAll("\\", "/"));
  return plain === ".." || plain.startsWith("../");
}
