import { extname, join } from "node:path";
import { isAside, isMaskFolder } from "./_classes.ts";
import { isFile, isFolder, list } from "./_files.ts";
import { onlyCategory } from "./_onlyCategory.ts";
import { isElsewhere } from "./_outsidePath.ts";
import { adviceFor } from "./_unreadFormats.ts";
import { maskFolder } from "./_maskFolder.ts";
import type { Layout, LayoutOptions } from "./layout.ts";
import { anomalyDiffusionLayout } from "./layouts/anomalyDiffusion.ts";
import { dtdLayout } from "./layouts/dtd.ts";
import { flatLayout } from "./layouts/flatFolder.ts";
import { flawlensLayout } from "./layouts/flawlensManifest.ts";
import { folderLayout } from "./layouts/folder.ts";
import { imageMaskPairsLayout } from "./layouts/imageMaskPairs.ts";
import { kolektorSddLayout } from "./layouts/kolektorSdd.ts";
import { magneticTileLayout } from "./layouts/magneticTile.ts";
import { mvtecAdLayout } from "./layouts/mvtecAd.ts";
import { realIadLayout } from "./layouts/realIad.ts";
import { visaLayout } from "./layouts/visa.ts";
import type { Manifest } from "./manifest.ts";
import { manifestFrom } from "./manifestFrom.ts";
import { readManifest } from "./readManifest.ts";
import { absolutePlace, checkRemote, isRemote, placeIn } from "./remote/location.ts";

/** The known layouts, in the order in which they are tried; the last two fit nearly anything. */
export const layouts: readonly Layout[] = [
  flawlensLayout,
  magneticTileLayout,
  visaLayout,
  realIadLayout,
  imageMaskPairsLayout,
  kolektorSddLayout,
  mvtecAdLayout,
  anomalyDiffusionLayout,
  dtdLayout,
  folderLayout,
  flatLayout,
];

/** Options of `loadDataset`. */
export interface LoadDatasetOptions extends LayoutOptions {
  /** Name of one of `layouts`, or a `Layout` of your own. Default: the first that recognises the folder. */
  layout?: string | Layout;
}

/**
 * Reads a data set by names; no image is opened. Masks are opened only where they alone tell which images are
 * normal: `origin` says so, and it takes about 10 ms for a mask of 1024 px. It takes:
 *
 * - a folder in any known layout, among them one folder of images for each class;
 * - a flat folder of images: all are taken as normal, and the manifest's `warnings` say so;
 * - a list of images, `.csv` or `.jsonl` (see `manifestFrom`);
 * - a saved manifest, `.json`, or a folder that holds one as `manifest.json` (see `readManifest`);
 * - a list or a manifest on HTTP(S), `https://host/folder/list.csv`; a list, a manifest or a folder in S3-compatible storage,
 *   `s3://bucket/prefix`. Everything that they name is read below the folder they lie in, see the README.
 *
 * Normal images alone are a data set.
 *
 * @param place - The folder or the file.
 * @param options - `normal` and `masks` say what names do not, `category` reads one category alone,
 *   `allowOutside` takes files outside of the folder (see `LayoutOptions`); `layout` names the layout
 *   of a folder.
 * @returns The manifest. Its `warnings` say what the layout could not tell, its `origin` where
 *   labels, types and masks come from, its `leftOut` what was not read.
 * @throws {RangeError} If there is no layout of that name, or no such `category`.
 * @throws {Error} If there is nothing at `path`, no layout recognises it, it lacks what its layout
 *   needs, it names files outside of its root, or the layout does not take one of the options. The
 *   message says what was found and what to do.
 *
 * @example
 * const manifest = await loadDataset("photos", { normal: "gut", masks: "photos/masken" });
 */
export async function loadDataset(
  place: string,
  { layout, category, ...options }: LoadDatasetOptions = {},
): Promise<Manifest> {
  checkRemote("loadDataset", place);
  const path = isRemote(place) ? absolutePlace(place) : place;
  if (isRemote(path) ? isList(path) : await isFile(path))
    return onlyCategory(path, await loadFile(path, { layout, ...options }), category);
  if (!(await isFolder(path)))
    throw new Error(
      `loadDataset: expected a folder of images or a list of them, got ${path}, which is not there`,
    );
  const given =
    options.masks === undefined
      ? options
      : { ...options, masks: await maskFolder("loadDataset", path, options.masks) };
  const chosen = await choose(path, layout, given);
  for (const option of ["normal", "masks"] as const)
    if (given[option] !== undefined && !chosen.options?.includes(option))
      throw new Error(
        `loadDataset: expected no { ${option} }, got "${options[option]}" for ${path}, which is read as "${chosen.name}" ` +
          `(${chosen.looksLike}): ${ITSELF[option]}; leave it out, or name another layout with { layout }`,
      );
  const looks = chosen.options?.includes("category") ? { ...given, category } : given;
  const manifest = await chosen.load(path, looks);
  if (!options.allowOutside) refuseRoot(path, manifest);
  return onlyCategory(path, manifest, category);
}

