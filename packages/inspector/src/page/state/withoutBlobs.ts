import { decodeFile } from "@flawlens/inference/web";

/**
 * What a call is given, with what a worker can use that reads no blobs: what is named `image` decoded, other files
 * as their bytes. `moved` are the objects to transfer.
 *
 * @throws {Error} If the browser cannot decode an image.
 */
export async function withoutBlobs<Given extends object>(
  given: Given,
): Promise<{ given: Given; moved: Transferable[] }> {
  const moved: (ArrayBuffer | ImageBitmap)[] = [];
  const entries = Object.entries(given).map(async ([name, value]: [string, unknown]) => {
    if (!(value instanceof Blob)) return [name, value];
    const usable = name === "image" ? await decodeFile(value) : await value.arrayBuffer();
    moved.push(usable);
    return [name, usable];
  });
  return { given: Object.fromEntries(await Promise.all(entries)) as Given, moved };
}
