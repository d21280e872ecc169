import { expect, test } from "vitest";
import { framesOf, insideSize } from "./framing.ts";

const input = { height: 64, width: 64 };

test("tiles are spread evenly, share at least the overlap, and end with the image", () => {
  const frames = framesOf({ height: 256, width: 600 }, { mode: "tiles", size: 256, overlap: 32 }, input); // prettier-ignore
  // 600 - 32 over 224 is 2.5: three tiles, 172 apart
  expect(frames.map(({ x, y }) => [x, y])).toEqual([[0, 0], [172, 0], [344, 0]]); // prettier-ignore
  const grid = framesOf({ height: 480, width: 480 }, { mode: "tiles", size: 256, overlap: 32 }, input); // prettier-ignore
  expect(grid.map(({ x, y }) => [x, y])).toEqual([[0, 0], [224, 0], [0, 224], [224, 224]]); // prettier-ignore
});

test("an image smaller than a tile lies in the middle of one", () => {
  const [frame, ...more] = framesOf({ height: 100, width: 256 }, { mode: "tiles", size: 256, overlap: 0 }, input); // prettier-ignore
  expect([frame, more]).toEqual([{ x: 0, y: -78, width: 256, height: 256 }, []]);
});

test.each([
  { image: { height: 100, width: 200 }, inside: { height: 32, width: 64 } },
  { image: { height: 3, width: 3000 }, inside: { height: 1, width: 64 } },
  { image: { height: 90, width: 30 }, inside: { height: 64, width: 21 } },
])("of $image in 64 x 64, proportions give $inside, in the middle", ({ image, inside }) => {
  expect(insideSize(image, input)).toEqual(inside);
  const [frame] = framesOf(image, { mode: "letterbox" }, input);
  const [down, across] = [image.height / inside.height, image.width / inside.width];
  expect(frame.width).toBeCloseTo(64 * across, 9);
  expect(frame.y).toBeCloseTo(-Math.floor((64 - inside.height) / 2) * down, 9);
});
