import type { Image } from "@flawlens/datasets";
import { randomStream } from "@flawlens/sampling";

/** Seeded images: slanted shades of three colours under noise, each with a square of its own. */
export function testImages(
  { height, width }: { height: number; width: number },
  count: number,
): Image[] {
  const random = randomStream(1);
  return Array.from({ length: count }, (): Image => {
    const data = new Uint8Array(height * width * 3);
    const slopes = Array.from({ length: 3 }, () => [random(), random(), 40 + 60 * random()]);
    const [top, left] = [random() * height, random() * width];
    const inside = (at: number, start: number, side: number) =>
      at >= start && at < start + side / 4;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (const [c, [down, across, base]] of slopes.entries()) {
          const square = inside(y, top, height) && inside(x, left, width) ? 80 : 0;
          const shade = base + 40 * ((down * y) / height + (across * x) / width) + square;
          data[(y * width + x) * 3 + c] = shade + 30 * (random() - 0.5);
        }
    return { data, height, width, channels: 3, original: { height, width } };
  });
}
