import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readLookAt } from "./readLookAt.ts";

test("a picture is looked at where it is not black", async () => {
  const file = join(await temporaryFolder(), "mask.png");
  const data = Uint8Array.of(0, 0, 0, 0, 0, 9, 255, 255, 255);
  await sharp(data, { raw: { height: 1, width: 3, channels: 3 } }).toFile(file);
  expect(await readLookAt(file)).toEqual({ data: Uint8Array.of(0, 1, 1), height: 1, width: 3 });
});

test("polygons are read with the size that they are of, and anything else is refused by name", async () => {
  const file = join(await temporaryFolder(), "look.json");
  await writeFile(file, '{ "polygons": [[[0, 0], [9, 0], [0, 9]]], "of": [20, 10] }');
  expect(await readLookAt(file)).toEqual({
    polygons: [[{ x: 0, y: 0 }, { x: 9, y: 0 }, { x: 0, y: 9 }]], // prettier-ignore
    of: { width: 20, height: 10 },
  });
  for (const text of [
    "",
    "null",
    "{}",
    '{ "polygons": [] }',
    '{ "polygons": [[[0, 0], [1, 1]]] }',
    '{ "polygons": [[[0, 0], [9, 0], [0, 9]]], "of": [0, 1] }',
  ]) {
    // prettier-ignore
    await writeFile(file, text);
    await expect(readLookAt(file)).rejects.toThrow(
      `{ "polygons": [[[x, y], ...], ...] } in ${file}`,
    );
  }
});
