import { expect, test } from "vitest";
import { describerResults } from "../../test/describerResults.ts";
import { tableRows } from "../../test/tableRows.ts";
import { accuracySection } from "./accuracySection.ts";

test("accuracySection says how many are right with each mask, of each object and by regions in the image", () => {
  const { html } = accuracySection(describerResults());
  const [masks, objects, counts] = tableRows(html);
  expect(masks).toEqual([
    ["with the region&#39;s mask", "87.5 %", "100.0 %"],
    ["without a mask", "37.5 %", "50.0 %"],
    ["with a mask of another image", "12.5 %", "25.0 %"],
    ["guessing", "25.0 %", "50.0 %"],
  ]);
  expect(objects).toEqual([
    ["nut", "4", "3", "75.0 %", "100.0 %"],
    ["bolt", "4", "4", "100.0 %", "100.0 %"],
  ]);
  expect(counts).toEqual([
    ["1", "4", "3", "75.0 %", "100.0 %"],
    ["2", "4", "4", "100.0 %", "100.0 %"],
  ]);
});
