import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realData } from "../test/realData.ts";
import { tree } from "../test/tree.ts";
import { checkDataset } from "./checkDataset.ts";
import { formatCheck } from "./formatCheck.ts";
import { loadDataset } from "./loadDataset.ts";

const broken = () =>
  tree({
    "good/a.png": { height: 4, width: 4 },
    "good/b.png": "no image",
    "crack/c.png": { height: 4, width: 4 },
    "crack/d.png": { height: 4, width: 4 },
    "crack/e.png": { height: 4, width: 4 },
    "masks/crack/c.png": { height: 4, width: 4, level: 0 },
    "masks/crack/d.png": { height: 3, width: 4 },
    "masks/crack/z.png": { height: 4, width: 4 },
  });

describe("checkDataset", () => {
  test("counts what is there and names every file that is wrong", async () => {
    const root = await broken();
    const check = await checkDataset(await loadDataset(root));
    const plain = { split: "train", emptyMasks: 0 };
    expect(check.rows).toMatchObject([
      { ...plain, type: "crack", images: 3, masks: 2, emptyMasks: 1, parts: 3 },
      { ...plain, type: "normal", images: 2, masks: 0, parts: 2 },
    ]);
    expect(check.problems.map(({ kind, file }) => [kind, file])).toEqual([
      ["size", "masks/crack/d.png"],
      ["unreadable", "good/b.png"],
      ["orphan", "masks/crack/z.png"],
    ]);
    expect(check.problems[1].message).toContain(join(root, "good/b.png"));
  });

  test("tells how far it is, and ends where it is told to", async () => {
    const manifest = await loadDataset(await broken());
    const told: number[][] = [];
    await checkDataset(manifest, { onProgress: (...counts) => told.push(counts) });
    expect(told).toEqual([
      [4, 5],
      [5, 5],
    ]);
    const stop = new AbortController();
    const check = checkDataset(manifest, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(check).rejects.toThrow("aborted");
  });

  const hazelnut = realData("hazelnut-toy");
  test.skipIf(hazelnut.absent)("finds nothing wrong with the hazelnut toy", async () => {
    const { problems, rows } = await checkDataset(await loadDataset(hazelnut.path));
    expect(problems).toEqual([]);
    expect(rows.map(({ type, images, masks }) => [type, images, masks])).toEqual([
      ["normal", 28, 0],
      ["colour", 17, 17],
      ["normal", 6, 0],
    ]);
  });
});

describe("formatCheck", () => {
  test("is a table and a list, cut where it gets long", async () => {
    const root = await broken();
    const check = await checkDataset(await loadDataset(root));
    const lines = formatCheck(check, { limit: 0 }).split("\n");
    expect(lines[0]).toMatch(/^category +split +type +images +masks +empty masks +parts$/);
    expect(lines[1]).toMatch(/ train +crack +3 +2 +1 +3$/);
    expect(lines.slice(3)).toEqual([
      "warning: folder: 1 anomalous images have no mask, the first crack/e.png",
      "unreadable: 1",
      "  ... and 1 more",
      "size: 1",
      "  ... and 1 more",
      "orphan: 1",
      "  ... and 1 more",
    ]);
    expect(formatCheck(check)).toContain(`${root}/good/b.png`);
    expect(formatCheck({ rows: [], problems: [], warnings: [] })).toContain("no problems found");
  });
});
