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
    const usable = name === "image" ? await decoded(value) : await value.arrayBuffer();
    moved.push(usable);
    return [name, usable];
  });
  return { given: Object.fromEntries(await Promise.all(entries)) as Given, moved };
}

/** As `readPixels` of `@flawlens/inference/web` decodes it. */
async function decoded(image: Blob): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(image, {
      imageOrientation: "from-image",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch (cause) {
    const name = image instanceof File ? image.name : "a blob";
    throw new Error(
      `expected an image that this browser reads, got ${name} of type ${image.type || "unknown"} and ${image.size} bytes`,
      { cause },
    );
  }
}
