import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { coverage } from "./coverage.ts";
import { inferno } from "./inferno.ts";
import { blend, outline, overlay } from "./overlay.ts";

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

const map = (height: number, width: number, ...values: number[]) => ({
  data: Float32Array.from(values),
  height,
  width,
});

describe("blend", () => {
  test("is the mean of image and colour weighted by coverage, for every value", () => {
    const values = Array.from({ length: 41 }, (_, i) => -0.1 + 0.03 * i);
    const { data } = blend(grey(1, 41, 200), map(1, 41, ...values), 0.6);
    const expected = map(1, 41, ...values).data;
    const colours = Array.from(expected).flatMap((value) => {
      const cover = coverage(value, 0.6);
      return inferno(value).map((channel) => Math.round((1 - cover) * 200 + cover * channel));
    });
    expect(Array.from(data)).toEqual(colours);
  });
});

describe("overlay", () => {
  test("is a PNG of the image's size, whatever the map's", async () => {
    const png = await overlay(grey(30, 20), map(2, 2, 0, 0.3, 0.6, 1));
    expect(await sharp(png).metadata()).toMatchObject({ format: "png", width: 20, height: 30 });
  });

  test("leaves an image as it is where its map stays below a quarter of the scale", async () => {
    const { info, pixel } = await decode(await overlay(grey(2, 2), map(2, 2, 0, 0.1, 0.25, 0.2)));
    expect(info.channels).toBe(3);
    expect([0, 1].flatMap((y) => [0, 1].map((x) => pixel(x, y)[0]))).toEqual([100, 100, 100, 100]);
  });

  test("shows the colour of the value, mixed by opacity; half of it in the middle of the scale", async () => {
    const values = map(1, 3, 0, 0.5, 1);
    const { pixel } = await decode(await overlay(grey(1, 3), values, { opacity: 1 }));
    const mixed = (value: number, cover: number) =>
      inferno(value).map((c) => Math.round(cover * c + (1 - cover) * 100));
    expect(pixel(0, 0)).toEqual([100, 100, 100]);
    expect(pixel(1, 0)).toEqual(mixed(0.5, 0.5));
    expect(pixel(2, 0)).toEqual(inferno(1)); // fully covered
    expect([...blend(grey(1, 1), map(1, 1, 1), 0.5).data]).toEqual(mixed(1, 0.5));
    expect([...blend(grey(1, 1), map(1, 1, 1)).data]).toEqual(mixed(1, 0.75)); // by default
  });

  test("stretches a map bilinearly, and takes one of the image's size as it is", () => {
    // Half-pixel centres: 0, 1/4, 3/4, 1.
    const stretched = blend(grey(1, 4), map(1, 2, 0, 1));
    expect(stretched).toEqual(blend(grey(1, 4), map(1, 4, 0, 0.25, 0.75, 1)));
  });

  test("does not write into the image", async () => {
    const image = grey(4, 4);
    const values = map(1, 1, 1);
    await overlay(image, values, { mask: { data: [1], height: 1, width: 1 } });
    expect([...values.data]).toEqual([1]);
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
    const png = await overlay(image, map(1, 1, 0), { mask });
    expect((await decode(png)).pixel(29, 22)).toEqual([255, 255, 255]);
  });

  test("refuses an image that is not RGB", async () => {
    const image = { data: new Uint8Array(4), height: 2, width: 2 };
    await expect(overlay(image, map(1, 1, 0))).rejects.toThrow(
      new RangeError("overlay: expected an RGB image of 2 x 2 x 3 = 12 bytes, got 4"),
    );
    await expect(outline(image, { data: [0], height: 1, width: 1 })).rejects.toThrow(
      new RangeError("outline: expected an RGB image of 2 x 2 x 3 = 12 bytes, got 4"),
    );
  });
});
