import { join } from "node:path";
import * as fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { realData } from "../test/realData.ts";
import { tree } from "../test/tree.ts";
import { readMask } from "./readMask.ts";

const greyPng = (values: readonly number[], height: number, width: number) =>
  sharp(Uint8Array.from(values), { raw: { height, width, channels: 1 } })
    .toColourspace("b-w")
    .png()
    .toBuffer();

describe("readMask", () => {
  test("takes everything but black as anomalous: 0/255 and class ids alike", async () => {
    const root = await tree({ "m.png": await greyPng([0, 1, 2, 255], 2, 2) });
    const mask = await readMask(join(root, "m.png"));
    expect(mask).toEqual({ data: Uint8Array.of(0, 1, 1, 1), height: 2, width: 2 });
  });

  test("cuts a soft mask at a threshold, and keeps only the classes asked for", async () => {
    const root = await tree({ "m.png": await greyPng([0, 127, 128, 3], 1, 4) });
    const file = join(root, "m.png");
    expect([...(await readMask(file, { threshold: 128 })).data]).toEqual([0, 0, 1, 0]);
    expect([...(await readMask(file, { classes: [3, 127] })).data]).toEqual([0, 1, 0, 1]);
  });

  test("reads 16 bits as 16 bits, colours by their largest channel, palettes by their colours", async () => {
    const deep = await sharp(Uint16Array.of(0, 1, 256), {
      raw: { height: 1, width: 3, channels: 1 },
    })
      .toColourspace("grey16")
      .png()
      .toBuffer();
    const red = sharp(Uint8Array.of(0, 0, 0, 0, 200, 0, 90, 0, 0), {
      raw: { height: 1, width: 3, channels: 3 },
    });
    const root = await tree({
      "deep.png": deep,
      "color.png": await red.clone().png().toBuffer(),
      "palette.png": await red.clone().png({ palette: true }).toBuffer(),
    });
    expect([...(await readMask(join(root, "deep.png"))).data]).toEqual([0, 1, 1]);
    const threshold = 100;
    expect([...(await readMask(join(root, "color.png"), { threshold })).data]).toEqual([0, 1, 0]);
    expect([...(await readMask(join(root, "palette.png"), { threshold })).data]).toEqual([0, 1, 0]);
  });

  test("resizes by the nearest pixel: each comes from floor((i + ½) · original / size)", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        fc.infiniteStream(fc.boolean()),
        async (from, to, on) => {
          const values = Array.from({ length: from }, () => (on.next().value ? 255 : 0));
          const root = await tree({ "m.png": await greyPng(values, 1, from) });
          const mask = await readMask(join(root, "m.png"), { height: 1, width: to });
          const wanted = Array.from(
            { length: to },
            (_, i) => values[Math.floor(((i + 0.5) * from) / to)] / 255,
          );
          expect([...mask.data]).toEqual(wanted);
        },
      ),
      { numRuns: 40 },
    );
  });

  test("refuses a mask of another size than its image, by name", async () => {
    const root = await tree({ "m.png": { height: 4, width: 6 } });
    const file = join(root, "m.png");
    await expect(readMask(file, { expect: { height: 6, width: 4 } })).rejects.toThrow(
      new RangeError(
        `readMask: expected 4 x 6 px as its image has, got 6 x 4 px in ${file}; remake the mask or remove it from the manifest`,
      ),
    );
  });

  test("refuses a missing or damaged mask, by name", async () => {
    const root = await tree({ "m.png": "PNG" });
    await expect(readMask(join(root, "m.png"))).rejects.toThrow(
      `readMask: expected an image in ${join(root, "m.png")}`,
    );
    await expect(readMask(join(root, "n.png"))).rejects.toThrow(
      `readMask: expected an image at ${join(root, "n.png")}, got no such file`,
    );
  });

  const tiles = realData("magnetic-tile");
  test.skipIf(tiles.absent)(
    "agrees with the pixel counts published beside the magnetic-tile set",
    async () => {
      const mask = await readMask(join(tiles.path, "MT_Blowhole/Imgs/exp1_num_327970.png"), {
        threshold: 128,
      });
      expect(mask.data.reduce((sum, on) => sum + on, 0)).toBe(97);
      expect([mask.width, mask.height]).toEqual([360, 349]);
    },
  );

  const visa = realData("visa");
  test.skipIf(visa.absent)("keeps the class ids of a VisA mask apart", async () => {
    const file = join(visa.path, "macaroni1/Data/Masks/Anomaly/000.png");
    const sum = async (classes?: number[]) =>
      (await readMask(file, { classes })).data.reduce((total, on) => total + on, 0);
    expect(await sum()).toBe(281);
    expect(await sum([1])).toBe(281);
    expect(await sum([2, 3])).toBe(0);
  });

  test("takes a JPEG's speckled black for normal, unless told otherwise", async () => {
    const square = Uint8Array.from({ length: 32 * 32 }, (_, i) => (i % 32 < 13 ? 255 : 0));
    const raw = { height: 32, width: 32, channels: 1 } as const;
    const jpeg = await sharp(square, { raw }).jpeg({ quality: 60 }).toBuffer();
    const path = join(await tree({ "m.jpg": jpeg }), "m.jpg");
    const count = async (options = {}) =>
      (await readMask(path, options)).data.reduce((sum, on) => sum + on, 0);
    expect(await count()).toBe(13 * 32);
    expect(await count({ threshold: 1 })).toBeGreaterThan(14 * 32);
  });
});
