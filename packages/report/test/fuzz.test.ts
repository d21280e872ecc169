import { expect, test } from "vitest";
import { fuzzSome } from "../../files/test/fuzz/fuzzSome.ts";
import { resultFiles } from "./results.fuzz.ts";

test("150 damaged results and states are refused or shown (more: npm run fuzz -- --only results)", async () => {
  const { outcomes, faults } = await fuzzSome(resultFiles, 150);
  expect(faults).toEqual([]);
  expect(outcomes.refused).toBeGreaterThan(60);
  expect(outcomes.shown + outcomes["added up"]).toBeGreaterThan(10);
});
