/**
 * Mirrors an image and its alpha by the same draws: left to right with probability one half, then top to
 * bottom with probability one half. The arguments are not changed.
 *
 * @param image - `[size * size * 3]`.
 * @param alpha - `[size * size]`.
 * @returns Mirrored copies of both.
 */
export function flipTogether<T extends Uint8Array | Float32Array>(
  image: T,
  alpha: Float32Array,
  { size, random }: { size: number; random: () => number },
): { image: T; alpha: Float32Array } {
  const [across, down] = [random() < 0.5, random() < 0.5];
  const place = (pixel: number) => {
    const row = Math.floor(pixel / size);
    const column = pixel % size;
    return (down ? size - 1 - row : row) * size + (across ? size - 1 - column : column);
  };
  const flipped = { image: image.slice() as T, alpha: alpha.slice() };
  for (let pixel = 0; pixel < size * size; pixel++) {
    const from = place(pixel);
    flipped.alpha[pixel] = alpha[from];
    for (let channel = 0; channel < 3; channel++)
      flipped.image[3 * pixel + channel] = image[3 * from + channel];
  }
  return flipped;
}
