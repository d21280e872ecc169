import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeSyntheticData } from "./writeSyntheticData.ts";

const none = { normal: 0, anomalous: 0 };

async function written(folder: string): Promise<string[]> {
  const told: string[] = [];
  const terminal = { tell: (text: string) => void told.push(text) };
  const counts = { train: { normal: 1, anomalous: 0 }, validation: none, test: none };
  await writeSyntheticData(terminal, folder, { seed: 1, size: 32, ...counts });
  return told;
}

describe("writeSyntheticData", () => {
  test("makes images, says how many, and may do so again over its own", async () => {
    const folder = join(await temporaryFolder(), "data");
    const told = await written(folder);
    // One normal image of each of the five categories.
    expect(told.at(-1)).toMatch(new RegExp(`^${folder}: 5 images, made in `));
    expect(await readdir(folder)).toEqual(expect.arrayContaining(["images", "manifest.json"]));
    expect((await written(folder)).at(-1)).toContain("5 images");
  });

  test("writes nothing where there is something else", async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, "images"));
    await writeFile(join(folder, "notes.txt"), "");
    await expect(written(folder)).rejects.toThrow(
      `quickstart: expected no other data set where the artificial images are written, got ${folder} with notes.txt; choose another --out`,
    );
    const other = await temporaryFolder();
    await writeFile(join(other, "manifest.json"), '{"provenance": {"function": "mine"}}');
    await expect(written(other)).rejects.toThrow(`got ${other} with manifest.json`);
    expect(await readdir(other)).toEqual(["manifest.json"]);
  });
});
