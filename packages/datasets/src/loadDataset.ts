import { join } from "node:path";
import { isFile, isFolder, list } from "./_files.ts";
import type { Layout } from "./layout.ts";
import { anomalyDiffusionLayout } from "./layouts/anomalyDiffusion.ts";
import { dtdLayout } from "./layouts/dtd.ts";
import { flawlensLayout } from "./layouts/flawlensManifest.ts";
import { folderLayout } from "./layouts/folder.ts";
import { imageMaskPairsLayout } from "./layouts/imageMaskPairs.ts";
import { magneticTileLayout } from "./layouts/magneticTile.ts";
import { mvtecAdLayout } from "./layouts/mvtecAd.ts";
import { realIadLayout } from "./layouts/realIad.ts";
import { visaLayout } from "./layouts/visa.ts";
import type { Manifest } from "./manifest.ts";

/** The layouts known, in the order in which they are tried: the plain folder fits nearly anything. */
export const layouts: readonly Layout[] = [
  flawlensLayout,
  magneticTileLayout,
  visaLayout,
  realIadLayout,
  imageMaskPairsLayout,
  mvtecAdLayout,
  anomalyDiffusionLayout,
  dtdLayout,
  folderLayout,
];

/**
 * Reads what is in a folder of any known layout, by names alone: no image is opened.
 *
 * @param root - The folder.
 * @param options - `layout`: the name of one of `layouts`, or a `Layout` of your own;
 *   the first that recognises the folder where left out.
 * @returns The manifest; its `warnings` say what the layout could not tell.
 * @throws {Error} If there is no such folder, nothing recognises it, or it lacks what its
 *   layout needs; the message lists the layouts and what was found.
 *
 * @example
 * const manifest = await loadDataset("data/mvtec-ad", { layout: "mvtec-ad" });
 */
export async function loadDataset(
  root: string,
  { layout }: { layout?: string | Layout } = {},
): Promise<Manifest> {
  if (await isFile(root))
    throw new Error(
      `loadDataset: expected a folder, got the file ${root}; read a list (.csv, .jsonl) with manifestFrom, a manifest with readManifest`,
    );
  if (!(await isFolder(root)))
    throw new Error(`loadDataset: expected a folder, got ${root}, which is not there`);
  if (typeof layout === "object") return layout.load(root);
  if (layout !== undefined) {
    const named = layouts.find((known) => known.name === layout);
    if (named) return named.load(root);
    throw new RangeError(`loadDataset: expected a layout among\n${known()}\ngot "${layout}"`);
  }
  for (const candidate of layouts) if (await candidate.detect(root)) return candidate.load(root);
  throw new Error(
    `loadDataset: expected one of these layouts:\n${known()}\ngot ${root} with ${await contents(root)}. ` +
      (await hint(root)),
  );
}

function known(): string {
  return layouts.map(({ name, looksLike }) => `  ${name}: ${looksLike}`).join("\n");
}

/** The way out: which of the folders inside it would be read. */
async function hint(root: string): Promise<string> {
  const { folders } = await list(root);
  for (const name of folders.slice(0, 20))
    for (const { detect, name: layout } of layouts)
      if (await detect(join(root, name)))
        return `Its folder ${name} looks like ${layout}: load ${join(root, name)}`;
  return "Point to the folder that holds one of them, or list its images in a .csv file for manifestFrom";
}

async function contents(root: string): Promise<string> {
  const { folders, files } = await list(root);
  const names = [...folders.map((name) => `${name}/`), ...files];
  if (names.length === 0) return "nothing in it";
  return names.slice(0, 8).join(", ") + (names.length > 8 ? `, ... (${names.length} entries)` : "");
}
