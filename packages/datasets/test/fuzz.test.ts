/** Readers fed with what nobody would write: each file is read or refused by name. Bounded in time. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import * as fc from "fast-check";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import {
  anomalyDiffusion,
  dtd,
  magneticTile,
  type Manifest,
  manifestFrom,
  readImage,
  readManifest,
  readMask,
  realIad,
  visa,
} from "../src/index.ts";
import { tree } from "./tree.ts";

const bounded = { numRuns: 120, interruptAfterTimeLimit: 4000 };

/** Read, or refused with an error of ours that names the file; anything else is told. */
async function outcomeOf(reading: Promise<unknown>, file: string): Promise<string> {
  return reading.then(
    () => "fine",
    (error: unknown) => {
      if (!(error instanceof Error)) return `threw ${String(error)}`;
      const ours = /^[a-zA-Z]+: expected /.test(error.message) && error.message.includes(file);
      return ours ? "fine" : `${error.name}: ${error.message}`;
    },
  );
}

const cell = fc.oneof(
  fc.string(),
  fc.constantFrom('"', '""', '"a\n', ",", "\r\n", "\ufeff", "__proto__", "normal", "test", "train"),
  fc.constantFrom("nut/Data/Images/Normal/1.JPG", "images/woven/woven_0001.jpg"),
);
const line = fc.array(cell, { maxLength: 6 }).map((cells) => cells.join(","));
const lines = fc.array(line, { maxLength: 6 }).map((rows) => rows.join("\n"));
const table = (header: string) =>
  fc.oneof(
    lines.map((rows) => `${header}\n${rows}`),
    lines,
    fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  );

const visaFiles = {
  "nut/image_anno.csv": "image,label,mask\nnut/Data/Images/Normal/1.JPG,normal,\n",
  "split_csv/1cls.csv": "object,split,label,image,mask\n",
};
const tables: {
  of: string;
  files: Record<string, string | { height: number; width: number }>;
  file: string;
  header: string;
  read: (root: string) => Promise<Manifest>;
}[] = [
  {
    of: "a list in CSV",
    files: {},
    file: "list.csv",
    header: "image,label,types,mask,split",
    read: (root) => manifestFrom(join(root, "list.csv")),
  },
  {
    of: "VisA's annotations",
    files: { "nut/image_anno.csv": "" },
    file: "nut/image_anno.csv",
    header: "image,label,mask",
    read: visa,
  },
  {
    of: "VisA's split",
    files: visaFiles,
    file: "split_csv/1cls.csv",
    header: "object,split,label,image,mask",
    read: visa,
  },
  {
    of: "the tiles' groups",
    files: { "MT_Free/Imgs/exp1_num_1.jpg": { height: 2, width: 2 } },
    file: "manifest.csv",
    header: "image,tile_group",
    read: magneticTile,
  },
  {
    of: "DTD's partition",
    files: {
      "images/woven/woven_0001.jpg": { height: 2, width: 2 },
      "labels/val1.txt": "",
      "labels/test1.txt": "",
    },
    file: "labels/train1.txt",
    header: "images/woven/woven_0001.jpg",
    read: dtd,
  },
];

describe("tables", () => {
  test.each(tables)("$of", async ({ files, file, header, read }) => {
    const root = await tree(files);
    await fc.assert(
      fc.asyncProperty(table(header), async (content) => {
        await writeFile(join(root, file), content);
        expect(await outcomeOf(read(root), join(root, file))).toBe("fine");
      }),
      bounded,
    );
  });
});

describe("JSON", () => {
  const record = fc.record(
    {
      anomaly_class: fc.constantFrom("OK", "AK", 3, null),
      image_path: fc.oneof(fc.string(), fc.constantFrom("OK/S0001/nut_0001_OK_C1_2.jpg", null)),
      mask_path: fc.oneof(fc.string(), fc.constant(null)),
    },
    { requiredKeys: [] },
  );
  const published = fc.record(
    {
      meta: fc.oneof(
        fc.jsonValue(),
        fc.record({ prefix: fc.string(), normal_class: fc.jsonValue() }),
      ),
      train: fc.oneof(fc.jsonValue(), fc.array(record, { maxLength: 3 })),
      test: fc.oneof(fc.jsonValue(), fc.array(record, { maxLength: 3 })),
    },
    { requiredKeys: [] },
  );
  const text = fc.oneof(
    fc.oneof(published, fc.jsonValue()).map((value) => JSON.stringify(value)),
    published.chain((value) => {
      const whole = JSON.stringify(value);
      return fc.nat({ max: whole.length }).map((end) => whole.slice(0, end));
    }),
    fc.string(),
  );

  test.each([
    { of: "Real-IAD's records", file: "realiad_jsons/nut.json", read: realIad },
    {
      of: "a manifest",
      file: "manifest.json",
      read: (root: string) => readManifest(join(root, "manifest.json")),
    },
    {
      of: "a list in JSON lines",
      file: "list.jsonl",
      read: (root: string) => manifestFrom(join(root, "list.jsonl")),
    },
  ])("$of", async ({ file, read }) => {
    const root = await tree({ [file]: "", "realiad_256/x.txt": "" });
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        await writeFile(join(root, file), content);
        expect(await outcomeOf(read(root), join(root, file))).toBe("fine");
      }),
      bounded,
    );
  });
});

