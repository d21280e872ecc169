import type { PixelImage } from "./pixelImage.ts";

/** An 8-bit RGB image at another size: bilinear between pixel centres, without antialiasing, as OpenCV does. */
export function resize(
  image: PixelImage & { data: Uint8Array },
  height: number,
  width: number,
): PixelImage & { data: Uint8Array } {
  if (image.height === height && image.width === width) return image;
  const { data } = image;
  const across = taps(width, image.width);
  const along = taps(height, image.height);
  const out = new Uint8Array(height * width * 3);
  for (let y = 0, to = 0; y < height; y++) {
    const above = 3 * along.low[y] * image.width;
    const below = 3 * along.high[y] * image.width;
    const fy = along.fraction[y];
    for (let x = 0; x < width; x++) {
      const fx = across.fraction[x];
      const left = 3 * across.low[x];
      const right = 3 * across.high[x];
      for (let c = 0; c < 3; c++, to++) {
        const a = data[above + left + c];
        const b = data[below + left + c];
        const top = a + fx * (data[above + right + c] - a);
        const bottom = b + fx * (data[below + right + c] - b);
        out[to] = top + fy * (bottom - top) + 0.5;
      }
    }
  }
  return { data: out, height, width, channels: 3 };
}

/** The two of `from` places that each of `to` places lies between, and its distance from the first in [0, 1]. */
function taps(to: number, from: number) {
  const low = new Int32Array(to);
  const high = new Int32Array(to);
  const fraction = new Float64Array(to);
  for (let i = 0; i < to; i++) {
    const at = Math.min(from - 1, Math.max(0, ((i + 0.5) * from) / to - 0.5));
    low[i] = Math.floor(at);
    high[i] = Math.min(from - 1, low[i] + 1);
    fraction[i] = at - low[i];
  }
  return { low, high, fraction };
}
