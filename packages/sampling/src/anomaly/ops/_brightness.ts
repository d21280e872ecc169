import { SAME, throughHsv } from "./_hsv.ts";

/** The color spaces whose brightness is changed. */
export const BRIGHTNESS_SPACES = ["YCrCb", "HSV", "HLS", "Lab", "Luv", "YUV"] as const;
export type BrightnessSpace = (typeof BRIGHTNESS_SPACES)[number];

/**
 * Converts RGB to a color space of OpenCV's, 8 bits per component, sends the brightness
 * through a table and converts back. In place; mostly within 2 grey levels of OpenCV, whose
 * conversions round in fixed point: a step of a or b is many levels of a dark channel.
 */
export function changeBrightness(
  data: Uint8Array,
  space: BrightnessSpace,
  table: Uint8Array,
): void {
  if (space === "HSV") throughHsv(data, SAME, SAME, table);
  else if (space === "HLS") throughHls(data, table);
  else if (space === "Lab") throughLab(data, table);
  else if (space === "Luv") throughLuv(data, table);
  else throughLuma(data, table, space === "YUV" ? YUV : YCRCB);
}

/** Factors of R - Y and B - Y, and what of the two comes back to R, G, G and B. */
const YCRCB = { red: 0.713, blue: 0.564, back: [1.403, -0.714, -0.344, 1.773] };
const YUV = { red: 0.877, blue: 0.492, back: [1.14, -0.581, -0.395, 2.032] };

function throughLuma(data: Uint8Array, table: Uint8Array, { red, blue, back }: typeof YUV): void {
  const [toRed, redToGreen, blueToGreen, toBlue] = back;
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i];
    const b = data[i + 2];
    const luma = (0.299 * r + 0.587 * data[i + 1] + 0.114 * b + 0.5) | 0;
    const fromRed = byte((r - luma) * red + 128) - 128;
    const fromBlue = byte((b - luma) * blue + 128) - 128;
    const y = table[luma];
    data[i] = byte(y + toRed * fromRed);
    data[i + 1] = byte(y + redToGreen * fromRed + blueToGreen * fromBlue);
    data[i + 2] = byte(y + toBlue * fromBlue);
  }
}

function throughHls(data: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i];
    const g = data[i + 1];
    const b = data[i + 2];
    const most = r > g ? (r > b ? r : b) : g > b ? g : b;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const spread = most - least;
    const sum = most + least;
    const l = table[halfEven(255 * Math.fround(0.5 * Math.fround(UNIT[most] + UNIT[least])))] / 255;
    if (spread === 0) {
      data[i] = data[i + 1] = data[i + 2] = byte(255 * l);
      continue;
    }
    const s = byte((255 * spread) / (sum < 255 ? sum : 510 - sum)) / 255;
    const sixth = most === r ? g - b : most === g ? b - r + 2 * spread : r - g + 4 * spread;
    const turn = Math.round((30 * sixth) / spread);
    const hue = (turn < 0 ? turn + 180 : turn) / 30;
    const high = l <= 0.5 ? l * (1 + s) : l + s - l * s;
    const low = 2 * l - high;
    const sector = hue | 0;
    const fraction = hue - sector;
    const top = byte(255 * high);
    const bottom = byte(255 * low);
    const middle = byte(255 * (low + (high - low) * (sector & 1 ? 1 - fraction : fraction)));
    const wrapped = sector === 6 ? 0 : sector;
    data[i] =
      wrapped === 0 || wrapped === 5 ? top : wrapped === 1 || wrapped === 4 ? middle : bottom;
    data[i + 1] =
      wrapped === 1 || wrapped === 2 ? top : wrapped === 0 || wrapped === 3 ? middle : bottom;
    data[i + 2] =
      wrapped === 3 || wrapped === 4 ? top : wrapped === 2 || wrapped === 5 ? middle : bottom;
  }
}

/** Bytes as OpenCV's floats: where L lies halfway, their rounding decides. */
const UNIT = Float32Array.from({ length: 256 }, (_, v) => v * Math.fround(1 / 255));

function halfEven(value: number): number {
  const whole = Math.round(Math.fround(value));
  return Math.fround(value) === whole - 0.5 && whole % 2 === 1 ? whole - 1 : whole;
}

const WHITE_X = 0.950456;
const WHITE_Z = 1.088754;

