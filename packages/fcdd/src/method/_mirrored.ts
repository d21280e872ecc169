import type { Image } from "@flawlens/datasets";

/** An image mirrored left to right, top to bottom, both or not at all, with equal chance. */
export function mirrored(image: Image, random: () => number): Image {
  const [leftRight, upDown] = [random() < 0.5, random() < 0.5];
  if (!leftRight && !upDown) return image;
  const { height, width, data } = image;
  const result = new Uint8Array(data.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = 3 * ((upDown ? height - 1 - y : y) * width + (leftRight ? width - 1 - x : x));
      const to = 3 * (y * width + x);
      result[to] = data[from];
      result[to + 1] = data[from + 1];
      result[to + 2] = data[from + 2];
    }
  return { ...image, data: result };
}
