/** What folders and files do outside of examples, one test each: handled, or refused by name. */
import { execFileSync } from "node:child_process";
import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import {
  checkDataset,
  loadDataset,
  loadSamples,
  type Manifest,
  readImage,
  readMask,
} from "../src/index.ts";
import { imageTree, tree } from "./tree.ts";

/** Rows of red, green and blue, 4 px each, 12 px wide: which way is up is plain to see. */
const stripes = (): Sharp => {
  const colors = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];
  const data = Uint8Array.from(
    { length: 12 * 12 * 3 },
    (_, i) => colors[Math.floor(i / 36 / 4)][i % 3],
  );
  return sharp(data, { raw: { height: 12, width: 12, channels: 3 } });
};

/** A TIFF of 2 x 2 px of 32 bits: unsigned (1), signed (2), float (3). */
function wideTiff(format: number): Uint8Array {
  const tags = [
    [256, 2], // width, height, bits, not compressed, 0 is black, pixels from byte 138 on
    [257, 2],
    [258, 32],
    [259, 1],
    [262, 1],
    [273, 138],
    [277, 1],
    [278, 2],
    [279, 16],
    [339, format],
  ];
  const view = new DataView(new ArrayBuffer(138 + 16));
  view.setUint32(0, 0x49492a00);
  view.setUint32(4, 8, true);
  view.setUint16(8, tags.length, true);
  tags.forEach(([tag, value], i) => {
    view.setUint16(10 + 12 * i, tag, true);
    view.setUint16(12 + 12 * i, 3, true);
    view.setUint32(14 + 12 * i, 1, true);
    view.setUint16(18 + 12 * i, value, true);
  });
  return new Uint8Array(view.buffer);
}

/** Reads the only image of a data set of one, through every door. */
async function readEverywhere(name: string, bytes: Uint8Array) {
  const root = await tree({ [`good/${name}`]: bytes });
  const manifest = await loadDataset(root);
  expect((await checkDataset(manifest)).problems).toEqual([]);
  for await (const { image } of loadSamples(manifest)) return image;
  return expect.fail("no sample");
}

/** How a data set of one bad image is refused: by the check, and by name when it is read. */
async function refusal(root: string, manifest?: Manifest): Promise<string> {
  const known = manifest ?? (await loadDataset(root));
  const { problems } = await checkDataset(known);
  expect(problems.map(({ kind }) => kind)).toEqual(["unreadable"]);
  expect(problems[0].message).toContain(join(root, problems[0].file));
  const reading = (async () => {
    for await (const _ of loadSamples(known));
  })();
  const message = await reading.then(
    () => "",
    (error: Error) => error.message,
  );
  expect(withoutDetail(message)).toBe(withoutDetail(problems[0].message));
  return problems[0].message;
}

/** Without what libvips says beside: it keeps one text for the whole process, which other reads may have changed. */
const withoutDetail = (message: string) => message.replace(/ \(.*\)/, "");