/** Refuses a root elsewhere, which a saved manifest inside the folder may name. */
function refuseRoot(path: string, { root }: Manifest): void {
  if (isElsewhere(absolutePlace(path), absolutePlace(root)))
    throw new Error(
      `loadDataset: expected the images inside ${path}, got the root ${root} in its manifest; ` +
        `load that folder, or allow files elsewhere with { allowOutside: true } (--allow-outside)`,
    );
}

const ITSELF = {
  normal: "it says by itself which images are normal",
  masks: "it says by itself where masks lie",
};

/** Whether an address names a list or a manifest, and no folder. */
function isList(place: string): boolean {
  return [".csv", ".jsonl", ".json"].includes(extname(place).toLowerCase());
}

function loadFile(
  file: string,
  { layout, normal, masks, allowOutside }: LoadDatasetOptions,
): Promise<Manifest> {
  const extension = extname(file).toLowerCase();
  if (layout !== undefined)
    throw new Error(
      `loadDataset: expected no { layout } for a file, got one for ${file}; leave it out`,
    );
  if (extension === ".csv" || extension === ".jsonl")
    return manifestFrom(file, { normal, masks, allowOutside });
  if (extension !== ".json")
    throw new Error(
      `loadDataset: expected a folder, a list (.csv, .jsonl) or a manifest (.json), got the file ${file}`,
    );
  if (normal !== undefined || masks !== undefined)
    throw new Error(
      `loadDataset: expected neither { normal } nor { masks } for ${file}: a manifest says itself which images are normal and where masks lie; leave them out`,
    );
  return readManifest(file, { allowOutside });
}

async function choose(
  root: string,
  layout: string | Layout | undefined,
  options: LayoutOptions,
): Promise<Layout> {
  if (typeof layout === "object") return layout;
  if (layout !== undefined) {
    const named = layouts.find(({ name }) => name === layout);
    if (named) return named;
    throw new RangeError(`loadDataset: expected a layout among\n${known()}\ngot "${layout}"`);
  }
  const found = await detected(root, options);
  if (found === null)
    throw new Error(
      `loadDataset: expected one of these layouts:\n${known()}\ngot ${root} with ${await contents(root)}. ` +
        (await hint(root)),
    );
  // A picture beside a data set, such as a preview, is not a data set of its own.
  const inner = found === flatLayout ? await inside(root, [flatLayout], options.masks) : null;
  if (inner)
    throw new Error(
      `loadDataset: expected either images or a data set in ${root}, got both: its folder ${inner.name} looks like ` +
        `${inner.layout}; load ${placeIn(root, inner.name)}, or { layout: "flat" } to take only the images beside it`,
    );
  return found;
}

async function detected(root: string, options: LayoutOptions = {}): Promise<Layout | null> {
  for (const layout of layouts) if (await layout.detect(root, options)) return layout;
  return null;
}

function known(): string {
  return layouts.map(({ name, looksLike }) => `  ${name}: ${looksLike}`).join("\n");
}

/** The first of the folders in a folder that would be read, by another layout than these. */
async function inside(
  root: string,
  besides: readonly Layout[] = [],
  masks?: string,
): Promise<{ name: string; layout: string } | null> {
  const { folders } = await list(root);
  const isClass = (name: string) => !isMaskFolder(name) && !isAside(name) && name !== masks;
  for (const name of folders.filter(isClass).slice(0, 20)) {
    const layout = await detected(placeIn(root, name));
    if (layout && !besides.includes(layout)) return { name, layout: layout.name };
  }
  return null;
}

/** What to do about a folder that nothing recognises. */
async function hint(root: string): Promise<string> {
  const inner = await inside(root);
  if (inner)
    return `Its folder ${inner.name} looks like ${inner.layout}: load ${placeIn(root, inner.name)}`;
  const { folders } = await list(root);
  for (const folder of ["", ...folders.slice(0, 20)])
    for (const file of (await list(placeIn(root, folder))).files) {
      const advice = adviceFor(file);
      if (advice) return `${join(folder, file)} is not read: ${advice}`;
    }
  return "Point to the folder that holds one of them, or list its images in a .csv file";
}

async function contents(root: string): Promise<string> {
  const { folders, files } = await list(root);
  const names = [...folders.map((name) => `${name}/`), ...files];
  if (names.length === 0) return "nothing in it";
  return names.slice(0, 8).join(", ") + (names.length > 8 ? `, ... (${names.length} entries)` : "");
}
