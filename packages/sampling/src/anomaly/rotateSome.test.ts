import { expect, test } from "vitest";
import { noisyImage } from "../../test/pseudoAnomalyContract.ts";
import { randomStream } from "../randomStream.ts";
import type { PixelImage } from "./pixelImage.ts";
import { rotate } from "./rotate.ts";
import { rotateSome } from "./rotateSome.ts";

const size = { height: 8, width: 8 };
const white: PixelImage = {
  data: new Uint8Array(8 * 8 * 3).fill(255),
  ...size,
  channels: 3,
};

test("turns 3 images in 10, with black corners, and leaves the others as they are", () => {
  const random = randomStream(1);
  let turned = 0;
  for (let i = 0; i < 4000; i++) {
    const image = rotateSome(white, random);
    if (image === white) continue;
    turned++;
    expect(image.data).toHaveLength(white.data.length);
  }
  expect(white.data.every((value) => value === 255)).toBe(true);
  expect(Math.abs(turned - 1200)).toBeLessThan(4 * 29); // four standard deviations
});

test("turns by up to 90 degrees either way", () => {
  // 45 degrees: the corners are black, the middle is not
  const { data } = rotateSome(white, given(0.1, 0.75));
  expect(Array.from(data.slice(0, 3))).toEqual([0, 0, 0]);
  expect(data[(4 * 8 + 4) * 3]).toBe(255);
  const noisy = noisyImage(8, 8);
  expect(rotateSome(noisy, given(0.3, 0))).toBe(noisy); // draws from 0.3 on turn nothing
  for (const [draw, degrees] of [
    [0, -90],
    [0.5, 0],
    [0.75, 45],
  ])
    // prettier-ignore
    expect(rotateSome(noisy, given(0.1, draw))).toEqual(rotate(noisy, degrees));
});

function given(...values: number[]): () => number {
  return () => values.shift() as number;
}
