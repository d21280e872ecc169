import { seeded } from "../../metrics/test/seeded.ts";

/** Blobs of colour on a ramp with noise: `[height, width, 3]`. */
export function picture(height: number, width: number, seed: number): Uint8Array {
  const random = seeded(seed);
  const blobs = Array.from({ length: 5 }, () => {
    const [x, y, radius] = [random() * width, random() * height, 3 + (random() * height) / 6];
    return { x, y, radius, colour: [random(), random(), random()] };
  });
  const data = new Uint8Array(height * width * 3);
  for (let y = 0, at = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 3; channel++) {
        const blob = blobs.find((b) => Math.hypot(b.x - x, b.y - y) < b.radius);
        const level = blob ? 255 * blob.colour[channel] : 60 + (120 * (x + y)) / (height + width);
        data[at++] = Math.min(255, level + 20 * random());
      }
  return data;
}
