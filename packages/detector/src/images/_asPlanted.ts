import type { Image } from "@flawlens/datasets";
import { contaminationNoise, randomStream } from "@flawlens/sampling";
import type { ProtocolFields } from "@flawlens/sampling";
import { throughJpeg } from "./throughJpeg.ts";

/** An image as it is, or one that `contaminate` planted: with its noise, and through JPEG as the released protocol saves it. */
export function asPlanted(
  image: Image,
  noise: ProtocolFields["noise"] | undefined,
  quality: number | null,
): Image | Promise<Image> {
  if (!noise) return image;
  const { sigma, seed } = noise;
  const noisy = contaminationNoise(image, { sigma, random: randomStream(seed) });
  return quality === null ? noisy : throughJpeg(noisy, quality);
}
