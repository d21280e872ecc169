import { decodeImage } from "@flawlens/datasets";
import { expect, test } from "vitest";
import { seeded } from "../../../metrics/test/seeded.ts";
import { png } from "../../test/png.ts";
import { resizePixels } from "./resizePixels.ts";

const grey = (levels: readonly number[]) => Uint8Array.from(levels.flatMap((v) => [v, v, v]));
const red = (data: Uint8Array) => [...data].filter((_, i) => i % 3 === 0);

test("two pixels become their mean, and a line of one pixel an antialiased triangle", () => {
  const two = { data: grey([0, 100]), height: 1, width: 2 };
  expect(red(resizePixels(two, { height: 1, width: 1 }).data)).toEqual([50]);
  // Pillow's bilinear of a bright line in the middle of 64 px, brought to 24.
  const line = { data: grey(Array.from({ length: 64 }, (_, i) => (i === 32 ? 255 : 0))), height: 1, width: 64 }; // prettier-ignore
  const row = red(resizePixels(line, { height: 1, width: 24 }).data);
  expect(row).toEqual([...Array(11).fill(0), 30, 65, ...Array(11).fill(0)]);
});

test("a fourth channel is left out, and the size that was stored is kept", () => {
  const image = { data: Uint8Array.of(1, 2, 3, 0, 5, 6, 7, 255), height: 1, width: 2 };
  const { data, original } = resizePixels({ ...image, original: { height: 9, width: 8 } }, image);
  expect([...data]).toEqual([1, 2, 3, 5, 6, 7]);
  expect(original).toEqual({ height: 9, width: 8 });
});

const random = seeded(5);
const side = (most: number) => 1 + Math.floor(random() * most);

test.each([
  { of: "to a half", from: [100, 100], to: [50, 50] },
  { of: "by blocks and a triangle", from: [300, 700], to: [64, 64] },
  { of: "to a strip's square", from: [32, 1500], to: [64, 64] },
  { of: "larger", from: [10, 12], to: [25, 37] },
  { of: "higher and narrower", from: [10, 300], to: [25, 20] },
  { of: "lower and wider", from: [300, 10], to: [20, 25] },
  { of: "from one pixel", from: [1, 1], to: [5, 7] },
  ...Array.from({ length: 12 }, (_, i) => {
    return { of: `at random ${i}`, from: [side(300), side(300)], to: [side(160), side(160)] };
  }),
])("gives the pixels of sharp, bit for bit: $of, $from to $to", async ({ from, to }) => {
  const [[height, width], [rows, columns]] = [from, to];
  const data = Uint8Array.from({ length: height * width * 3 }, () => 256 * random());
  const size = { height: rows, width: columns };
  const sharps = await decodeImage(png(data, height, width), size);
  expect(resizePixels({ data, height, width }, size).data).toEqual(sharps.data);
});
