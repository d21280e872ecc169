import "../../../../detector/test/cpu.ts";
import sharp from "sharp";
import { expect, test } from "vitest";
import { tinyDetector, tinyImage } from "../../../../detector/test/tiny.ts";
import { liveLook } from "./liveLook.ts";

/** Both types of the tiny detector add up to 1 + m where m in [0, 1] is the shade of a cell. */
const dark = { id: "dark", ...tinyImage([0, 0, 0, 0]) };
const spot = { id: "spot", ...tinyImage([0, 0, 0, 255]) };
const grey = { id: "grey", ...tinyImage([51, 51, 51, 51]) };

/** The size of a picture, and the mean level of its corners at the top left and at the bottom right. */
async function corners(uri: string) {
  const picture = sharp(Buffer.from(uri.split(",")[1], "base64"))
    .removeAlpha()
    .raw();
  const { data, info } = await picture.toBuffer({ resolveWithObject: true });
  const mean = (at: number) => (data[at] + data[at + 1] + data[at + 2]) / 3;
  return { width: info.width, first: mean(0), last: mean(data.length - 3) };
}

test("a score is the sum of the types' scores", async () => {
  const looks = await liveLook(tinyDetector(), [dark, spot, grey], 8);
  for (const [i, score] of [1, 1.25, 1.2].entries()) expect(looks[i].score).toBeCloseTo(score, 5);
});

test("the colours of all maps are on one scale, from the lowest to the highest value", async () => {
  const [{ map: ofDark }, { map: ofSpot }] = await liveLook(tinyDetector(), [dark, spot], 8);
  const calm = await corners(ofDark);
  expect([calm.width, calm.first < 20, calm.last < 20]).toEqual([8, true, true]);
  const { first, last } = await corners(ofSpot);
  expect([first < 60, last > 150]).toEqual([true, true]);
  // The grey image is flat: alone it has no hot place, beside the dark one it is the hot place.
  const [alone] = await liveLook(tinyDetector(), [grey], 8);
  const [, beside] = await liveLook(tinyDetector(), [dark, grey], 8);
  expect((await corners(alone.map)).first).toBeCloseTo(51, -1);
  expect((await corners(beside.map)).first).toBeGreaterThan(150);
});
