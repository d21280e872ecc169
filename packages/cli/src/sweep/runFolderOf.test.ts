import { expect, test } from "vitest";
import { runFolderOf, runPlaceOf } from "./runFolderOf.ts";

const place = { category: "metal_nut", method: "adl-short-paper", level: 0.15, shots: 10, seed: 3 };

test("a run's folder says what it is, and is read back", () => {
  const folder = "metal_nut/adl-short-paper/contamination-0.15/shots-10/seed-3";
  expect(runFolderOf(place)).toBe(folder);
  expect(runPlaceOf(folder)).toEqual({ ...place, dataset: undefined });
});

test("of several data sets the name comes first", () => {
  const folder = runFolderOf({ ...place, dataset: "visa" });
  expect(folder).toMatch(/^visa\/metal_nut\//);
  expect(runPlaceOf(folder)).toEqual({ ...place, dataset: "visa" });
});

test("no name leads out of the sweep's folder", () => {
  expect(runFolderOf({ ...place, category: "../a" })).toMatch(/^__?_a\/|^[^/.]+\/adl/);
});

test.each([
  "",
  "a/b",
  "x/y/a/b/contamination-0/shots-1/seed-1",
  "a/b/contamination-x/shots-1/seed-1",
  "a/b/contamination-0/shots-1/seed-",
])("%j is no run of a sweep", (folder) => {
  expect(runPlaceOf(folder)).toBeUndefined();
});
