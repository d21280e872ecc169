import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readGrid } from "./readGrid.ts";

async function read(text: string) {
  const file = join(await temporaryFolder(), "grid.json");
  await writeFile(file, text);
  return readGrid(file);
}

test("what a grid does not say has its default", async () => {
  const { train, predict } = await read('{ "train": { "data": ["a"], "methods": ["padim"] } }');
  expect(train).toEqual({ data: ["a"], methods: ["padim"], levels: [0], shots: [10], seeds: [1], settings: {}, settingsOf: {}, allowOutside: false }); // prettier-ignore
  expect(predict).toBeUndefined();
});

test("the grids of the example are grids", async () => {
  const folder = join(import.meta.dirname, "../../../../examples/multi-cue-adl/grids");
  const names = await readdir(folder);
  expect(names).toContain("paper.json");
  for (const name of names) expect((await readGrid(join(folder, name))).train?.seeds).toEqual([1, 2, 3]); // prettier-ignore
});

test.each([
  { text: "{", says: "expected a grid file of JSON at" },
  { text: "{}", says: "expected train, predict or evaluate, got none of them" },
  { text: '{ "train": { "data": ["a"], "methods": ["padim"], "seed": [1] } }', says: "train.seed: there is no such key; did you mean train.seeds?" }, // prettier-ignore
  { text: '{ "train": { "data": ["a"], "methods": ["padim"], "levels": [2] } }', says: "train.levels: expected list of numbers" }, // prettier-ignore
  { text: '{ "predict": { "model": "m", "data": "d", "shards": 0 } }', says: "predict.shards: expected integer (1 to 100000), got 0" }, // prettier-ignore
])("$text is refused", async ({ text, says }) => {
  await expect(read(text)).rejects.toThrow(says);
});
