/** How pixels are mirrored. With `diagonal`, rows and columns change places first; with a mirror that is a turn. */
export interface Mirror {
  leftRight: boolean;
  upDown: boolean;
  diagonal: boolean;
}

/** No mirror. */
export const unmirrored: Mirror = { leftRight: false, upDown: false, diagonal: false };

/**
 * Left to right, top to bottom, both or not at all, with equal chance; with `turn` also by the diagonal, so that each
 * of the eight ways to lay a square down is as likely.
 */
export function drawMirror(random: () => number, { turn = false } = {}): Mirror {
  const sides = { leftRight: random() < 0.5, upDown: random() < 0.5 };
  return { ...sides, diagonal: turn && random() < 0.5 };
}

/** Pixels of an image (3 channels) or a mask (1), mirrored; the value itself where nothing is. Square for the diagonal. */
export function mirrored<T extends { data: Uint8Array; height: number; width: number }>(
  pixels: T,
  channels: 1 | 3,
  { leftRight, upDown, diagonal }: Mirror,
): T {
  if (!leftRight && !upDown && !diagonal) return pixels;
  const { height, width, data } = pixels;
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [row, column] = [upDown ? height - 1 - y : y, leftRight ? width - 1 - x : x];
      const pixel = diagonal ? column * width + row : row * width + column;
      for (let c = 0; c < channels; c++)
        result[channels * (y * width + x) + c] = data[channels * pixel + c];
    }
  return { ...pixels, data: result };
}
