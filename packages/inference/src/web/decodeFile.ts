/// <reference lib="dom" />

/**
 * An image file as `readPixels` reads it: upright, colours as stored. A page decodes for a worker that reads no files,
 * and gives it the picture in place of the file.
 *
 * @param caller - Who reads the file, for the message.
 * @throws {Error} If the browser cannot decode it.
 */
export async function decodeFile(file: Blob, caller = "decodeFile"): Promise<ImageBitmap> {
  try {
    return await createImageBitmap(file, {
      imageOrientation: "from-image",
      colorSpaceConversion: "none",
      premultiplyAlpha: "none",
    });
  } catch (cause) {
    const name = "name" in file ? String(file.name) : "a blob";
    throw new Error(
      `${caller}: expected an image that this browser reads, got ${name} of type ${file.type || "unknown"} and ${file.size} bytes`,
      { cause },
    );
  }
}
