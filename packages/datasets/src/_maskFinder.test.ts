import { describe, expect, test } from "vitest";
import { imageTree } from "../test/tree.ts";
import { maskFinder } from "./_maskFinder.ts";

const finderOf = async (...files: string[]) => maskFinder(await imageTree(...files), "m");

describe("maskFinder", () => {
  test.each([
    { files: ["a_mask.png", "a.png"], is: ["m/a_mask.png"] },
    { files: ["A_Mask.PNG"], is: ["m/A_Mask.PNG"] },
    { files: ["a.png", "a_gt.png"], is: ["m/a.png"] },
    { files: ["a_seg.png"], is: ["m/a_seg.png"] },
    { files: ["a_mask_0.png", "a_mask_10.png", "a_mask_9.png"], is: ["m/a_mask_0.png", "m/a_mask_9.png", "m/a_mask_10.png"] },
    { files: ["a/000.png", "a/001.png"], is: ["m/a/000.png", "m/a/001.png"] },
    { files: ["b.png", "a.txt.png"], is: [] },
  ])("finds $is among $files for the image a", async ({ files, is }) => {
    expect((await finderOf(...files))("a")).toEqual(is);
  }); // prettier-ignore

  test("tells A from a, and pairs accents written in two ways", async () => {
    const find = await finderOf("A_mask.png", "a_mask.png", "e\u0301_mask.png");
    expect([find("A"), find("a"), find("\u00e9")]).toEqual([
      ["m/A_mask.png"],
      ["m/a_mask.png"],
      ["m/e\u0301_mask.png"],
    ]);
  });

  test("leaves folders of images' names where it is told to", async () => {
    const root = await imageTree("a/0.png");
    expect((await maskFinder(root, "m", { nested: false }))("a")).toEqual([]);
  });
});