describe("names", () => {
  test("AnomalyDiffusion's folders with files of any name keep their order and pairs", () =>
    fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.stringMatching(/^[0-9a-z]{1,4}$/), { minLength: 1, maxLength: 5 }),
        async (stems) => {
          const files = stems.flatMap((stem) => [`n/d/image/${stem}.jpg`, `n/d/mask/${stem}.jpg`]);
          const root = await tree(Object.fromEntries(files.map((file) => [file, ""])));
          const { samples } = await anomalyDiffusion(root);
          expect(samples).toHaveLength(stems.length);
          for (const { image, mask } of samples) expect(mask).toBe(image.replace("image", "mask"));
          const numbers = samples.map(({ image }) => Number.parseInt(image.slice(10), 10));
          const all = numbers.every((number) => !Number.isNaN(number));
          expect(all ? numbers : []).toEqual(all ? numbers.toSorted((x, y) => x - y) : []);
        },
      ),
      { numRuns: 30, interruptAfterTimeLimit: 4000 },
    ));
});

describe("images", () => {
  const noise = Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * i * 7919) % 253);
  const image = () => sharp(noise, { raw: { height: 16, width: 16, channels: 3 } });
  const whole = {
    png: image().png(),
    palette: image().png({ palette: true }),
    jpeg: image().jpeg(),
    turned: image().withMetadata({ orientation: 6 }).jpeg(),
    webp: image().webp(),
    gif: image().gif(),
    tiff: image().tiff(),
  };

  test.each(Object.entries(whole))(
    "%s with a few bytes changed, mostly in its header, or cut off",
    async (_, encoder) => {
      const bytes = await encoder.toBuffer();
      const root = await tree();
      const path = join(root, "a.png");
      const anywhere = fc.nat({ max: bytes.length - 1 });
      const change = fc.tuple(fc.oneof(fc.nat({ max: 63 }), anywhere), fc.nat({ max: 255 }));
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 6 }),
          fc.option(anywhere, { freq: 4 }),
          async (changes, end) => {
            const broken = Buffer.from(bytes.subarray(0, end ?? bytes.length));
            for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
            await writeFile(path, broken);
            const reading = readImage(path, { height: 8, width: 8 }).then(({ data, original }) => {
              expect(data.length).toBe(8 * 8 * 3);
              expect(Math.min(original.height, original.width)).toBeGreaterThan(0);
            });
            expect(await outcomeOf(reading, path)).toBe("fine");
            const mask = readMask(path, { height: 8, width: 8 }).then(({ data }) => {
              expect(data.every((value) => value <= 1)).toBe(true);
            });
            expect(await outcomeOf(mask, path)).toBe("fine");
          },
        ),
        { numRuns: 120, interruptAfterTimeLimit: 2500 },
      );
    },
  );

  test("any bytes after any magic number", async () => {
    const root = await tree();
    const path = join(root, "a.png");
    const magic = fc.constantFrom(
      "\x89PNG\r\n\x1a\n",
      "\xff\xd8\xff\xe0\0\x10JFIF\0",
      "\xff\xd8\xff\xe1\0\x20Exif\0\0MM\0*",
      "RIFF\x20\0\0\0WEBPVP8 ",
      "GIF89a",
      "II*\0\x08\0\0\0",
      "BM",
      "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>",
      "P6 9 9 255\n",
      "",
    );
    await fc.assert(
      fc.asyncProperty(magic, fc.uint8Array({ maxLength: 300 }), async (start, rest) => {
        await writeFile(path, Buffer.concat([Buffer.from(start, "latin1"), rest]));
        expect(await outcomeOf(readImage(path, { height: 8, width: 8 }), path)).toBe("fine");
      }),
      bounded,
    );
  });
});
