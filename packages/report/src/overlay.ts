import { resizeMap } from "@flawlens/inference/core";
import type { AnomalyMap } from "@flawlens/inference/core";
import { contour } from "./contour.ts";
import { coverage } from "./coverage.ts";
import type { Grid } from "@flawlens/metrics";
import type { RgbImage } from "./image.ts";
import { infernoInto } from "./inferno.ts";

export interface OverlayOptions {
  /** Its regions are outlined in white. */
  mask?: Grid | null;
  /** How much of the image the brightest colour covers, a fraction; default 0.75. */
  opacity?: number;
}

/**
 * Lays an anomaly map over its image: colour and opacity both grow with the value, so that what
 * is calm shows the plain image.
 *
 * Map and mask may have any resolution; they are stretched to the image, the map bilinearly.
 *
 * @param image - RGB, `[height, width, 3]`.
 * @param map - The map to show, in [0, 1], one half at the map threshold (`displayMap` of a prediction).
 * @returns a PNG file of the image's size.
 *
 * @example
 * await writeFile("overlay.png", await overlay(image, prediction.displayMap));
 */
export async function overlay(
  image: RgbImage,
  map: AnomalyMap,
  { mask, opacity }: OverlayOptions = {},
): Promise<Uint8Array> {
  const blended = blend(image, map, opacity);
  const outlined = mask ? await outline(blended, mask) : blended;
  const { default: sharp } = await import("sharp");
  return sharp(outlined.data, { raw: { ...shape(outlined), channels: 3 } })
    .png()
    .toBuffer();
}

/** The image with the coloured map over it. */
export function blend(image: RgbImage, map: AnomalyMap, opacity?: number): RgbImage {
  checkImage("overlay", image);
  const same = map.height === image.height && map.width === image.width;
  const values = (same ? map : resizeMap(map, shape(image))).data;
  const data = Uint8Array.from(image.data);
  const colour: [number, number, number] = [0, 0, 0];
  for (let p = 0; p < values.length; p++) {
    const cover = coverage(values[p], opacity);
    if (cover === 0) continue; // the plain image, as most of it is
    infernoInto(colour, values[p]);
    for (let c = 0; c < 3; c++)
      data[3 * p + c] = Math.round((1 - cover) * image.data[3 * p + c] + cover * colour[c]);
  }
  return { ...shape(image), data };
}

/**
 * The image with the regions of a mask outlined: a white line and a dark one around it, seen on
 * any ground. Both run outside, so that the smallest region stays visible.
 */
export async function outline(image: RgbImage, mask: Grid): Promise<RgbImage> {
  checkImage("outline", image);
  const { height, width } = image;
  const path = contour(mask)
    .map((ring) => {
      const points = ring.map(([x, y]) => [
        ((x * width) / mask.width).toFixed(2),
        ((y * height) / mask.height).toFixed(2),
      ]);
      return `M${points.join("L")}Z`;
    })
    .join("");
  const thickness = Math.max(1.5, Math.max(width, height) / 160);
  const line = (colour: string, opacity: number, thickness: number) =>
    `<path d="${path}" fill="none" stroke="${colour}" stroke-opacity="${opacity}" stroke-width="${2 * thickness}" stroke-linejoin="round"/>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <mask id="outside" maskUnits="userSpaceOnUse" x="0" y="0" width="${width}" height="${height}"><rect width="100%" height="100%" fill="#fff"/><path d="${path}" fill-rule="evenodd"/></mask>
    <g mask="url(#outside)">${line("#000", 0.6, 1.8 * thickness)}${line("#fff", 1, thickness)}</g></svg>`;
  const { default: sharp } = await import("sharp");
  const data = await sharp(image.data, { raw: { height, width, channels: 3 } })
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { data, height, width };
}

function checkImage(of: string, { data, height, width }: RgbImage): void {
  if (data.length !== height * width * 3)
    throw new RangeError(
      `${of}: expected an RGB image of ${height} x ${width} x 3 = ${height * width * 3} bytes, got ${data.length}`,
    );
}

function shape({ height, width }: RgbImage) {
  return { height, width };
}
