import type { RgbImage } from "./image.ts";

/**
 * An image as a data URI, in the format that is smaller: WebP at quality 82, or lossless PNG
 * (which wins on flat drawings).
 *
 * @param size - the longer side, in pixels; the shorter follows. As it is, without.
 *
 * @example
 * html += `<img alt="tile 17" src="${await thumbnail(image, { size: 320 })}">`;
 */
export async function thumbnail(
  image: RgbImage,
  { size }: { size?: number } = {},
): Promise<string> {
  const { data, height, width } = size === undefined ? image : await fitWithin(image, size);
  const { default: sharp } = await import("sharp");
  const raw = sharp(data, { raw: { height, width, channels: 3 } });
  const [webp, png] = await Promise.all([
    raw.clone().webp({ quality: 82, effort: 5, smartSubsample: true }).toBuffer(),
    raw.clone().png({ compressionLevel: 9 }).toBuffer(),
  ]);
  const [kind, bytes] = png.length < webp.length ? ["png", png] : ["webp", webp];
  return `data:image/${kind};base64,${bytes.toString("base64")}`;
}

/** The image scaled so that its longer side has `size` pixels. */
export async function fitWithin(image: RgbImage, size: number): Promise<RgbImage> {
  const { default: sharp } = await import("sharp");
  const { data, info } = await sharp(image.data, {
    raw: { height: image.height, width: image.width, channels: 3 },
  })
    .resize(size, size, { fit: "inside", kernel: "cubic" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { data, height: info.height, width: info.width };
}
