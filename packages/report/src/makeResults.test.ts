import { expect, test } from "vitest";
import { makeRecords } from "../test/makeRecords.ts";
import { sampleResults } from "../test/sampleResults.ts";
import { evaluate } from "./evaluate.ts";
import { makeResults } from "./makeResults.ts";

const types = ["pit", "scratch"];

test("makeResults joins scores and run, nothing else", () => {
  const { records, size } = makeRecords({ types, count: 30, categories: ["cap", "tile"] });
  const evaluation = evaluate({ types, records, size });
  const results = makeResults(evaluation, sampleResults());
  expect(results.types).toBe(evaluation.types);
  expect(Object.keys(results.categories ?? {})).toEqual(["cap", "tile"]);
  expect(Object.keys(results)).toEqual([
    "method",
    "engine",
    "seed",
    "dataset",
    "macro",
    "types",
    "any",
    "categories",
    "undefinedTypes",
    "seconds",
    "versions",
    "config",
  ]);
});

test("makeResults refuses a run with a fact missing", () => {
  const { records, size } = makeRecords({ types, count: 6 });
  const run = { ...sampleResults(), seed: undefined as unknown as number };
  expect(() => makeResults(evaluate({ types, records, size }), run)).toThrow(
    new TypeError("parseResults: expected a number at seed, got nothing"),
  );
});
