import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readTextures } from "./readTextures.ts";

/** A picture of one pixel, RGB 200, 100, 50, as PNG. */
const pixel = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGM4kWIEAANWAV/oF4RSAAAAAElFTkSuQmCC",
  "base64",
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-textures-"));
  await mkdir(join(folder, "some/banded"), { recursive: true });
  await mkdir(join(folder, "none"));
  await writeFile(join(folder, "some/banded/a.PNG"), pixel);
  await writeFile(join(folder, "some/b.png"), pixel);
  await writeFile(join(folder, "some/readme.txt"), "no picture");
});
afterAll(() => rm(folder, { recursive: true }));

describe("readTextures", () => {
  test("reads every picture of a folder and those below it, at one size", async () => {
    const textures = await readTextures(join(folder, "some"), { height: 4, width: 6 });
    expect(textures).toHaveLength(2);
    for (const { data, height, width } of textures) {
      expect([data.length, height, width]).toEqual([4 * 6 * 3, 4, 6]);
      expect(Array.from(data.slice(0, 3))).toEqual([200, 100, 50]);
    }
  });

  test("refuses a folder without pictures, and one that is not there", async () => {
    const size = { height: 4, width: 4 };
    await expect(readTextures(join(folder, "none"), size)).rejects.toThrow(
      /readTextures: expected pictures in .*none, got none; leave textures out/,
    );
    await expect(readTextures(join(folder, "nowhere"), size)).rejects.toThrow(
      /readTextures: expected a folder of pictures at .*nowhere, got ENOENT/,
    );
  });
});
