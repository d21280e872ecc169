import type { Image } from "@flawlens/datasets";

/** Reads images by index, and keeps what fits into some bytes; the rest is read again each time. */
export function keptImages(
  read: (index: number) => Promise<Image>,
  { imageBytes, keepBytes = 512 * 2 ** 20 }: { imageBytes: number; keepBytes?: number },
): (index: number) => Promise<Image> {
  const kept = new Map<number, Promise<Image>>();
  return (index) => {
    const known = kept.get(index);
    if (known) return known;
    const image = read(index);
    if ((kept.size + 1) * imageBytes <= keepBytes) {
      kept.set(index, image);
      image.catch(() => kept.delete(index));
    }
    return image;
  };
}
