import { flipTogether } from "./flipTogether.ts";
import type { RegionPixels } from "./regionPixels.ts";

/**
 * `flipTogether`, then with probability one half transposed (so that every quarter turn occurs), then
 * brightness and contrast by factors of their own in [0.8, 1.25]: for few images. Five draws.
 *
 * @param image - `[size * size * 3]`, not changed.
 * @param alpha - `[size * size]`, not changed.
 */
export function turnTogether(
  image: Uint8Array,
  alpha: Float32Array,
  { size, random }: { size: number; random: () => number },
): RegionPixels {
  const flipped = flipTogether(image, alpha, { size, random });
  const isTurned = random() < 0.5;
  const [brightness, contrast] = [1.25 ** (2 * random() - 1), 1.25 ** (2 * random() - 1)];
  const mean = flipped.image.reduce((sum, level) => sum + level, 0) / flipped.image.length;
  const levels = Uint8ClampedArray.from(
    { length: 256 },
    (_, level) => brightness * (mean + contrast * (level - mean)),
  );
  const turned = { image: flipped.image, alpha: flipped.alpha }; // both are copies
  const source = isTurned ? { image: turned.image.slice(), alpha: turned.alpha.slice() } : turned;
  for (let pixel = 0; pixel < size * size; pixel++) {
    const from = isTurned ? (pixel % size) * size + Math.floor(pixel / size) : pixel;
    turned.alpha[pixel] = source.alpha[from];
    for (let channel = 0; channel < 3; channel++)
      turned.image[3 * pixel + channel] = levels[source.image[3 * from + channel]];
  }
  return turned;
}
