import type { Setting } from "./_setting.ts";

/**
 * What the camera makes of the light, in grey levels before noise and rounding:
 * lens blur, uneven field, white balance, exposure, a soft shoulder at white.
 *
 * @param seen - `[size, size, 3]` from `photograph`.
 * @returns `[size, size, 3]`, 0..255.
 */
export function expose(seen: Float32Array, { camera }: Setting, size: number): Float32Array {
  const levels = blur(seen, size, camera.blur);
  for (let row = 0, i = 0; row < size; row++) {
    const y = ((row + 0.5) * 2) / size - 1;
    for (let column = 0; column < size; column++) {
      const x = ((column + 0.5) * 2) / size - 1;
      const field =
        1 + camera.slopeX * x + camera.slopeY * y - camera.vignette * (x * x + y * y) * 0.5;
      for (let c = 0; c < 3; c++, i++) {
        const light = camera.lift + levels[i] * field * camera.gains[c];
        levels[i] = 255 * (light < 0.8 ? light : 0.8 + 0.2 * (1 - 1 / (1 + (light - 0.8) / 0.2)));
      }
    }
  }
  return levels;
}

/** Adds the sensor's noise and rounds to bytes. */
export function digitize(levels: Float32Array, { camera }: Setting): Uint8Array {
  const pixels = new Uint8Array(levels.length);
  let state = camera.seed | 1;
  for (let i = 0; i < levels.length; i++) {
    state ^= state << 13; // xorshift32 (Marsaglia 2003)
    state ^= state >>> 17;
    state ^= state << 5;
    const level = Math.round(levels[i] + camera.noise * bell(state));
    pixels[i] = level < 0 ? 0 : level > 255 ? 255 : level;
  }
  return pixels;
}

/** Sum of the four bytes of a word, centred and scaled: nearly normal, mean 0, deviation 1. */
function bell(word: number): number {
  const sum = (word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24);
  return (sum - 510) / 147.8; // sqrt(4 (256² - 1) / 12) = 147.8
}

/** A 3x3 lens: each neighbour's share along an axis is `share`; the border repeats. */
function blur(values: Float32Array, size: number, share: number): Float32Array {
  const rows = smooth(values, size, share, 3, size * 3);
  return smooth(rows, size, share, size * 3, 3);
}

function smooth(values: Float32Array, size: number, share: number, step: number, line: number) {
  const out = new Float32Array(values.length);
  for (let k = 0; k < size; k++)
    for (let i = 0; i < size; i++)
      for (let c = 0; c < 3; c++) {
        const at = k * line + i * step + c;
        const before = i === 0 ? at : at - step;
        const after = i === size - 1 ? at : at + step;
        out[at] = (1 - 2 * share) * values[at] + share * (values[before] + values[after]);
      }
  return out;
}
