/** Along which axes pixels are mirrored. */
export interface Mirror {
  leftRight: boolean;
  upDown: boolean;
}

/** Left to right, top to bottom, both or not at all, with equal chance. */
export function drawMirror(random: () => number): Mirror {
  return { leftRight: random() < 0.5, upDown: random() < 0.5 };
}

/** Pixels of an image (3 channels) or a mask (1), mirrored; the value itself where nothing is mirrored. */
export function mirrored<T extends { data: Uint8Array; height: number; width: number }>(
  pixels: T,
  channels: 1 | 3,
  { leftRight, upDown }: Mirror,
): T {
  if (!leftRight && !upDown) return pixels;
  const { height, width, data } = pixels;
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const pixel = (upDown ? height - 1 - y : y) * width + (leftRight ? width - 1 - x : x);
      for (let c = 0; c < channels; c++)
        result[channels * (y * width + x) + c] = data[channels * pixel + c];
    }
  return { ...pixels, data: result };
}
