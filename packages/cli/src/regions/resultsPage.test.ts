import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { describerResults } from "../../test/describerResults.ts";
import { png } from "../../test/images.ts";
import { rankedRegion } from "../../test/rankedRegion.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { resultsPage } from "./resultsPage.ts";

test("resultsPage begins with the accuracies in percent, and is whole by itself", async () => {
  const root = await temporaryFolder();
  await writeFile(join(root, "image.png"), await png(128, 8));
  const regions = regionsOf([["nut", "pit on nut"]], [{ id: "nut#0", height: 8 }], { root });
  const said = [rankedRegion("nut", "pit on nut", ["pit on nut"])];
  const page = await resultsPage({ results: describerResults(), regions, said });
  expect(page).toContain("<title>AlphaCLIP for individual anomalies, small on parts</title>");
  const tiles = [...page.matchAll(/<dt>(.*?)<\/dt>\s*<dd class="value">(.*?)</g)];
  expect(tiles.map(([, name, value]) => [name, value])).toEqual([
    ["Accuracy", "87.5"],
    ["Its object known", "100.0"],
    ["Among the first five", "100.0"],
    ["Mean of objects", "87.5"],
    ["Without a mask", "37.5"],
    ["With a wrong mask", "12.5"],
  ]);
  expect(page).toContain("among all 4; guessing 25.0 %");
  const heads = [...page.matchAll(/<h2>(.*?)<\/h2>/g)].map(([, head]) => head);
  expect(heads).toEqual(["Accuracy", "Examples", "Confusion", "This run"]); // no curve, no training
  expect(page).not.toMatch(/(src|href)="http/);
});
