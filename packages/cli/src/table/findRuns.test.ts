import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeSweep } from "@flawlens/shards";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { findRuns } from "./findRuns.ts";

const place = (category: string, level: number, seed: number) =>
  `${category}/padim/contamination-${level}/shots-2/seed-${seed}`;

async function runs(...folders: string[]): Promise<string> {
  const root = await temporaryFolder();
  for (const folder of folders) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, "results.json"), "{}");
  }
  return root;
}

test("runs that differ in nothing but their seed are one cell, sorted by names and numbers", async () => {
  const root = await runs(place("b", 0.1, 10), place("b", 0.1, 9), place("a", 0.1, 1), "other/seed-1", "refit"); // prettier-ignore
  const { cells, missing } = await findRuns(root);
  expect(missing).toBe(0);
  expect(cells).toMatchObject([
    { category: "a" },
    { category: "b", method: "padim", level: 0.1, shots: 2 },
  ]);
  expect(cells[1].runs).toEqual([9, 10].map((seed) => ({ seed, folder: join(root, place("b", 0.1, seed)) }))); // prettier-ignore
});

test("cells come in the order of the list, which says how many runs are missing", async () => {
  const root = await runs(place("a", 0, 1), place("b", 0, 1), place("c", 0, 1));
  const jobs = [place("b", 0, 1), place("b", 0, 2), place("a", 0, 1)].map((folder, i) => ({
    id: `job-${i}`,
    hash: "0".repeat(64),
    group: "g",
    argv: ["train", "--out", `./${folder}`],
  }));
  await writeSweep({ folder: root, root, jobs });
  const { cells, missing } = await findRuns(root);
  expect(cells.map(({ category }) => category)).toEqual(["b", "a", "c"]);
  expect(missing).toBe(1);
});
