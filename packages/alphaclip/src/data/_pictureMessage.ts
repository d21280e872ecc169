import { readFile, stat } from "node:fs/promises";

/** How files of images begin, as text of single bytes. */
const beginnings: Record<string, RegExp> = {
  png: /^\x89PNG\r\n/,
  jpeg: /^\xff\xd8\xff/,
  webp: /^RIFF....WEBP/s,
  gif: /^GIF8[79]a/,
  bmp: /^BM/,
  tiff: /^(II\*\0|MM\0\*)/,
};

/**
 * An image's file as a part of a message to a language model: its bytes as a data address, of the type that
 * they begin as. The type is not taken from the name, as a link may lead to any file.
 *
 * @throws {RangeError} If it is no regular file, or none of an image.
 */
export async function pictureMessage(file: string): Promise<unknown> {
  const refuse = (got: string) =>
    new RangeError(`describeWithModel: expected the file of an image at ${file}, got ${got}`);
  if (!(await stat(file)).isFile()) throw refuse("a folder, a pipe or a device"); // a pipe would be waited for
  const bytes = await readFile(file);
  const start = bytes.toString("latin1", 0, 12);
  const [type] = Object.entries(beginnings).find(([, begins]) => begins.test(start)) ?? [];
  if (type === undefined)
    throw refuse(`other bytes; it is not sent. Images are ${Object.keys(beginnings).join(", ")}`);
  const url = `data:image/${type};base64,${bytes.toString("base64")}`;
  return { type: "image_url", image_url: { url } };
}
