import { expect, test } from "vitest";
import { textOf, unclosed } from "../test/textOf.ts";
import { mapLegend } from "./_mapLegend.ts";

test.each([
  {
    maps: "absolute" as const,
    says: "the scale of a map was set by validation images",
    ends: "as on normal images clear defect",
  },
  {
    maps: "relative" as const,
    says: "A map of this method shows where, not how much",
    ends: "median of the map its strongest place",
  },
])("explains colours by what the values of maps mean: $maps", ({ maps, says, ends }) => {
  const { html } = mapLegend(maps);
  const text = textOf(html);
  expect(text).toContain(says);
  expect(text).toContain(`${ends} middle of the scale (the stroke): map threshold`);
  expect(text.includes("set by validation images")).toBe(maps === "absolute");
  expect(unclosed(html)).toEqual([]);
});
