import { copyOf } from "./_copyOf.ts";
import { checkForeground, checkImage } from "./_checkImage.ts";
import { colorJitter } from "./_colorJitter.ts";
import { oneOf, uniform } from "./_draw.ts";
import type { PseudoAnomaly } from "./pseudoAnomaly.ts";

/** Options of {@link cutPaste}. The defaults are those of the paper. */
export interface CutPasteOptions {
  /**
   * "patch": a rectangle of 2 to 15 % of the image, upright; "scar": one of 2 to 16 by 10 to
   * 25 pixels, turned by ±45 degrees; "both" (default): either, as likely.
   */
  shape?: "patch" | "scar" | "both";
  /** Range of a patch's share of the image; default [0.02, 0.15]. */
  areaFraction?: readonly [low: number, high: number];
  /** Range of a patch's height : width, drawn evenly on either side of 1; default [0.3, 3.3]. */
  aspectRatio?: readonly [low: number, high: number];
  /** Range of a scar's thickness in pixels; default [2, 16]. */
  scarWidthPx?: readonly [low: number, high: number];
  /** Range of a scar's length in pixels; default [10, 25]. */
  scarLengthPx?: readonly [low: number, high: number];
  /** Strength of the change of color of what is pasted, in [0, 1); default 0.1. */
  jitter?: number;
}

/**
 * CutPaste (Li, Sohn, Yoon & Pfister 2021): cuts a patch or a scar out of the image, changes
 * its color a little and pastes it somewhere else in the same image. An alternative to
 * `perlinAnomaly` with the same interface, for images of any number of channels, bytes or floats.
 *
 * The mask holds the pasted pixels: those on the foreground, if one is given. Sides are at
 * least one pixel and at most the image's.
 *
 * @returns A function of (image, { random, foreground }).
 * @throws {RangeError} If a range or the jitter is out of its bounds.
 *
 * @example
 * const { image: anomalous, mask } = cutPaste()(image, { random: randomStream(7) });
 */
export function cutPaste({
  shape = "both",
  areaFraction = [0.02, 0.15],
  aspectRatio = [0.3, 3.3],
  scarWidthPx = [2, 16],
  scarLengthPx = [10, 25],
  jitter = 0.1,
}: CutPasteOptions = {}): PseudoAnomaly {
  checkRange("areaFraction", areaFraction, 1);
  checkRange("aspectRatio", aspectRatio, Infinity);
  checkRange("scarWidthPx", scarWidthPx, Infinity);
  checkRange("scarLengthPx", scarLengthPx, Infinity);
  if (!(jitter >= 0 && jitter < 1))
    throw new RangeError(`cutPaste: expected a jitter in [0, 1), got ${jitter}`);

  return (image, { random, foreground }) => {
    checkImage("cutPaste", image);
    if (foreground) checkForeground("cutPaste", foreground, image);
    const { height, width } = image;
    const isPatch = shape === "both" ? random() < 0.5 : shape === "patch";
    const [h, w, degrees] = isPatch ? patchSize(height, width) : scarSize(height, width);

    function patchSize(height: number, width: number): [number, number, number] {
      const area = uniform(random, ...areaFraction) * height * width;
      const [low, high] = aspectRatio;
      const sides = [
        [low, Math.min(1, high)],
        [Math.max(1, low), high],
      ].filter(([from, to]) => from < to);
      const [from, to] = sides.length > 0 ? oneOf(random, sides) : [low, high];
      const ratio = uniform(random, from, to);
      return [side(Math.sqrt(area * ratio), height), side(Math.sqrt(area / ratio), width), 0];
    }
    function scarSize(height: number, width: number): [number, number, number] {
      return [
        side(uniform(random, ...scarWidthPx), height),
        side(uniform(random, ...scarLengthPx), width),
        uniform(random, -45, 45),
      ];
    }

    const cut = [place(random, height - h), place(random, width - w)];
    const paste = [place(random, height - h), place(random, width - w)];
    const recolor = colorJitter(jitter, image.channels, random);
    const data = copyOf(image.data);
    const mask = new Uint8Array(height * width);
    const scale = data instanceof Uint8Array ? 255 : 1;
    const half = data instanceof Uint8Array ? 0.5 : 0;
    const pixel = new Float64Array(image.channels);
    const angle = (degrees * Math.PI) / 180;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const reach = Math.ceil(Math.abs(sin) * (h + w)); // how far a turned scar leaves its box
    for (let y = -reach; y < h + reach; y++)
      for (let x = -reach; x < w + reach; x++) {
        const [row, column] = [paste[0] + y, paste[1] + x];
        if (row < 0 || row >= height || column < 0 || column >= width) continue;
        const at = row * width + column;
        if (foreground && !foreground.data[at]) continue;
        // where this pixel was in the upright cut
        const [dy, dx] = [y - (h - 1) / 2, x - (w - 1) / 2];
        const fromY = Math.round(cos * dy - sin * dx + (h - 1) / 2);
        const fromX = Math.round(sin * dy + cos * dx + (w - 1) / 2);
        if (fromY < 0 || fromY >= h || fromX < 0 || fromX >= w) continue;
        const from = ((cut[0] + fromY) * width + cut[1] + fromX) * image.channels;
        for (let c = 0; c < image.channels; c++) pixel[c] = image.data[from + c] / scale;
        recolor(pixel);
        for (let c = 0; c < image.channels; c++)
          data[at * image.channels + c] = pixel[c] * scale + half;
        mask[at] = 1;
      }
    return {
      image: { ...image, data },
      mask: { data: mask, height, width },
      label: mask.includes(1) ? 1 : 0,
    };
  };
}

function side(length: number, most: number): number {
  return Math.min(most, Math.max(1, Math.round(length)));
}

function place(random: () => number, room: number): number {
  return Math.floor((room + 1) * random());
}

function checkRange(name: string, [low, high]: readonly [number, number], most: number): void {
  if (!(low > 0 && low <= high && high <= most))
    throw new RangeError(
      `cutPaste: expected ${name} as a range above 0${most === 1 ? " and up to 1" : ""}, got [${low}, ${high}]`,
    );
}
