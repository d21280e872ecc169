import { describe, expect, test } from "vitest";
import { tinyMetadata } from "../../test/tinyDetector.ts";
import { explain } from "./explain.ts";
import type { FoundRegion } from "./region.ts";
import { decide } from "./verdict.ts";

const metadata = tinyMetadata();
const map = (...values: number[]) => ({
  data: Float32Array.from(values),
  height: 1,
  width: values.length,
});
const view = (...values: number[]) => ({ map: map(...values), anomalyMap: map(...values) });
const region = (type: string | null, value: number, x: number, weak = false): FoundRegion => ({
  type,
  weak,
  area: 1,
  box: { x, y: 0, width: 1, height: 1 },
  peak: { x, y: 0, value },
});

/** The words on scores of red (threshold 100) and green (50); any defect has 80. */
const on = (scores: number[], found?: Parameters<typeof explain>[2]) =>
  explain(metadata, decide(metadata, scores), found);

describe("explain", () => {
  test.each([
    { scores: [1, 2], is: "Normal: the score 3 is below the threshold 80." },
    {
      scores: [10, 60],
      is: "Normal: the score 70 is below the threshold 80. Taken alone, green would reach its threshold.",
    },
    { scores: [100, 0], is: "Anomalous: the score 100 reaches the threshold 80. Type: red." },
    {
      scores: [100, 50],
      is: "Anomalous: the score 150 reaches the threshold 80. Types: red, green.",
    },
    {
      scores: [60, 40],
      is: "Anomalous: the score 100 reaches the threshold 80. No single type reaches its own threshold; the nearest is green.",
    },
    {
      scores: [NaN, 1],
      is: "Undecided: the score is NaN, which is no finite number; the threshold is 80.",
    },
  ])("of scores $scores", ({ scores, is }) => {
    expect(on(scores)).toBe(is);
  });

  test("of a detector without a threshold", () => {
    const any = { ...metadata.any, threshold: null };
    expect(explain({ ...metadata, any }, decide({ ...metadata, any }, [1, 2]))).toBe(
      "Undecided: this detector has no threshold to compare the score 3 with.",
    );
  });

  test.each([
    { score: 79.99, is: "the score 79.99 is below the threshold 80" },
    { score: 79.999999, is: "the score 79.999999 is below the threshold 80" },
    { score: 80, is: "the score 80 reaches the threshold 80" },
    { score: 80.04, is: "the score 80.04 reaches the threshold 80" },
    { score: 123.456, is: "the score 123 reaches the threshold 80" },
  ])("prints as many digits as tell score and threshold apart: $is", ({ score, is }) => {
    expect(on([score, 0])).toContain(is);
  });

  test("says nothing of types where there is one that only stands for any defect", () => {
    const { any } = metadata;
    const of = (type: string) => {
      const rules = { ...metadata, types: [type], calibration: { [type]: any } };
      return explain(rules, decide(rules, [90]));
    };
    expect(of("anomaly")).toBe("Anomalous: the score 90 reaches the threshold 80.");
    expect(of("crack")).toBe("Anomalous: the score 90 reaches the threshold 80. Type: crack.");
  });

  test("names extra values above those of normal validation images, on anomalous images", () => {
    const extras = { peaks: { redPeak: 211, greenPeak: 220 } };
    expect(explain(metadata, { ...decide(metadata, [100, 0]), extras })).toContain(
      "Higher than on normal validation images: redPeak.",
    );
    expect(explain(metadata, { ...decide(metadata, [1, 0]), extras })).not.toContain("Higher");
  });

  test.each([
    { regions: [region("red", 200, 3)], is: "1 region, at x 3, y 0." },
    {
      // of the map threshold, red has 200/100 and green 100/40
      regions: [region("red", 200, 3), region("green", 100, 5)],
      is: "2 regions, the strongest at x 5, y 0.",
    },
    {
      regions: [region(null, 90, 4, true)],
      is: "No place of its map reaches the map threshold: the score comes from a wide area, the strongest place is at x 4, y 0.",
    },
  ])("of regions: $is", ({ regions, is }) => {
    expect(on([100, 50], { regions, views: view(0, 90) })).toBe(
      `Anomalous: the score 150 reaches the threshold 80. Types: red, green. ${is}`,
    );
  });

  test.each([
    { values: [5, 5], is: "Its map is flat and shows no place: the whole image is unusual." },
    {
      values: [NaN, Infinity],
      is: "Its map is flat and shows no place: none of its values is a finite number.",
    },
  ])("of an anomalous image without regions: $is", ({ values, is }) => {
    expect(on([100, 50], { regions: [], views: view(...values) })).toContain(is);
  });

  test.each([
    { any: [0, 150], red: [0, 99], green: [0, 0], is: "Parts of its map reach" },
    { any: [0, 149], red: [0, 100], green: [0, 0], is: "Parts of the map of red reach" },
    {
      any: [0, 150],
      red: [0, 100],
      green: [40, 0],
      is: "Parts of its map, the map of red and the map of green reach",
    },
  ])("of a normal image: $is the map threshold", ({ any, red, green, is }) => {
    const views = { ...view(...any), types: { red: view(...red), green: view(...green) } };
    expect(on([1, 2], { regions: [], views })).toBe(
      `Normal: the score 3 is below the threshold 80. ${is} the map threshold, but do not raise the score enough.`,
    );
  });

  test("says nothing of the map of a normal image that stays below its threshold or is relative", () => {
    const calm = { ...view(0, 149), types: { red: view(0, 99), green: view(0, 39) } };
    const hot = { ...view(0, 400), types: { red: view(0, 400), green: view(0, 400) } };
    const normal = "Normal: the score 3 is below the threshold 80.";
    expect(on([1, 2], { regions: [], views: calm })).toBe(normal);
    const unknown = { ...view(0, Infinity), types: { red: view(NaN), green: view(Infinity) } };
    const shrunk = { ...view(0, 1), map: map(0, 400) }; // no pixel of a small image meets the hot cell
    expect(on([1, 2], { regions: [], views: unknown })).toBe(normal);
    expect(on([1, 2], { regions: [], views: shrunk })).toBe(normal);
    const relative = tinyMetadata({ maps: "relative" });
    expect(explain(relative, decide(relative, [1, 2]), { regions: [], views: hot })).toBe(normal);
  });
});
