import { describe, expect, test } from "vitest";
import { noScores, sampleResults, sampleScores } from "../test/sampleResults.ts";
import { parseResults } from "./parseResults.ts";

describe("parseResults", () => {
  test("returns what was written, from text or value", () => {
    const results = sampleResults({ categories: { bottle: sampleScores(0.8), cap: noScores } });
    expect(parseResults(JSON.stringify(results))).toEqual(results);
    expect(parseResults(results)).toEqual(results);
  });

  test("accepts a config of null and keys of a later version", () => {
    const results = { ...sampleResults({ config: null }), powerWatts: 30 };
    expect(parseResults(results)).toEqual(results);
  });

  test.each([
    { at: "", value: [], message: "expected an object at the top, got []" },
    { at: "method", value: 3, message: "expected a string at method, got 3" },
    {
      at: "engine.threads",
      value: 1.5,
      message: "expected a whole number at engine.threads, got 1.5",
    },
    { at: "seed", value: "7", message: 'expected a number at seed, got "7"' },
    {
      at: "dataset.test",
      value: -1,
      message: "expected a number >= 0 at dataset.test, got -1",
    },
    {
      at: "macro.aupro",
      value: 1.2,
      message: "expected a fraction in [0, 1] or null at macro.aupro, got 1.2",
    },
    {
      at: "any.imageF1Max",
      value: NaN,
      message: "expected a finite number in [0, 1] or null at any.imageF1Max, got NaN",
    },
    {
      at: "types.scratch.pixelAuroc",
      value: undefined,
      message: "expected a number in [0, 1] or null at types.scratch.pixelAuroc, got nothing",
    },
    {
      at: "types.scratch.support",
      value: null,
      message: "expected a number at types.scratch.support, got null",
    },
    {
      at: "types.scratch.threshold",
      value: "0.4",
      message: 'expected a number or null at types.scratch.threshold, got "0.4"',
    },
    {
      at: "decisions",
      value: { found: 3 },
      message: "expected a number at decisions.positives, got nothing",
    },
    {
      at: "decisions",
      value: {
        found: 3,
        positives: 4,
        falseAlarms: 0,
        negatives: 2,
        expectedFalseAlarmFraction: 5,
      },
      message:
        "expected a fraction in [0, 1] or null at decisions.expectedFalseAlarmFraction, got 5",
    },
    {
      at: "leftOut",
      value: undefined,
      message: "expected an array at leftOut, got nothing",
    },
    {
      at: "leftOut",
      value: [{ unknown: "mask", images: 1, scores: ["aupro"], ids: [7] }],
      message: "expected a string at leftOut[0].ids[0], got 7",
    },
    {
      at: "pixels",
      value: { ranking: "about" },
      message: 'expected "exact" or "bounded" at pixels.ranking, got "about"',
    },
    {
      at: "pixels",
      value: { ranking: "bounded", errors: { pixelAuroc: 0.001 } },
      message: "expected a number at pixels.errors.pixelAveragePrecision, got nothing",
    },
    {
      at: "meanImagePixelAuroc",
      value: "0.9",
      message: 'expected a number in [0, 1] or null at meanImagePixelAuroc, got "0.9"',
    },
    {
      at: "meanImagePixelAuroc",
      value: 1.5,
      message: "expected a fraction in [0, 1] or null at meanImagePixelAuroc, got 1.5",
    },
    {
      at: "categories",
      value: { cap: 0.9 },
      message: "expected an object at categories.cap, got 0.9",
    },
    {
      at: "undefinedTypes",
      value: {},
      message: "expected an array at undefinedTypes, got {}",
    },
    {
      at: "undefinedTypes",
      value: ["a: b", 2],
      message: "expected a string at undefinedTypes[1], got 2",
    },
    {
      at: "seconds",
      value: { train: 3 },
      message: "expected a number at seconds.evaluate, got nothing",
    },
    {
      at: "versions.node",
      value: 20,
      message: "expected a string at versions.node, got 20",
    },
    { at: "config", value: undefined, message: "expected a value at config, got nothing" },
  ])("refuses: $message", ({ at, value, message }) => {
    expect(() => parseResults(replace(sampleResults(), at, value))).toThrow(
      `parseResults: ${message}`,
    );
  });

  test("refuses text that is not JSON, showing how it begins", () => {
    expect(() => parseResults('{"method": "multitype-fcdd", "engine": {"na')).toThrow(
      new SyntaxError(
        'parseResults: expected JSON, got {"method": "multitype-fcdd", "engine": {...',
      ),
    );
    expect(() => parseResults("")).toThrow("parseResults: expected JSON, got an empty text");
  });
});

/** A copy with one value replaced, or removed where it is `undefined`. */
function replace(root: unknown, path: string, value: unknown): unknown {
  if (path === "") return value;
  const copy = structuredClone(root) as Record<string, unknown>;
  const keys = path.split(".");
  const last = keys.pop() as string;
  const holder = keys.reduce((o, key) => o[key] as Record<string, unknown>, copy);
  if (value === undefined) delete holder[last];
  else holder[last] = value;
  return copy;
}
