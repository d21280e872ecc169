import { expect, test } from "vitest";
import { fuzzSome } from "../../files/test/fuzz/fuzzSome.ts";
import { detectorFiles } from "./detectorFiles.fuzz.ts";

test("120 damaged and made-up detector files are refused or predict (more: npm run fuzz -- --only detectors)", async () => {
  const { outcomes, faults } = await fuzzSome(detectorFiles, 120);
  expect(faults).toEqual([]);
  expect(outcomes.refused).toBeGreaterThan(60);
  expect(outcomes["ran at its size"]).toBeGreaterThan(2); // changes that matter not are there too
});