describe("handled", () => {
  test("a wrong extension: a JPEG named .png, a PNG named .JPG, a WebP named .bmp", async () => {
    for (const [name, image] of [
      ["a.png", stripes().jpeg()],
      ["a.JPG", stripes().png()],
      ["a.bmp", stripes().webp()],
    ] as const)
      expect((await readEverywhere(name, await image.toBuffer())).original.width).toBe(12);
  });

  test.each([
    { orientation: 1, first: [255, 0, 0], last: [0, 0, 255] },
    { orientation: 3, first: [0, 0, 255], last: [255, 0, 0] },
    { orientation: 4, first: [0, 0, 255], last: [255, 0, 0] },
    { orientation: 6, first: [0, 0, 255], last: [255, 0, 0] },
    { orientation: 8, first: [255, 0, 0], last: [0, 0, 255] },
  ])(
    "EXIF orientation $orientation, image and mask alike",
    async ({ orientation, first, last }) => {
      const png = await stripes().withMetadata({ orientation }).png().toBuffer();
      const { data } = await readEverywhere("a.png", png);
      // Turned by a quarter (6, 8), the stripes run down: the first row holds all three.
      const width = 12 * 3;
      expect([...data.subarray(0, 3)]).toEqual(first);
      expect([...data.subarray(data.length - 3)]).toEqual(last);
      const rowsAlike = orientation <= 4;
      expect(data.subarray(0, width).every((v, i) => v === data[i % 3])).toBe(rowsAlike);

      const root = await tree({ "m.png": png });
      const mask = await readMask(join(root, "m.png"), { classes: [255] });
      expect([mask.height, mask.width]).toEqual([12, 12]);
    },
  );

  test("a mask turned by EXIF against its image's size", async () => {
    const wide = (orientation: number) =>
      stripes().resize(12, 6, { fit: "fill" }).withMetadata({ orientation }).png().toBuffer();
    const root = await tree({ "good/a.png": await wide(6), "m.png": await wide(8) });
    const { original } = await readImage(join(root, "good/a.png"));
    expect(original).toEqual({ height: 12, width: 6 });
    expect((await readMask(join(root, "m.png"), { expect: original })).width).toBe(6);
  });

  test.each([
    { of: "16 bits, grey", channels: 1 },
    { of: "16 bits, grey and alpha", channels: 2 },
    { of: "16 bits, RGB", channels: 3 },
    { of: "16 bits, RGB and alpha", channels: 4 },
  ] as const)("$of, resized or not", async ({ channels }) => {
    const level = Math.round(0.5 * 65_535); // 127 after the lower 8 bits are cut
    const grey = channels < 3;
    const data = new Uint16Array(8 * 8 * channels).fill(level);
    const png = await sharp(data, { raw: { height: 8, width: 8, channels } })
      .toColourspace(grey ? "grey16" : "rgb16")
      .png()
      .toBuffer();
    const root = await tree({ "deep.png": png });
    for (const size of [{}, { height: 4, width: 4 }]) {
      const image = await readImage(join(root, "deep.png"), size);
      expect(image.data.length).toBe(image.height * image.width * 3);
      for (const value of image.data) expect(Math.abs(value - 127.5)).toBeLessThanOrEqual(0.5);
    }
  });

  test("8-bit grey, grey with alpha, a palette and one bit a pixel", async () => {
    const flat = (channels: 1 | 2) =>
      sharp(new Uint8Array(64 * channels).fill(200), { raw: { height: 8, width: 8, channels } });
    const grey = await flat(1).toColourspace("b-w").png().toBuffer();
    const alpha = await flat(2).toColourspace("b-w").png().toBuffer();
    for (const png of [grey, alpha]) {
      const { data } = await readEverywhere("a.png", png);
      expect([data.length, ...new Set(data)]).toEqual([192, 200]);
    }
    const palette = await stripes().png({ palette: true, colours: 4 }).toBuffer();
    const { data } = await readEverywhere("a.png", palette);
    expect([...data.subarray(0, 3)]).toEqual([255, 0, 0]);
    const bits = await sharp(new Uint8Array(64).fill(255), {
      raw: { height: 8, width: 8, channels: 1 },
    })
      .toColourspace("b-w")
      .png({ palette: true, colours: 2 })
      .toBuffer();
    expect([...new Set((await readEverywhere("a.png", bits)).data)]).toEqual([255]);
  });

  test("a CMYK JPEG: paper is white, ink is its colour, size or not", async () => {
    const inks = sharp({ create: { width: 16, height: 16, channels: 3, background: "#fff" } });
    const square = { create: { width: 8, height: 16, channels: 3 as const, background: "#f00" } };
    const cmyk = await inks
      .composite([{ input: square, left: 8, top: 0 }])
      .toColourspace("cmyk")
      .jpeg({ quality: 100 })
      .toBuffer();
    expect((await sharp(cmyk).metadata()).space).toBe("cmyk");
    const root = await tree({ "ink.jpg": cmyk });
    for (const size of [{}, { height: 4, width: 4 }]) {
      const { data, width } = await readImage(join(root, "ink.jpg"), size);
      const [paper, red] = [data.subarray(0, 3), data.subarray(3 * (width - 1), 3 * width)];
      expect(Math.min(...paper)).toBeGreaterThan(245);
      expect(red[0]).toBeGreaterThan(200); // the red of ink
      expect(Math.max(red[1], red[2])).toBeLessThan(70);
    }
  });

  test("an image 20,000 px wide, in bounded time", async () => {
    const wide = sharp({ create: { width: 20_000, height: 500, channels: 3, background: "#369" } });
    for (const bytes of [await wide.clone().png().toBuffer(), await wide.jpeg().toBuffer()]) {
      const root = await tree({ "wide.img": bytes });
      const image = await readImage(join(root, "wide.img"), { height: 32, width: 32 });
      expect(image.original).toEqual({ height: 500, width: 20_000 });
      expect(Math.abs(image.data[0] - 0x33)).toBeLessThan(3);
    }
  });

  test("unicode, spaces, quotes, percent and hash signs in names", async () => {
    const names = ["Prüf bild №1", "画像 ✓", "100% #3 'a' [b]", "e\u0301", "-rf"];
    const root = await imageTree(
      ...names.flatMap((name) => [`${name}/${name}.png`, `${name}/${name}_mask.png`]),
      "good/plain.png",
    );
    const manifest = await loadDataset(root);
    // Accents are composed: a name is one name, whichever system wrote it.
    const composed = names.map((name) => name.normalize("NFC"));
    expect(manifest.defectTypes.toSorted()).toEqual(composed.toSorted());
    expect((await checkDataset(manifest)).problems).toEqual([]);
    for await (const { sample, mask } of loadSamples(manifest))
      expect(mask?.width).toBe(sample.label === 1 ? 6 : undefined);
    expect(manifest.samples.filter(({ mask }) => mask !== null)).toHaveLength(names.length);
  });

  test("dotfiles and what else systems leave about", async () => {
    const root = await tree({
      ".DS_Store": "x",
      ".git/objects/a.png": "x",
      "good/a.png": { height: 4, width: 4 },
      "good/._a.png": "resource fork",
      "good/.hidden.png": "x",
      "good/Thumbs.db": "x",
      "good/desktop.ini": "x",
    });
    const manifest = await loadDataset(root);
    expect(manifest.samples.map(({ image }) => image)).toEqual(["good/a.png"]);
    expect((await checkDataset(manifest)).problems).toEqual([]);
  });

  test("links to images and folders, and a folder linked into itself", async () => {
    const store = await imageTree("b.png");
    const root = await imageTree("good/a.png");
    await symlink(join(root, "good/a.png"), join(root, "good/linked.png"));
    await symlink(join(root, "good"), join(root, "good/round")); // good/round/round/...
    await symlink(store, join(root, "crack"));
    const manifest = await loadDataset(root);
    const images = manifest.samples.map(({ image }) => image);
    expect(images).toEqual(["crack/b.png", "good/a.png", "good/linked.png"]);
    expect((await checkDataset(manifest)).problems).toEqual([]);

    await symlink(root, join(root, "again")); // a class that holds classes, and no image
    const { samples, leftOut } = await loadDataset(root);
    expect(samples.map(({ image }) => image)).toEqual(images);
    expect(leftOut).toContainEqual({
      path: "again",
      reason:
        "no images, but folders (again, crack, good); move their images up, or list them in a .csv file",
    });
  });
});

