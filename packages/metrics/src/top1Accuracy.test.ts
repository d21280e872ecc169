import { describe, expect, test } from "vitest";
import { top1Accuracy } from "./top1Accuracy.ts";
import { UndefinedMetricError } from "./undefinedMetricError.ts";

describe("top1Accuracy", () => {
  test("weighs samples equally in micro and groups equally in macro", () => {
    const predicted = ["pit", "pit", "hole", "pit"];
    const actual = ["pit", "hole", "hole", "pit"];
    expect(top1Accuracy(predicted, actual, ["nut", "nut", "nut", "bolt"])).toEqual({
      micro: 0.75,
      macro: (2 / 3 + 1) / 2,
      byGroup: {
        nut: { correct: 2, total: 3, accuracy: 2 / 3 },
        bolt: { correct: 1, total: 1, accuracy: 1 },
      },
    });
  });

  test("has one group where none is named", () => {
    expect(top1Accuracy(Uint8Array.of(1, 2), [1, 3])).toEqual({
      micro: 0.5,
      macro: 0.5,
      byGroup: { all: { correct: 1, total: 2, accuracy: 0.5 } },
    });
  });

  test("refuses lists of other lengths and has no value on nothing", () => {
    expect(() => top1Accuracy([1], [1, 2])).toThrow("expected 1 actual, one per prediction, got 2");
    expect(() => top1Accuracy([1], [1], [])).toThrow(
      "expected 1 groups, one per prediction, got 0",
    );
    expect(() => top1Accuracy([], [])).toThrow(UndefinedMetricError);
  });

  test.each(["constructor", "__proto__"])("takes the group %s like any other", (group) => {
    const { byGroup } = top1Accuracy([group], [group], [group]);
    expect(Object.entries(byGroup)).toEqual([[group, { correct: 1, total: 1, accuracy: 1 }]]);
  });
});
