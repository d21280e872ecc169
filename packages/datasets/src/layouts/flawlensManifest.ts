import { isFile } from "../_files.ts";
import type { Layout, LayoutOptions } from "../layout.ts";
import type { Manifest } from "../manifest.ts";
import { readManifest } from "../readManifest.ts";
import { placeIn } from "../remote/location.ts";

/**
 * A folder with a saved `manifest.json`: what `synthesize` and `saveManifest` write.
 *
 * @param root - The folder.
 * @param options - `allowOutside`: whether it may name files outside of its root.
 * @returns The manifest, its root made absolute.
 * @throws {Error} As `readManifest`.
 */
export function flawlensManifest(
  root: string,
  { allowOutside }: Pick<LayoutOptions, "allowOutside"> = {},
): Promise<Manifest> {
  return readManifest(placeIn(root, "manifest.json"), { allowOutside });
}

export const flawlensLayout: Layout = {
  name: "flawlens",
  looksLike: "manifest.json, as saveManifest writes it",
  detect: (root) => isFile(placeIn(root, "manifest.json")),
  load: flawlensManifest,
};
