import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../test/listen.ts";
import { temporaryFolder, tinyConfig, tinySet } from "../test/tinyRun.ts";
import { predictImages } from "./predictImages.ts";
import { train } from "./train.ts";

const { told } = listen("log", "warn", "error");

let folder: string;
let file: string;
let image: string;
const types = ["pit", "deformation", "scratch", "missing-parts", "contamination"];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-predict-"));
  const data = join(folder, "data");
  const { samples } = await tinySet(data);
  image = join(data, samples[1].image);
  await train({ data, out: folder, config: tinyConfig({ steps: 1 }), seed: 1, skipCheck: true });
  file = join(folder, "detector.onnx");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("predictImages", () => {
  test("takes images of any size and kind, and draws on each in its own pixels", async () => {
    const photo = () => sharp(image).resize({ width: 50, height: 20, fit: "fill" });
    const kinds: Record<string, { file: Promise<Buffer>; size?: [number, number] }> = {
      "grey.png": { file: photo().toColourspace("b-w").png().toBuffer() },
      "deep.png": { file: photo().toColourspace("rgb16").png().toBuffer() },
      "transparent.png": { file: photo().ensureAlpha(0.5).png().toBuffer() },
      "palette.png": { file: photo().png({ palette: true }).toBuffer() },
      "turned.jpg": {
        file: photo().withMetadata({ orientation: 6 }).jpeg().toBuffer(),
        size: [20, 50],
      },
      "print.jpg": { file: photo().toColourspace("cmyk").jpeg().toBuffer() },
      "web.webp": { file: photo().webp().toBuffer() },
      "scan.tiff": { file: photo().tiff().toBuffer() },
      "dot.png": { file: photo().resize(1, 1).png().toBuffer(), size: [1, 1] },
      "large.png": { file: photo().resize(900, 700).png().toBuffer(), size: [900, 700] },
    };
    const [at, out] = [await temporaryFolder(), await temporaryFolder()];
    for (const [name, kind] of Object.entries(kinds))
      await writeFile(join(at, name), await kind.file);
    const paths = Object.keys(kinds).map((name) => join(at, name));

    expect(await predictImages(file, paths, out)).toEqual({ unreadable: [] });
    for (const [name, { size = [50, 20] }] of Object.entries(kinds)) {
      const { width, height } = await sharp(join(out, `${name.split(".")[0]}.pit.png`)).metadata();
      expect([name, width, height]).toEqual([name, ...size]);
    }
    expect(await readdir(out)).toHaveLength(paths.length * types.length);
  });

  test("scores the others where one is no image, and names that one", async () => {
    const [at, out] = [await temporaryFolder(), await temporaryFolder()];
    const text = join(at, "notes.png");
    await writeFile(text, "no image");
    const missing = join(at, "missing.png");
    const { unreadable } = await predictImages(file, [text, missing, image], out);
    expect(unreadable).toEqual([text, missing]);
    expect(told.join("\n")).toContain(`expected an image at ${missing}, got no such file`);
    expect(await readdir(out)).toHaveLength(types.length);
  });

  test("keeps the overlays of two images of one name apart", async () => {
    const [at, out] = [await temporaryFolder(), await temporaryFolder()];
    const paths = ["a", "b"].map((name) => join(at, name, "001.png"));
    for (const path of paths) {
      await mkdir(join(path, ".."));
      await sharp(image).toFile(path);
    }
    await predictImages(file, paths, out);
    const names = await readdir(out);
    expect(names).toHaveLength(2 * types.length);
    expect(names).toEqual(expect.arrayContaining(["001-1.pit.png", "001-2.pit.png"]));
  });

  test("writes nothing where the model is no detector", async () => {
    const out = join(await temporaryFolder(), "out");
    await expect(predictImages(image, [image], out)).rejects.toThrow(`cannot use ${image}`);
    await expect(readdir(out)).rejects.toThrow("ENOENT");
  });
});
