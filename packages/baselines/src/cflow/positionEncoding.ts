/**
 * Sines and cosines that tell where a cell lies: the condition of a CFlow (Gudovskiy et al. 2022), which is the one of
 * Wang & Liu 2019. With D = `channels`/2 channels for each axis and fⱼ = 10000^(-2j/D), j = 0 … D/2 - 1, channel 2j is
 * sin(x·fⱼ) and 2j + 1 is cos(x·fⱼ) with the column x from 0; channels D + 2j and D + 2j + 1 are the same of the row.
 *
 * @param options - `height`, `width`: cells. `channels`: a multiple of 4.
 * @returns `[height, width, channels]`, in [-1, 1].
 * @throws {RangeError} If `channels` is not a multiple of 4.
 *
 * @example
 * positionEncoding({ height: 1, width: 2, channels: 4 }); // => [0, 1, 0, 1, sin 1, cos 1, 0, 1]
 */
export function positionEncoding({
  height,
  width,
  channels,
}: {
  height: number;
  width: number;
  channels: number;
}): Float32Array {
  if (!Number.isInteger(channels) || channels < 4 || channels % 4 !== 0)
    throw new RangeError(`positionEncoding: expected a multiple of 4 channels, got ${channels}`);
  const half = channels / 2;
  const values = new Float32Array(height * width * channels);
  for (let row = 0; row < height; row++)
    for (let column = 0; column < width; column++) {
      const start = (row * width + column) * channels;
      for (let j = 0; j < half; j += 2) {
        const frequency = 10000 ** (-j / half);
        for (const [axis, at] of [column, row].entries()) {
          values[start + axis * half + j] = Math.sin(at * frequency);
          values[start + axis * half + j + 1] = Math.cos(at * frequency);
        }
      }
    }
  return values;
}
