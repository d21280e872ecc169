import { describe, expect, test } from "vitest";
import { maskFoldersBeside, maskName } from "./_maskNames.ts";

describe("maskName", () => {
  test.each([
    ["a_mask", "a", "mask", 0],
    ["a_Mask", "a", "mask", 0],
    ["a_MASKS", "a", "masks", 0],
    ["a-mask", "a", "mask", 0],
    ["a.mask", "a", "mask", 0],
    ["001mask", "001", "mask", 0],
    ["a_seg", "a", "seg", 0],
    ["a_groundtruth", "a", "groundtruth", 0],
    ["a_ground_truth", "a", "groundtruth", 0],
    ["Part0_label", "Part0", "label", 0],
    ["10000_GT", "10000", "gt", 0],
    ["a_mask_2", "a", "mask", 2],
    ["mask_a", "a", "mask", 0],
    ["a.png_mask", "a", "mask", 0],
    ["my_part 3_mask", "my_part 3", "mask", 0],
  ])("takes %s as a mask of %s", (stem, of, word, number) => {
    expect(maskName(stem)).toEqual({ of, word, number });
  });

  test.each(["a", "mask", "000_regular", "good", "face", "constructor"])("leaves %s", (stem) => {
    expect(maskName(stem)).toBeNull();
  });
});

describe("maskFoldersBeside", () => {
  test("finds folders named like another with a word for masks in addition", () => {
    const folders = ["crack", "Crack_Mask", "good", "scratch", "mask_scratch", "hole_gt"];
    expect([...maskFoldersBeside(folders)]).toEqual([
      ["Crack_Mask", "crack"],
      ["mask_scratch", "scratch"],
    ]);
  });

  test("leaves a type of defects in labels", () => {
    expect(maskFoldersBeside(["crack", "crack_label"]).size).toBe(0);
  });
});
