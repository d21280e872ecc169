import { describe, expect, test } from "vitest";

import { accuracyRows, formatAccuracy } from "./accuracyTable.ts";
import { descriptionAccuracy } from "./descriptionAccuracy.ts";
import type { Judgement } from "./judgeDescriptions.ts";

/** The accuracies of four regions of one object, of which `right` have the right description first. */
const accuracyOf = (right: number) =>
  descriptionAccuracy(
    Array.from({ length: 4 }, (_, i) => ({
      category: "gear",
      regionCount: 2,
      description: "x",
      ranking: i < right ? ["x", "y"] : ["y", "x"],
    })),
  );
const judgementOf = (all: number, sameObject: number): Judgement => {
  const both = { all: accuracyOf(all), sameObject: accuracyOf(sameObject) };
  const none = { all: accuracyOf(1), sameObject: accuracyOf(1) };
  return { region: both, none, wrong: { all: accuracyOf(0), sameObject: accuracyOf(0) } };
};
const evaluation = {
  split: "test" as const,
  candidates: 8,
  chance: { all: 0.125, sameObject: 0.5 },
  accuracy: judgementOf(3, 4),
};

describe("accuracyRows", () => {
  test("has each kind of mask, those before training where there are any, and guessing", () => {
    expect(accuracyRows(evaluation)).toEqual([
      { name: "with the region's mask", all: 0.75, sameObject: 1 },
      { name: "without a mask", all: 0.25, sameObject: 0.25 },
      { name: "with a mask of another image", all: 0, sameObject: 0 },
      { name: "guessing", all: 0.125, sameObject: 0.5 },
    ]);
    const rows = accuracyRows({ ...evaluation, zeroShot: judgementOf(2, 2) });
    expect(rows).toHaveLength(7);
    expect(rows[3]).toEqual({
      name: "before training, with the region's mask",
      all: 0.5,
      sameObject: 0.5,
    });
  });
});

describe("formatAccuracy", () => {
  test("writes the tables in percent", () => {
    expect(formatAccuracy(evaluation).split("\n")).toEqual([
      "Accuracy in percent on 4 regions of the test split",
      "",
      "                                                 among all 8     same object",
      "with the region's mask                                  75.0           100.0",
      "without a mask                                          25.0            25.0",
      "with a mask of another image                             0.0             0.0",
      "guessing                                                12.5            50.0",
      "",
      "right one among the first five of all: 100.0",
      "",
      "by object                                           accuracy         regions",
      "gear                                                    75.0               4",
      "",
      "by regions in the image                             accuracy         regions",
      "2                                                       75.0               4",
    ]);
  });
});
