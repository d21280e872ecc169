import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readLookAt } from "../predict/readLookAt.ts";
import { readGrid } from "../sweep/readGrid.ts";
import { readConfigFile } from "./readConfigFile.ts";
import { readTextFile } from "./readTextFile.ts";

test("files that an editor on Windows wrote are read without their byte order mark", async () => {
  const root = await temporaryFolder();
  const saved = async (value: object) => {
    const file = join(root, "file.json");
    await writeFile(file, `\uFEFF${JSON.stringify(value)}\r\n`);
    return file;
  };
  expect(await readTextFile(await saved({ ü: 1 }))).toBe('{"ü":1}\r\n');
  expect(await readConfigFile(await saved({ steps: 3 }))).toEqual({ steps: 3 });
  const grid = { train: { data: ["bottle"], methods: ["patchcore"] } };
  expect((await readGrid(await saved(grid))).train).toMatchObject(grid.train);
  const corners = [[0, 0], [4, 0], [4, 4]]; // prettier-ignore
  expect(await readLookAt(await saved({ polygons: [corners] }))).toMatchObject({
    polygons: [{ length: 3 }],
  });
});
