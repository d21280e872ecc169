import { describe, expect, test } from "vitest";
import { mapOf, maskOf } from "../test/grid.ts";
import { aupro } from "./aupro.ts";
import { auroc } from "./auroc.ts";
import { oneVsRest } from "./oneVsRest.ts";

describe("oneVsRest", () => {
  test("leaves a type without both classes out of the mean and says why", () => {
    const scores = {
      scratch: [0.9, 0.1, 0.2],
      pit: [0.3, 0.2, 0.1],
      hole: [0.1, 0.2, 0.3],
    };
    const labels = { scratch: [1, 0, 0], pit: [0, 0, 0], hole: [0, 1, 0] };
    expect(oneVsRest(scores, labels, auroc)).toEqual({
      byType: { scratch: 1, pit: null, hole: 0.5 },
      macro: 0.75,
      undefinedTypes: ["pit"],
      reasons: { pit: "auroc: expected both classes, got 3 normal and 0 anomalous samples" },
    });
  });

  test("has no mean when no type has a value", () => {
    expect(oneVsRest({ pit: [1, 2] }, { pit: [0, 0] }, auroc).macro).toBeNull();
  });

  test("takes maps and masks as well as scores and labels", () => {
    const maps = { pit: [mapOf([1, 2])], hole: [mapOf([2, 1])] };
    const masks = { pit: [maskOf(".#")], hole: [maskOf("..")] };
    expect(
      oneVsRest(maps, masks, (map, mask) => aupro(map, mask, { fprLimit: 0.5 })),
    ).toMatchObject({
      byType: { pit: 1, hole: null },
      macro: 1,
      undefinedTypes: ["hole"],
    });
  });

  test("passes a mistake in the data on, with the type's name", () => {
    const run = () => oneVsRest({ pit: [1, Number.NaN] }, { pit: [0, 1] }, auroc);
    expect(run).toThrow(RangeError);
    expect(run).toThrow("oneVsRest: type pit: auroc: expected finite scores, got scores[1] = NaN");
  });

  test("passes an error of another kind through untouched", () => {
    const failure = new TypeError("metric broke");
    const metric = () => {
      throw failure;
    };
    expect(() => oneVsRest({ pit: [1] }, { pit: [0] }, metric)).toThrow(failure);
  });

  test.each<{
    scores: Record<string, number[]>;
    labels: Record<string, number[]>;
    message: string;
  }>([
    { scores: {}, labels: {}, message: "expected at least one type" },
    { scores: { pit: [1] }, labels: {}, message: "got only one of the two for pit" },
    { scores: { pit: [1] }, labels: { pit: [1], hole: [0] }, message: "for hole" },
  ])("refuses: $message", ({ scores, labels, message }) => {
    expect(() => oneVsRest(scores, labels, auroc)).toThrow(message);
  });

  test.each(["constructor", "__proto__", "toString"])(
    "takes the type %s like any other",
    (type) => {
      const scores = Object.fromEntries([[type, [0.9, 0.1]]]);
      const { byType, macro } = oneVsRest(scores, Object.fromEntries([[type, [1, 0]]]), auroc);
      expect([Object.entries(byType), macro]).toEqual([[[type, 1]], 1]);
      const none = oneVsRest(scores, Object.fromEntries([[type, [0, 0]]]), auroc);
      expect(none.undefinedTypes).toEqual([type]);
      expect(Object.keys(none.reasons)).toEqual([type]);
    },
  );
});