describe("refused by name", () => {
  test("what telephones write as HEIC, also under the name of a JPEG", async () => {
    const heic = new TextEncoder().encode("\0\0\0\x18ftypheic\0\0\0\0mif1heic".padEnd(64, "\0"));
    const root = await tree({ "good/a.jpg": heic });
    expect(await refusal(root)).toContain(
      "a.jpg, got HEIC, which is not read here; convert it to PNG or JPEG",
    );
  });

  test("a file cut off anywhere, PNG, JPEG, WebP and TIFF", async () => {
    // Noise, so that every part of the file holds pixels.
    const noise = Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * i * 7919) % 253);
    const image = () => sharp(noise, { raw: { height: 64, width: 64, channels: 3 } });
    for (const file of [image().png(), image().jpeg(), image().webp(), image().tiff()]) {
      const bytes = await file.toBuffer();
      for (const fraction of [0.1, 0.5, 0.9]) {
        const root = await tree({ "good/cut.png": bytes });
        await truncate(join(root, "good/cut.png"), Math.floor(fraction * bytes.length));
        expect(await refusal(root)).toContain("cut.png");
      }
    }
  });

  test("zero bytes, and a file of zeros", async () => {
    expect(await refusal(await tree({ "good/empty.png": "" }))).toContain("got an empty file");
    const zeros = await tree({ "good/zeros.png": new Uint8Array(4096) });
    expect(await refusal(zeros)).toContain("got a format that is not read here");
  });

  test("a link round in a circle and one that leads nowhere", async () => {
    const root = await imageTree("good/a.png");
    await symlink(join(root, "good/b.png"), join(root, "good/c.png"));
    await symlink(join(root, "good/c.png"), join(root, "good/b.png"));
    await symlink(join(root, "gone.png"), join(root, "good/d.png"));
    const manifest = await loadDataset(root);
    expect(manifest.samples.map(({ image }) => image)).toEqual(["good/a.png"]); // left out
    for (const name of ["b", "d"]) {
      const samples = [{ ...manifest.samples[0], image: `good/${name}.png` }];
      expect(await refusal(root, { ...manifest, samples, besides: ["good"] })).toContain(
        "got a link to a file that does not exist; correct or remove it",
      );
    }
  });

  test("an image of 20,000 x 20,000 px, before its pixels are decoded", async () => {
    const root = await tree();
    await mkdir(join(root, "good"));
    const raw = { width: 20_000, height: 20_000, channels: 1 } as const;
    const large = sharp(new Uint8Array(20_000 ** 2), { raw, limitInputPixels: false });
    await large
      .png({ compressionLevel: 1, adaptiveFiltering: false })
      .toFile(join(root, "good/large.png"));
    const start = performance.now();
    expect(await refusal(root)).toContain("expected at most 268 million pixels");
    expect(performance.now() - start).toBeLessThan(1000); // decoding takes several seconds
  });

  test("an image too short for the size it declares, before its pixels are decoded", async () => {
    const root = await imageTree("good/a.png");
    const bytes = await readFile(join(root, "good/a.png"));
    bytes.writeUInt32BE(16_000, 16);
    bytes.writeUInt32BE(16_000, 20);
    await writeFile(join(root, "good/a.png"), bytes);
    expect(await refusal(root)).toContain(
      `got ${bytes.length} bytes, too few for the 16000 x 16000 px that it says it has`,
    );
  });

  test("text, HTML and a folder under an image's name", async () => {
    expect(await refusal(await tree({ "good/a.png": "404 not found" }))).toContain("a.png");
    expect(await refusal(await tree({ "good/a.jpg": "<!DOCTYPE html><p>Sign in" }))).toContain(
      "a.jpg",
    );
    const root = await imageTree("good/a.png");
    await mkdir(join(root, "good/b.png"));
    const manifest = await loadDataset(root);
    const samples = [{ ...manifest.samples[0], image: "good/b.png" }];
    const message = await refusal(root, { ...manifest, samples, besides: ["good"] });
    expect(message).toContain("got a folder");
  });

  test("an SVG, which sharp would run, and a PPM", async () => {
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>';
    for (const text of [svg, `<?xml version="1.0"?>${svg}`, "P6 1 1 255\nabc"])
      expect(await refusal(await tree({ "good/a.png": text }))).toContain(
        "got a format that is not read here; convert it to PNG, or restore it if it is damaged",
      );
  });

  test.skipIf(process.platform === "win32")(
    "a pipe that nobody writes to, a device without end, a file of 2 GiB (needs POSIX)",
    async () => {
      const root = await imageTree("good/a.png");
      const manifest = { ...(await loadDataset(root)), besides: ["good"] };
      execFileSync("sh", ["-c", 'mkfifo "$0"', join(root, "good/pipe.png")]);
      await symlink("/dev/zero", join(root, "good/zero.png"));
      await writeFile(join(root, "good/vast.png"), "");
      await truncate(join(root, "good/vast.png"), 2 ** 31); // sparse: takes no room
      const read = (image: string) =>
        refusal(root, { ...manifest, samples: [{ ...manifest.samples[0], image }] });
      expect(await read("good/pipe.png")).toContain("got a pipe or a device");
      expect(await read("good/zero.png")).toContain("got a pipe or a device");
      expect(await read("good/vast.png")).toContain("at most 1 GiB");
    },
  );

  test("a file that is cut off while it is read: read or refused, and the process lives", async () => {
    const noise = Uint8Array.from({ length: 512 * 512 * 3 }, (_, i) => (i * i * 7919) % 253);
    const raw = { height: 512, width: 512, channels: 3 } as const;
    const bytes = await sharp(noise, { raw }).png().toBuffer();
    const root = await tree({ "a.png": bytes });
    const path = join(root, "a.png");
    for (let i = 0; i < 30; i++) {
      await writeFile(path, bytes);
      const reading = readImage(path).then(
        ({ width }) => expect(width).toBe(512),
        (error: Error) => expect(error.message).toContain(path),
      );
      await setTimeout(i % 6);
      await truncate(path, 1000);
      await reading;
    }
  });

  test("a TIFF of floats or of 32-bit numbers, which would come out black or white", async () => {
    for (const format of [1, 2, 3]) {
      const root = await tree({ "good/heights.tiff": wideTiff(format) });
      expect(await refusal(root)).toMatch(
        /expected 8 or 16 bits per channel in .*heights.tiff, got pixels of type (uint|int|float); scale/,
      );
      await expect(readMask(join(root, "good/heights.tiff"))).rejects.toThrow(
        "expected 8 or 16 bits",
      );
    }
  });

  test("a mask that is no image, named as the mask it is", async () => {
    const root = await imageTree("crack/a.png", "good/b.png");
    await writeFile(join(root, "crack/a_mask.png"), "none");
    expect(await refusal(root)).toContain("a_mask.png");
  });
});
