import { copyOf } from "./_copyOf.ts";
import type { Random } from "../randomStream.ts";
import { checkTexture } from "./_checkImage.ts";
import { integer, oneOf, uniform } from "./_draw.ts";
import { rotateData } from "./_rotateData.ts";
import { autocontrast } from "./ops/_autocontrast.ts";
import { BRIGHTNESS_SPACES, changeBrightness } from "./ops/_brightness.ts";
import { enhanceSharpness } from "./ops/_enhanceSharpness.ts";
import { equalize } from "./ops/_equalize.ts";
import { gammaContrast } from "./ops/_gammaContrast.ts";
import { SAME, throughHsv } from "./ops/_hsv.ts";
import { applyTable } from "./ops/_lut.ts";
import type { PixelImage } from "./pixelImage.ts";

/** Changes an 8-bit RGB image at random; the argument is left as it is. */
export interface TextureOperation {
  (image: PixelImage, options: { random: Random }): PixelImage & { data: Uint8Array };
  /**
   * Whether a pixel's result depends on that pixel alone: such an operation may be given the
   * pixels that matter as an image of one row, which saves most of its time.
   */
  pointwise?: boolean;
}

/** Works on bytes of its own; returns these or others. */
type Work = (data: Uint8Array, height: number, width: number, random: Random) => Uint8Array;

/**
 * The ten operations that DRAEM and multi-cue ADL change textures by, each drawing its own
 * parameters. They compute on whole grey levels as imgaug, OpenCV and Pillow do: the
 * table-driven ones, `enhanceSharpness`, `autocontrast` and `equalize` exactly; changes of color and
 * `affine` but for OpenCV's rounding (at worst 0.3 levels on average on the tests' texture, 0.6 on
 * colors from the gamut's corners). Where imgaug's `equalize` differs from Pillow's, which it means to
 * repeat, this is Pillow's.
 *
 * - `gammaContrast`: 255·(v/255)^γ, γ uniform in [0.5, 2), one per channel.
 * - `brightness`: times U(0.8, 1.2) and plus a whole number of ±30, in either order, on the
 *   brightness of YCrCb, HSV, HLS, Lab, Luv or YUV.
 * - `enhanceSharpness`: factor U(0, 2), 0 smooth, 1 as it is, 2 sharp (Pillow).
 * - `hueAndSaturation`: whole numbers of ±50 for either; trunc(v / 255 · 180) steps of 2
 *   degrees for hue, which wraps.
 * - `solarize`: in half of the draws, 255 - v from a threshold of U(32, 128) on.
 * - `posterize`: keeps 1 to 8 of the upper bits.
 * - `invert`: 255 - v.
 * - `autocontrast`: cuts off 0 to 20 % at either end, then stretches (Pillow).
 * - `equalize`: flattens the histogram of each channel (Pillow).
 * - `affine`: a turn of ±45 degrees, bilinear, black fill.
 */
export const textureOperations = {
  gammaContrast: pointwise("gammaContrast", (data, _height, _width, random) => {
    gammaContrast(
      data,
      [0, 1, 2].map(() => uniform(random, 0.5, 2)),
    );
    return data;
  }),
  brightness: pointwise("brightness", (data, _height, _width, random) => {
    const space = oneOf(random, BRIGHTNESS_SPACES);
    const [factor, term] = [uniform(random, 0.8, 1.2), integer(random, -30, 30)];
    const addFirst = random() < 0.5;
    const clip = (v: number) => Math.min(255, Math.max(0, Math.trunc(v)));
    changeBrightness(
      data,
      space,
      SAME.map((v) => (addFirst ? clip(clip(v + term) * factor) : clip(clip(v * factor) + term))),
    );
    return data;
  }),
  enhanceSharpness: operation("enhanceSharpness", (data, height, width, random) =>
    enhanceSharpness(data, height, width, uniform(random, 0, 2)),
  ),
  hueAndSaturation: pointwise("hueAndSaturation", (data, _height, _width, random) => {
    const turn = Math.trunc((integer(random, -50, 50) / 255) * 180);
    const more = integer(random, -50, 50);
    throughHsv(
      data,
      SAME.map((hue) => (hue + turn + 180) % 180),
      SAME.map((s) => Math.min(255, Math.max(0, s + more))),
      SAME,
    );
    return data;
  }),
  solarize: pointwise("solarize", (data, _height, _width, random) => {
    const threshold = Math.floor(uniform(random, 32, 128));
    if (random() < 0.5)
      applyTable(
        data,
        SAME.map((v) => (v >= threshold ? 255 - v : v)),
      );
    return data;
  }),
  posterize: pointwise("posterize", (data, _height, _width, random) => {
    const kept = 256 - 2 ** (8 - integer(random, 1, 8)); // a mask of the upper bits
    applyTable(
      data,
      SAME.map((v) => v & kept),
    );
    return data;
  }),
  invert: pointwise("invert", (data) => {
    applyTable(
      data,
      SAME.map((v) => 255 - v),
    );
    return data;
  }),
  autocontrast: operation("autocontrast", (data, _height, _width, random) => {
    autocontrast(data, integer(random, 0, 20));
    return data;
  }),
  equalize: operation("equalize", (data) => {
    equalize(data);
    return data;
  }),
  affine: operation("affine", (data, height, width, random) =>
    rotateData(data, height, width, 3, uniform(random, -45, 45)),
  ),
};

function operation(name: string, work: Work): TextureOperation {
  return (image, { random }) => {
    checkTexture(name, image);
    const { data, height, width } = image;
    return { ...image, data: work(copyOf(data), height, width, random) };
  };
}

function pointwise(name: string, work: Work): TextureOperation {
  return Object.assign(operation(name, work), { pointwise: true });
}
