import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { randomStream } from "@flawlens/sampling";
import { realData } from "../test/realData.ts";
import { tree } from "../test/tree.ts";
import { readImage } from "./readImage.ts";

/** 2 x 3: red, green, blue; white, grey, black. */
const COLORS = [255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 128, 128, 128, 0, 0, 0];
const colors = () => sharp(Uint8Array.from(COLORS), { raw: { height: 2, width: 3, channels: 3 } });
const gradient = (height: number, width: number) =>
  sharp(
    Uint8Array.from({ length: height * width * 3 }, (_, i) => (i * 7) % 251),
    { raw: { height, width, channels: 3 } },
  );

describe("readImage", () => {
  test("gives plain bytes, not a Buffer, whose slices are no copies", async () => {
    const root = await tree({ "a.png": await colors().png().toBuffer() });
    const { data } = await readImage(join(root, "a.png"));
    expect(Object.getPrototypeOf(data)).toBe(Uint8Array.prototype);
  });

  test("gives the pixels of a PNG, red first", async () => {
    const root = await tree({ "a.png": await colors().png().toBuffer() });
    const size = { height: 2, width: 3 };
    expect(await readImage(join(root, "a.png"))).toEqual({
      data: Uint8Array.from(COLORS),
      ...size,
      channels: 3,
      original: size,
    });
  });

  test("repeats grey in three channels and cuts 16 bits to 8", async () => {
    const grey = Uint16Array.from([0, 255, 256, 65_535]);
    const deep = await sharp(grey, { raw: { height: 1, width: 4, channels: 1 } })
      .toColourspace("grey16")
      .png()
      .toBuffer();
    const root = await tree({ "deep.png": deep, "grey.png": { height: 1, width: 1, level: 9 } });
    const { data } = await readImage(join(root, "deep.png"));
    expect([...data]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 1, 255, 255, 255]);
    expect([...(await readImage(join(root, "grey.png"))).data]).toEqual([9, 9, 9]);
  });

  test("drops transparency, keeping the colour under it", async () => {
    const raw = { height: 1, width: 1, channels: 4 } as const;
    const clear = await sharp(Uint8Array.from([10, 20, 30, 0]), { raw })
      .png()
      .toBuffer();
    const root = await tree({ "clear.png": clear });
    expect([...(await readImage(join(root, "clear.png"))).data]).toEqual([10, 20, 30]);
  });

  test("turns an image upright by its EXIF tag and measures it upright", async () => {
    const lying = await colors().withMetadata({ orientation: 6 }).png().toBuffer();
    const root = await tree({ "lying.png": lying });
    const image = await readImage(join(root, "lying.png"));
    expect(image.original).toEqual({ height: 3, width: 2 });
    // Orientation 6: the first row is the right-hand side.
    expect([...image.data.subarray(0, 6)]).toEqual([255, 255, 255, 255, 0, 0]);
  });

  test("reads by what the file holds, not by its name, in any script", async () => {
    const root = await tree({ "Prüf bild №1.png": await gradient(8, 8).jpeg().toBuffer() });
    expect((await readImage(join(root, "Prüf bild №1.png"))).original).toEqual({
      height: 8,
      width: 8,
    });
  });

  test("converts a CMYK JPEG to RGB", async () => {
    const cmyk = await gradient(8, 8).toColourspace("cmyk").jpeg().toBuffer();
    const root = await tree({ "cmyk.jpg": cmyk });
    const image = await readImage(join(root, "cmyk.jpg"));
    expect(image.data.length).toBe(8 * 8 * 3);
  });

  test("stretches to the size asked for with an antialiased triangle", async () => {
    // A bright line in the middle of 64 px, brought to 24: Pillow's bilinear gives 30 and 65.
    const line = new Uint8Array(64);
    line[32] = 255;
    const png = await sharp(line, { raw: { height: 1, width: 64, channels: 1 } })
      .png()
      .toBuffer();
    const root = await tree({ "line.png": png });
    const image = await readImage(join(root, "line.png"), { height: 1, width: 24 });
    const row = [...image.data].filter((_, i) => i % 3 === 0);
    expect(row).toEqual([...Array(11).fill(0), 30, 65, ...Array(11).fill(0)]);
    expect(image.original).toEqual({ height: 1, width: 64 });
  });

  test("stretches colours whatever is transparent: as if it were not", async () => {
    // Red rises by 8 a pixel; the left half is transparent.
    const rgba = Uint8Array.from({ length: 32 * 4 }, (_, i) => {
      const x = Math.floor(i / 4);
      return [8 * x, 0, 100, x < 16 ? 0 : 255][i % 4];
    });
    const png = await sharp(rgba, { raw: { height: 1, width: 32, channels: 4 } })
      .png()
      .toBuffer();
    const root = await tree({ "half.png": png });
    const image = await readImage(join(root, "half.png"), { height: 1, width: 16 });
    const red = [...image.data].filter((_, i) => i % 3 === 0);
    // Pillow's: 6, 20, 36, ..., 228, 242; the ends are rounded the other way.
    expect(red).toEqual([5, ...Array.from({ length: 14 }, (_, i) => 20 + 16 * i), 243]);
    expect(image.original).toEqual({ height: 1, width: 32 });
  });

  describe("decodes large JPEGs smaller", () => {
    const random = randomStream(1);
    const noise = (side: number) =>
      sharp(
        Uint8Array.from({ length: side * side * 3 }, () => 256 * random()),
        { raw: { height: side, width: side, channels: 3 } },
      )
        .jpeg({ quality: 90 })
        .toBuffer();

    /** Mean and largest difference from every pixel decoded. */
    async function differences(path: string, side: number) {
      const size = { height: side, width: side };
      const { data: exact } = await readImage(path, { ...size, shrinkOnLoad: false });
      const { data: fast } = await readImage(path, size);
      let sum = 0;
      let largest = 0;
      for (let i = 0; i < exact.length; i++) {
        const apart = Math.abs(exact[i] - fast[i]);
        sum += apart;
        largest = Math.max(largest, apart);
      }
      return { mean: sum / exact.length, largest };
    }

    test("and stays within 1.5 grey levels on average and 12 at most of white noise", async () => {
      const root = await tree({ "noise.jpg": await noise(1024) });
      for (const side of [64, 100, 128, 224, 256]) {
        const { mean, largest } = await differences(join(root, "noise.jpg"), side);
        expect(mean).toBeGreaterThan(0); // or nothing was decoded smaller
        expect(mean).toBeLessThanOrEqual(1.5);
        expect(largest).toBeLessThanOrEqual(12);
      }
    });

    const dtd = realData("dtd");
    test.skipIf(dtd.absent)(
      "and stays within 1 and 10 on photographs of textures, 1024 px (needs DTD's images)",
      async () => {
        for (const name of ["chequered/chequered_0042", "cracked/cracked_0102"]) {
          const photo = sharp(join(dtd.path, "images", `${name}.jpg`)).resize(1024, 1024, {
            fit: "fill",
          });
          const root = await tree({ "photo.jpg": await photo.jpeg({ quality: 90 }).toBuffer() });
          for (const side of [64, 100, 128, 224, 256]) {
            const { mean, largest } = await differences(join(root, "photo.jpg"), side);
            expect(mean).toBeLessThanOrEqual(1);
            expect(largest).toBeLessThanOrEqual(10);
          }
        }
      },
    );

    test("not those that shrink by less than four, nor PNG", async () => {
      const jpeg = await noise(512);
      const root = await tree({
        "a.jpg": jpeg,
        "a.png": await sharp(jpeg).resize(1024).png().toBuffer(),
      });
      for (const [name, side] of [
        ["a.jpg", 129],
        ["a.png", 100],
      ] as const)
        expect((await differences(join(root, name), side)).largest).toBe(0);
    });

    test.each([1, 2, 3, 4, 5, 6, 7, 8])(
      "and what lies as orientation %d says like its pixels once upright",
      async (orientation) => {
        const lying = await sharp(await noise(300))
          .resize(300, 200)
          .withMetadata({ orientation })
          .jpeg()
          .toBuffer();
        const upright = await sharp(lying).autoOrient().png().toBuffer();
        const root = await tree({ "lying.jpg": lying, "upright.png": upright });
        const size = { height: 64, width: 48 };
        const expected = await readImage(join(root, "upright.png"), size);
        for (const shrinkOnLoad of orientation > 4 ? [true, false] : [false]) {
          const found = await readImage(join(root, "lying.jpg"), { ...size, shrinkOnLoad });
          expect(found.data).toEqual(expected.data);
        }
      },
    );
  });

  test("refuses an image of 400 million pixels before decoding it", async () => {
    const png = await colors().png().toBuffer();
    png.writeUInt32BE(20_000, 16);
    png.writeUInt32BE(20_000, 20);
    png.writeUInt32BE(crc32(png.subarray(12, 29)), 29);
    const root = await tree({ "huge.png": png });
    await expect(readImage(join(root, "huge.png"))).rejects.toThrow(
      `readImage: expected at most 268 million pixels in ${join(root, "huge.png")}, got more`,
    );
  });

  test("refuses half a size", async () => {
    await expect(readImage("a.png", { height: 5 })).rejects.toThrow(
      new RangeError("readImage: expected a whole height and width or neither, got 5 x undefined"),
    );
  });

  test("refuses a size of more pixels than an image may have, without blaming the file", async () => {
    await expect(readImage("a.png", { height: 16_384, width: 16_383 })).rejects.toThrow(
      new RangeError(
        "readImage: expected a height and width of at most 268 million pixels, got 16384 x 16383",
      ),
    );
  });

  test.each([
    { of: "no file", name: "none.png", message: "got no such file; check the manifest's root" },
    { of: "an empty file", name: "empty.png", message: "got an empty file; restore or remove it" },
    { of: "half a JPEG", name: "half.jpg", message: "got a damaged or truncated one" },
    { of: "the end cut off a JPEG", name: "nearly.jpg", message: "got a damaged or truncated one" },
    { of: "half a PNG", name: "half.png", message: "got a damaged or truncated one" },
    { of: "text", name: "text.png", message: "got a format that is not read here" },
    { of: "a folder", name: "folder.png", message: "got a folder" },
  ])("refuses $of by name", async ({ name, message }) => {
    const whole = await gradient(64, 64).jpeg().toBuffer();
    const wholePng = await gradient(64, 64).png().toBuffer();
    const root = await tree({
      "empty.png": "",
      "half.jpg": whole.subarray(0, whole.length / 2),
      "nearly.jpg": whole.subarray(0, whole.length - 12),
      "half.png": wholePng.subarray(0, wholePng.length / 2),
      "text.png": "not an image at all",
    });
    await mkdir(join(root, "folder.png"));
    const path = join(root, name);
    const error: Error = await readImage(path).then(
      () => expect.fail("was read"),
      (reason) => reason,
    );
    expect(error.message).toContain("readImage: expected");
    expect(error.message).toContain(path);
    expect(error.message).toContain(message);
  });
});
