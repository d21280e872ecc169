import { describe, expect, test } from "vitest";
import { maskFoldersBeside, maskNames } from "./_maskNames.ts";

describe("maskNames", () => {
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
    expect(maskNames(stem)[0]).toEqual({ of, word, number });
  });

  test.each([
    ["1_pixelmask", ["1_pixel", "1"]],
    ["1_Segmentation_Mask", ["1_Segmentation", "1"]],
    ["1_binary_mask_2", ["1_binary", "1"]],
    ["1_labelIds", ["1"]],
    ["crack_defect_mask", ["crack_defect", "crack"]],
    ["binary_mask_1", ["binary", "1"]],
  ])("takes %s as a mask of one of %s", (stem, of) => {
    expect(maskNames(stem).map((name) => name.of)).toEqual(of);
  });

  test.each(["a", "mask", "000_regular", "good", "face", "constructor", "1_binary", "part_defect"])(
    "leaves %s",
    (stem) => {
      expect(maskNames(stem)).toEqual([]);
    },
  );
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
