import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { inferno } from "./inferno.ts";
import { blend, coverage, outline, overlay } from "./overlay.ts";

const grey = (height: number, width: number, value = 100) => ({
  data: new Uint8Array(3 * height * width).fill(value),
  height,
  width,
});

async function decode(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const pixel = (x: number, y: number) => [
    ...data.subarray(info.channels * (y * info.width + x)).subarray(0, 3),
  ];
  return { info, pixel };
}

describe("overlay", () => {
  test("is a PNG of the image's size, whatever the map's", async () => {
    const map = { data: [0, 1, 2, 3], height: 2, width: 2 };
    const png = await overlay(grey(30, 20), map, { range: [0, 3] });
    expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 20, height: 30 });
  });

  test("leaves a calm image as it is", async () => {
    const map = { data: [-5, 0, 0.08, 0.04], height: 2, width: 2 };
    const { info, pixel } = await decode(await overlay(grey(2, 2), map, { range: [0, 1] }));
    expect(info.channels).toBe(3);
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ])
      expect(pixel(x, y)).toEqual([100, 100, 100]);
  });

  test("shows the colour of the value on the range, mixed by opacity", async () => {
    const map = { data: [1, 2, 3, 30], height: 1, width: 4 };
    const options = { range: [1, 3] as [number, number], opacity: 1 };
    const { pixel } = await decode(await overlay(grey(1, 4), map, options));
    expect(pixel(0, 0)).toEqual([100, 100, 100]);
    expect(pixel(2, 0)).toEqual(inferno(1)); // fully covered
    expect(pixel(3, 0)).toEqual(inferno(1)); // clipped
    const half = blend(
      grey(1, 1),
      { data: [3], height: 1, width: 1 },
      { range: [1, 3], opacity: 0.5 },
    );
    expect([...half.data]).toEqual(inferno(1).map((value) => Math.round((value + 100) / 2)));
  });

  test("covers more of the image the higher the value", () => {
    const covers = Array.from({ length: 21 }, (_, i) => coverage(i / 20));
    expect(covers).toEqual(covers.toSorted((a, b) => a - b));
    expect(covers[0]).toBe(0);
    expect(covers[20]).toBe(0.75);
  });

  test("does not write into the image", async () => {
    const image = grey(4, 4);
    const map = { data: [1], height: 1, width: 1 };
    await overlay(image, map, { range: [0, 1], mask: { data: [1], height: 1, width: 1 } });
    expect(image).toEqual(grey(4, 4));
  });

  test("outlines the mask outside of its regions", async () => {
    const mask = { data: new Uint8Array(64 * 64), height: 64, width: 64 };
    for (let y = 20; y < 24; y++) mask.data.fill(1, 64 * y + 30, 64 * y + 40);
    mask.data[64 * 60 + 61] = 1; // one pixel near a corner
    const image = grey(64, 64, 90);
    const outlined = await outline(image, mask);
    const at = (x: number, y: number) => outlined.data[3 * (64 * y + x)];
    for (let p = 0; p < mask.data.length; p++)
      expect(mask.data[p] === 0 || outlined.data[3 * p] === 90).toBe(true);
    expect(at(29, 22)).toBe(255); // white beside it
    expect(at(35, 19)).toBe(255);
    expect(at(62, 60)).toBe(255);
    expect(at(61, 61)).toBe(255);
    expect(at(27, 22)).toBeLessThan(60); // dark around the white
    expect(at(10, 10)).toBe(90);
    const calm = { data: [0], height: 1, width: 1 };
    const png = await overlay(image, calm, { range: [0, 1], mask });
    expect((await decode(png)).pixel(29, 22)).toEqual([255, 255, 255]);
  });

  test.each([
    {
      image: { data: new Uint8Array(4), height: 2, width: 2 },
      range: [0, 1] as [number, number],
      message: "overlay: expected an RGB image of 2 x 2 x 3 = 12 bytes, got 4",
    },
    {
      image: grey(2, 2),
      range: [1, 1] as [number, number],
      message: "overlay: expected a range [low, high] that rises, got [1, 1]",
    },
  ])("refuses: $message", async ({ image, range, message }) => {
    const map = { data: [0], height: 1, width: 1 };
    await expect(overlay(image, map, { range })).rejects.toThrow(new RangeError(message));
  });
});
