import { describe, expect, test } from "vitest";
import { leftOutImages, leftOutText } from "./leftOutImages.ts";

type Scored = Parameters<ReturnType<typeof leftOutImages>["add"]>[0];
const normal: Scored = { id: "good/1", label: 0, defectTypes: [], masked: false };
const whole: Scored = { id: "pit/1", label: 1, defectTypes: ["pit"], masked: true };
const pixel = ["pixelAuroc", "pixelAveragePrecision", "pixelF1Max", "aupro", "meanImagePixelAuroc"];

function groupsOf(records: readonly Scored[], unlabelled?: string[]) {
  const tally = leftOutImages(unlabelled);
  for (const record of records) tally.add(record);
  return tally.groups();
}

describe("leftOutImages", () => {
  test("of images of which everything is known is empty", () => {
    expect(groupsOf([normal, whole])).toEqual([]);
  });

  test("names what is not known, the images, and the scores that leave them out", () => {
    const records = [
      normal,
      whole,
      { ...whole, id: "pit/2", masked: false },
      { ...whole, id: "odd/1", defectTypes: [], masked: false },
    ];
    expect(groupsOf(records, ["private/1"])).toEqual([
      {
        unknown: "label",
        images: 1,
        scores: ["imageAuroc", "imageAveragePrecision", "imageF1Max", ...pixel],
        ids: ["private/1"],
      },
      { unknown: "type", images: 1, scores: ["types", "macro"], ids: ["odd/1"] },
      { unknown: "mask", images: 2, scores: pixel, ids: ["pit/2", "odd/1"] },
    ]);
  });

  test("counts all images and names a hundred", () => {
    const many = Array.from({ length: 250 }, (_, i) => `private/${i}`);
    const [{ images, ids }] = groupsOf([], many);
    expect([images, ids.length, ids[99]]).toEqual([250, 100, "private/99"]);
  });
});

describe("leftOutText", () => {
  test.each([
    {
      unknown: "label" as const,
      images: 1200,
      text: "Every score leaves out 1,200 images that nobody knows to be normal or anomalous.",
    },
    {
      unknown: "type" as const,
      images: 1,
      text: "The scores of types leave out 1 anomalous image of no known type; the scores of any defect count it.",
    },
    {
      unknown: "mask" as const,
      images: 5,
      text: "Pixel AUROC, pixel AP, pixel F1max and AUPRO leave out 5 anomalous images without a mask: nobody knows which of their pixels are anomalous.",
    },
  ])("of unknown $unknown says which scores", ({ text, ...group }) => {
    expect(leftOutText({ ...group, scores: [], ids: [] })).toBe(text);
  });
});