function throughLab(data: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = LINEAR[data[i]];
    const g = LINEAR[data[i + 1]];
    const b = LINEAR[data[i + 2]];
    const fx = cubeRoot((0.412453 * r + 0.35758 * g + 0.180423 * b) / WHITE_X);
    const y = 0.212671 * r + 0.71516 * g + 0.072169 * b;
    const fy = cubeRoot(y);
    const fz = cubeRoot((0.019334 * r + 0.119193 * g + 0.950227 * b) / WHITE_Z);
    const lightness = table[byte(296 * fy - 40.8)] / 2.55;
    const alpha = byte(500 * (fx - fy) + 128) - 128;
    const beta = byte(200 * (fy - fz) + 128) - 128;

    const toY = lightness > 8 ? (lightness + 16) / 116 : (7.787 * lightness) / 903.3 + 16 / 116;
    const luminance = lightness > 8 ? toY * toY * toY : lightness / 903.3;
    fromXyz(
      data,
      i,
      WHITE_X * cube(toY + alpha / 500),
      luminance,
      WHITE_Z * cube(toY - beta / 200),
    );
  }
}

const WHITE_U = (4 * WHITE_X) / (WHITE_X + 15 + 3 * WHITE_Z);
const WHITE_V = 9 / (WHITE_X + 15 + 3 * WHITE_Z);

function throughLuv(data: Uint8Array, table: Uint8Array): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = LINEAR[data[i]];
    const g = LINEAR[data[i + 1]];
    const b = LINEAR[data[i + 2]];
    const x = 0.412453 * r + 0.35758 * g + 0.180423 * b;
    const y = 0.212671 * r + 0.71516 * g + 0.072169 * b;
    const z = 0.019334 * r + 0.119193 * g + 0.950227 * b;
    const l = y > 0.008856 ? 116 * cubeRoot(y) - 16 : 903.3 * y;
    const sum = Math.max(x + 15 * y + 3 * z, 1e-7);
    const u = (((13 * l * ((4 * x) / sum - WHITE_U) + 134) * 255) / 354 + 0.4) | 0;
    const v = byte(((13 * l * ((9 * y) / sum - WHITE_V) + 140) * 255) / 262);

    const lightness = table[(2.55 * l + 0.1) | 0] / 2.55; // as OpenCV's tables round
    if (lightness === 0) {
      data[i] = data[i + 1] = data[i + 2] = 0;
      continue;
    }
    const u13 = (u * 354) / 255 - 134 + 13 * lightness * WHITE_U; // 13 · L · u'
    const v13 = (v * 262) / 255 - 140 + 13 * lightness * WHITE_V;
    const quarter = Math.min(0.25, Math.max(-0.25, 0.25 / v13)); // clipped as OpenCV does, far out of gamut
    const third = (lightness + 16) / 116;
    const luminance = lightness > 8 ? third * third * third : lightness / 903.3;
    const x2 = 9 * u13 * luminance * quarter;
    const z2 = luminance * ((156 * lightness - 3 * u13) * quarter - 5);
    fromXyz(data, i, Math.min(2, Math.max(0, x2)), luminance, Math.min(2, Math.max(0, z2)));
  }
}

function fromXyz(data: Uint8Array, i: number, x: number, y: number, z: number): void {
  data[i] = encode(3.240479 * x - 1.53715 * y - 0.498535 * z);
  data[i + 1] = encode(-0.969256 * x + 1.875991 * y + 0.041556 * z);
  data[i + 2] = encode(0.055648 * x - 0.204043 * y + 1.057311 * z);
}

function byte(value: number): number {
  return value <= 0 ? 0 : value >= 255 ? 255 : (value + 0.5) | 0;
}

/** sRGB bytes as linear light, and back by a table fine enough for half a grey level. */
const LINEAR = Float64Array.from({ length: 256 }, (_, v) => {
  const s = v / 255;
  return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
});
const STEPS = 16384;
const ENCODED = Uint8Array.from({ length: STEPS + 1 }, (_, i) => {
  const x = i / STEPS;
  return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
});

function encode(linear: number): number {
  return linear <= 0 ? 0 : linear >= 1 ? 255 : ENCODED[(linear * STEPS + 0.5) | 0];
}

/** CIE's cube root, straight near 0, interpolated to 1e-5; at most a little above 1. */
const ROOTS = Float64Array.from({ length: 4200 }, (_, i) => {
  const t = i / 4096;
  return t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116;
});

function cubeRoot(t: number): number {
  const at = t * 4096;
  const i = at | 0;
  return ROOTS[i] + (at - i) * (ROOTS[i + 1] - ROOTS[i]);
}

function cube(f: number): number {
  return f > 24 / 116 ? f * f * f : (f - 16 / 116) / 7.787;
}
