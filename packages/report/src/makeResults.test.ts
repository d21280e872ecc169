import { expect, test } from "vitest";
import { makeDetector } from "../test/makeDetector.ts";
import { makeRecords } from "../test/makeRecords.ts";
import { noScores, sampleResults } from "../test/sampleResults.ts";
import { evaluate } from "./evaluate.ts";
import { makeResults, makeUntestedResults } from "./makeResults.ts";

const types = ["pit", "scratch"];
const detector = makeDetector(types);

test("makeResults joins scores and run, nothing else", () => {
  const { records } = makeRecords({ types, count: 30, categories: ["cap", "tile"] });
  records[1].mask = null;
  const evaluation = evaluate({ detector, records });
  const results = makeResults(evaluation, sampleResults());
  expect(results.types).toBe(evaluation.types);
  expect(results.decisions).toEqual(evaluation.decisions?.any);
  expect(results.leftOut).toEqual(evaluation.leftOut);
  expect(results.leftOut).toMatchObject([{ unknown: "mask", images: 1 }]);
  expect(results.pixels).toEqual({ ranking: "exact" });
  expect(results.meanImagePixelAuroc).toBe(evaluation.meanImagePixelAuroc);
  expect(Object.keys(results.categories ?? {})).toEqual(["cap", "tile"]);
  expect(Object.keys(results)).toEqual([
    "method",
    "engine",
    "seed",
    "dataset",
    "macro",
    "types",
    "any",
    "decisions",
    "categories",
    "undefinedTypes",
    "meanImagePixelAuroc",
    "leftOut",
    "pixels",
    "seconds",
    "peakMemory",
    "versions",
    "config",
  ]);
});

test("makeResults keeps what the threshold promises beside what it decided", () => {
  const { records } = makeRecords({ types, count: 30 });
  const evaluation = evaluate({ detector, records });
  for (const expectedFalseAlarmFraction of [0.05, null])
    expect(
      makeResults(evaluation, { ...sampleResults(), expectedFalseAlarmFraction }).decisions,
    ).toEqual({
      ...evaluation.decisions?.any,
      expectedFalseAlarmFraction,
    });
});

test("makeResults refuses a run with a fact missing", () => {
  const { records } = makeRecords({ types, count: 6 });
  const run = { ...sampleResults(), seed: undefined as unknown as number };
  expect(() => makeResults(evaluate({ detector, records }), run)).toThrow(
    new TypeError("parseResults: expected a number at seed, got nothing"),
  );
});

test("makeUntestedResults has no score, and says for each type why", () => {
  const { macro: _m, types: _t, any: _a, decisions: _d, undefinedTypes: _u, ...run } = sampleResults(); // prettier-ignore
  const results = makeUntestedResults(detector, run);
  expect(results).toEqual({
    ...run,
    macro: noScores,
    any: noScores,
    types: {
      pit: { ...noScores, support: 0, threshold: 0.5 },
      scratch: { ...noScores, support: 0, threshold: 0.5 },
    },
    undefinedTypes: [
      "pit: there are no defects to test with",
      "scratch: there are no defects to test with",
    ],
    meanImagePixelAuroc: null,
    leftOut: [],
    pixels: null,
  });
});
