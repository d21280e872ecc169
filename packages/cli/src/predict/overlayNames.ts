import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { fileNameOf } from "../output/fileNameOf.ts";
import type { ImageInput } from "./imageInput.ts";

/**
 * Names for the overlays of images, relative to the folder they go to. They keep the folders of the
 * images, so that each leads back to its source: `line1/a.png` for `/data/line1/a.png`. What is no
 * PNG keeps its ending (`a.jpg.png`), so that `a.jpg` and `a.png` have one each. Where two images of
 * different folders still have one name, the second gets eight digits of a hash of its whole path.
 *
 * @returns A function that names the overlay of an image, or that of one of its types.
 *
 * @example
 * const nameOf = overlayNames();
 * nameOf({ path: "/data/line1/a.jpg", name: "line1/a.jpg" }, "scratch"); // => "line1/a.jpg.scratch.png"
 */
export function overlayNames(): (input: ImageInput, type?: string) => string {
  /** The source that has a name, in lower case: many file systems do not tell cases apart. */
  const owners = new Map<string, string>();
  return ({ path, name }, type) => {
    const source = `${resolve(path)}\n${type ?? ""}`;
    const stem = name.replace(/\.png$/i, "");
    const ending = type === undefined ? ".png" : `.${fileNameOf(type)}.png`;
    const hash = createHash("sha256").update(source).digest("hex").slice(0, 8);
    for (const candidate of [`${stem}${ending}`, `${stem}-${hash}${ending}`]) {
      const owner = owners.get(candidate.toLowerCase());
      if (owner !== undefined && owner !== source) continue;
      owners.set(candidate.toLowerCase(), source);
      return candidate;
    }
    throw new Error(`overlayNames: expected one image at ${path}, got two with one hash, ${hash}`);
  };
}
