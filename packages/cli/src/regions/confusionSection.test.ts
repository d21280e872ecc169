import { expect, test } from "vitest";
import { rankedRegion } from "../../test/rankedRegion.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { tableRows } from "../../test/tableRows.ts";
import { confusionSection } from "./confusionSection.ts";

const [pit, scratch, stain, dent] = [
  "pit on nut",
  "scratch on nut",
  "stain on nut",
  "dent on bolt",
];
const manifest = regionsOf([["nut", pit], ["nut", scratch], ["nut", stain], ["bolt", dent]]); // prettier-ignore

test("confusionSection counts answers by true description, object by object", () => {
  const { html } = confusionSection(manifest, [
    rankedRegion("nut", pit, [pit, scratch]),
    rankedRegion("nut", pit, [pit]),
    rankedRegion("nut", pit, [scratch, pit]),
    rankedRegion("nut", scratch, [dent, scratch]),
    rankedRegion("bolt", dent, [dent]),
  ]);
  const [nut, bolt] = tableRows(html);
  // Columns: pit, scratch, stain, another object's, right. No region shows a stain: it has no row.
  expect(nut).toEqual([
    [pit, "2", "1", "·", "·", "66.7 %"],
    [scratch, "·", "·", "·", "1", "0.0 %"],
  ]);
  expect(bolt).toEqual([[dent, "1", "·", "100.0 %"]]);
  expect(html.match(/<td class="same">/g)).toHaveLength(3); // the diagonal
});
