import type { Augmentation } from "./drawAugmentation.ts";
import type { Image } from "./image.ts";

/**
 * Rotates an image about its middle, shifts it, then changes brightness and contrast, as torchvision's
 * `rotate`, `affine`, `adjust_brightness` and `adjust_contrast` do on a uint8 tensor:
 * pixels are the nearest ones, new pixels are black, and each colour step is truncated to whole grey
 * levels. Contrast is changed about the mean of the grey image, black borders included.
 *
 * @param image - Not changed.
 * @param augmentation - The choices that `drawAugmentation` made; null gives the image itself.
 * @returns A new image of the same size.
 *
 * @example
 * const changed = applyAugmentation(image, drawAugmentation(random));
 */
export function applyAugmentation(image: Image, augmentation: Augmentation | null): Image {
  if (augmentation === null) return image;
  const data = move(image, augmentation);
  const brighten = () => map(data, levels(augmentation.brightness, 0));
  const contrast = () => map(data, levels(augmentation.contrast, meanGrey(data)));
  if (augmentation.contrastFirst) contrast();
  brighten();
  if (!augmentation.contrastFirst) contrast();
  return { ...image, data };
}

/** Rotation and shift in one pass: a pixel that the rotation lost stays lost when shifted back. */
function move({ data, height, width }: Image, by: Augmentation): Uint8Array {
  const moved = new Uint8Array(data.length);
  const angle = (by.rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [middleX, middleY] = [width / 2, height / 2];
  const top = Math.max(0, by.translateY);
  const left = Math.max(0, by.translateX);
  const bottom = Math.min(height, height + by.translateY);
  const right = Math.min(width, width + by.translateX);
  for (let y = top; y < bottom; y++) {
    const dy = y - by.translateY + 0.5 - middleY;
    for (let x = left; x < right; x++) {
      const dx = x - by.translateX + 0.5 - middleX;
      const fromX = Math.floor(cos * dx - sin * dy + middleX);
      const fromY = Math.floor(sin * dx + cos * dy + middleY);
      if (fromX < 0 || fromX >= width || fromY < 0 || fromY >= height) continue;
      const to = (y * width + x) * 3;
      const from = (fromY * width + fromX) * 3;
      moved[to] = data[from];
      moved[to + 1] = data[from + 1];
      moved[to + 2] = data[from + 2];
    }
  }
  return moved;
}

/** The new value of each grey level: factor · level + (1 - factor) · about, in float32, cut to 0..255. */
function levels(factor: number, about: number): Uint8Array {
  const kept = Math.fround(factor);
  const added = Math.fround(Math.fround(1 - factor) * Math.fround(about));
  return Uint8Array.from({ length: 256 }, (_, level) =>
    Math.max(0, Math.min(255, Math.fround(Math.fround(kept * level) + added))),
  );
}

function map(data: Uint8Array, levels: Uint8Array): void {
  for (let i = 0; i < data.length; i++) data[i] = levels[data[i]];
}

/** ITU-R 601 grey with torchvision's weights, cut to whole levels, then averaged. */
function meanGrey(data: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += 3)
    sum += Math.floor(0.2989 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]);
  return sum / (data.length / 3);
}
