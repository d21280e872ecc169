/**
 * OpenCV's 8-bit HSV: hue in steps of 2 degrees, 0 to 179, saturation and value 0 to 255, all
 * rounded to whole numbers (by its fixed-point tables of 12 fractional bits).
 */
const SHIFT = 12;
const HALF = 1 << (SHIFT - 1);
const SATURATION = Int32Array.from({ length: 256 }, (_, v) => Math.round((255 << SHIFT) / v) | 0);
const HUE = Int32Array.from({ length: 256 }, (_, d) => Math.round((180 << SHIFT) / (6 * d)) | 0);
SATURATION[0] = HUE[0] = 0;

/** Converts RGB to HSV, in place, then sends each component through its table and converts back. */
export function throughHsv(
  data: Uint8Array,
  hues: Uint8Array,
  saturations: Uint8Array,
  values: Uint8Array,
): void {
  for (let i = 0; i < data.length; i += 3) {
    const r = data[i];
    const g = data[i + 1];
    const b = data[i + 2];
    const value = r > g ? (r > b ? r : b) : g > b ? g : b;
    const least = r < g ? (r < b ? r : b) : g < b ? g : b;
    const spread = value - least;
    const saturation = saturations[(spread * SATURATION[value] + HALF) >> SHIFT];
    const sixth = value === r ? g - b : value === g ? b - r + 2 * spread : r - g + 4 * spread;
    const turn = (sixth * HUE[spread] + HALF) >> SHIFT;
    const hue = hues[turn < 0 ? turn + 180 : turn];

    const v = values[value];
    const chroma = (v * saturation) / 255;
    const sector = (hue / 30) | 0;
    const fraction = hue / 30 - sector;
    const low = (v - chroma) | 0; // truncated, as OpenCV has it
    // rising in even sectors, falling in odd ones
    const middle = (v - chroma * (sector & 1 ? fraction : 1 - fraction)) | 0;
    data[i] = sector === 0 || sector === 5 ? v : sector === 1 || sector === 4 ? middle : low;
    data[i + 1] = sector === 1 || sector === 2 ? v : sector === 0 || sector === 3 ? middle : low;
    data[i + 2] = sector === 3 || sector === 4 ? v : sector === 2 || sector === 5 ? middle : low;
  }
}

/** The table that leaves all as it is. */
export const SAME = Uint8Array.from({ length: 256 }, (_, v) => v);
