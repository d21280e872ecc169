import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { isFolder } from "./_files.ts";
import { isRemote, placeIn } from "./remote/location.ts";

/**
 * Finds the folder of masks that a user named.
 *
 * @param caller - Named in errors.
 * @param root - The data's folder.
 * @param masks - Relative to `root`, else to the working directory; or absolute.
 * @returns Its path from `root`, with "/".
 * @throws {Error} If there is no such folder, or it does not lie inside `root`.
 */
export async function maskFolder(caller: string, root: string, masks: string): Promise<string> {
  if (isRemote(root)) {
    if (await isFolder(placeIn(root, masks))) return masks.split("/").filter(Boolean).join("/");
    throw new Error(`${caller}: expected a folder of masks at ${placeIn(root, masks)}, got none`);
  }
  const places = [...new Set([resolve(root, masks), resolve(masks)])];
  const there = await Promise.all(places.map(isFolder));
  const found = places[there.indexOf(true)];
  if (found === undefined)
    throw new Error(`${caller}: expected a folder of masks at ${places.join(" or ")}, got none`);
  const inside = relative(resolve(root), found).split(sep).join("/");
  if (inside === "")
    throw new Error(
      `${caller}: expected masks in a folder inside ${root}, got ${root} itself; ` +
        `masks that lie beside their images (a_mask.png beside a.png) are found without being named`,
    );
  if (inside === ".." || inside.startsWith("../") || isAbsolute(inside))
    throw new Error(
      `${caller}: expected the masks inside ${root}, got ${found}: all paths of a data set start from one folder; ` +
        `move the masks to ${join(root, "masks")}, or put a link to them there`,
    );
  return inside;
}

/** Whether a folder is the one of the masks, or leads to it; both as paths from the root. */
export function leadsTo(folder: string, masks: string | undefined): boolean {
  return masks !== undefined && (masks === folder || masks.startsWith(`${folder}/`));
}
