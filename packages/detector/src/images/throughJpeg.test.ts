import { randomStream } from "@flawlens/sampling";
import sharp from "sharp";
import { expect, test } from "vitest";
import { throughJpeg } from "./throughJpeg.ts";

const size = { height: 32, width: 32 };
const random = randomStream(2);
const image = {
  data: Uint8Array.from({ length: 32 * 32 * 3 }, (_, i) => (i % 96) + 100 * random()),
  ...size,
  channels: 3 as const,
  original: { height: 64, width: 48 },
};
const distance = (a: Uint8Array, b: Uint8Array) =>
  a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

test("a lower quality loses more", async () => {
  const lost = async (quality: number) =>
    distance((await throughJpeg(image, quality)).data, image.data);
  const [much, little] = [await lost(20), await lost(100)];
  expect(little).toBeGreaterThan(0);
  expect(much).toBeGreaterThan(little + 2);
});

test("is of quality 95 with colours at half the resolution, and keeps what is known of the image", async () => {
  const saved = sharp(image.data, { raw: { ...size, channels: 3 } });
  const jpeg = await saved.jpeg({ quality: 95, chromaSubsampling: "4:2:0" }).toBuffer();
  const found = await throughJpeg(image);
  expect(Buffer.from(found.data)).toEqual(await sharp(jpeg).raw().toBuffer());
  expect(found).toMatchObject({ ...size, channels: 3, original: image.original });
  expect(found.data).not.toBeInstanceOf(Buffer); // whose slice would be a window on the same memory
});
