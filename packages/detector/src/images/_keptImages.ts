import type { Image } from "@flawlens/datasets";

/** What images take, and what may be kept. */
export interface KeptImagesOptions {
  imageBytes: number;
  /** Default 512 MiB. */
  keepBytes?: number;
  /** How many images in succession, from index 0 on, are read of one file; default 1. */
  perFile?: number;
}

/**
 * Reads images by index, and keeps what fits into some bytes; the rest is read again each time. Images of one file are
 * read together where they are kept.
 */
export function keptImages(
  read: (index: number) => Promise<Image>,
  { imageBytes, keepBytes = 512 * 2 ** 20, perFile = 1 }: KeptImagesOptions,
): (index: number) => Promise<Image> {
  const kept = new Map<number, Promise<Image>>();
  const keep = (index: number): Promise<Image> | undefined => {
    const known = kept.get(index);
    if (known || (kept.size + 1) * imageBytes > keepBytes) return known;
    const image = read(index);
    kept.set(index, image);
    image.catch(() => kept.delete(index));
    return image;
  };
  return (index) => {
    const image = keep(index);
    if (!image) return read(index);
    const first = index - (index % perFile);
    for (let other = first; other < first + perFile; other++) keep(other);
    return image;
  };
}
