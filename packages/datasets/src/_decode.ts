import { lstat, stat } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";

/** How sharp opens every file here: whole images only, turned upright, colours as stored. */
export function open(path: string): Sharp {
  return sharp(path, { failOn: "error", ignoreIcc: true }).autoOrient();
}

/** Runs a decoding and, where it fails, says in plain words which file and what to do. */
export async function decoding<T>(
  caller: string,
  path: string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${caller}: ${await reason(path, error as Error)}`, { cause: error });
  }
}

async function reason(path: string, error: Error): Promise<string> {
  const found = await stat(path).catch(() => null);
  if (!found) {
    const link = await lstat(path).catch(() => null);
    if (link)
      return `expected an image at ${path}, got a link that leads nowhere; mend or remove it`;
    return `expected an image at ${path}, got no such file; check the manifest's root`;
  }
  if (!found.isFile()) return `expected an image file at ${path}, got a folder`;
  if (found.size === 0)
    return `expected an image in ${path}, got an empty file; restore or remove it`;
  const detail = error.message.split("\n")[0];
  if (/unsupported image format/i.test(detail))
    return `expected an image in ${path}, got a format that is not read here; convert it to PNG`;
  if (/pixel limit/i.test(detail))
    return `expected at most 268 million pixels in ${path}, got more; make it smaller or cut it up`;
  return `expected a whole image in ${path}, got a damaged or truncated one (${detail}); restore or remove it`;
}

/** Refuses half a size, and sizes that are no size. */
export function checkSize(
  caller: string,
  { height, width }: { height?: number; width?: number },
): void {
  if (height === undefined && width === undefined) return;
  for (const side of [height, width])
    if (!Number.isInteger(side) || (side as number) < 1)
      throw new RangeError(
        `${caller}: expected a whole height and width or neither, got ${height} x ${width}`,
      );
}
