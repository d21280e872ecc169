import { rotate } from "@flawlens/sampling";
import type { PixelImage, Random } from "@flawlens/sampling";

/** What lies outside of a turned image, in [0, 255]. */
const fill = 114;

/**
 * The augmentation of normal images in DeSTSeg: turned by up to 5 degrees either way (`"slight"`), by a multiple of 90
 * degrees as well (`"any"`), or not at all (`"none"`), grey where nothing was.
 */
export function turnedNormal<I extends PixelImage>(
  image: I,
  rotation: "none" | "slight" | "any",
  random: Random,
): I {
  if (rotation === "none") return image;
  const quarters = rotation === "any" ? Math.floor(4 * random()) : 0;
  return rotate(image, 90 * quarters - 5 + 10 * random(), { fill });
}
