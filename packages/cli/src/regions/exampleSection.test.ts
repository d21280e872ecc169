import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { png } from "../../test/images.ts";
import { rankedRegion } from "../../test/rankedRegion.ts";
import { regionsOf } from "../../test/regionsOf.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { exampleSection } from "./exampleSection.ts";

const [pit, dent] = ["pit on nut", "dent on nut"];

/** What stands beneath the figures under each heading: the ids of the regions. */
async function idsOf(said: Parameters<typeof exampleSection>[1]) {
  const root = await temporaryFolder();
  await writeFile(join(root, "image.png"), await png(128, 8));
  const manifest = regionsOf(
    [["nut", pit], ["nut", dent]], // prettier-ignore
    said.map(({ id, description }) => ({ id, description, height: 8 })),
    { root },
  );
  const { html } = await exampleSection(manifest, said);
  const groups = html.split("<h3>").slice(1);
  const ids = groups.map((group) => [
    group.slice(0, group.indexOf("<")),
    ...[...group.matchAll(/<figcaption class="id">(.*?)</g)].map(([, id]) => id),
  ]);
  return { ids, html: html.replaceAll(/\s+/g, " ") };
}

describe("exampleSection", () => {
  test("shows of each description the right answer with the median score and the wrong one with the highest", async () => {
    const right = (id: string, score: number) => rankedRegion("nut", pit, [pit, dent], { id, scores: [score, 0] }); // prettier-ignore
    const wrong = (id: string, score: number) => rankedRegion("nut", dent, [pit, dent], { id, scores: [score, 0] }); // prettier-ignore
    const { ids } = await idsOf([
      right("low", 0.1),
      right("high", 0.9),
      right("median", 0.4),
      wrong("doubtful", 0.2),
      wrong("sure", 0.8),
    ]);
    expect(ids).toEqual([
      ["Right", "median"],
      ["Wrong", "sure"],
    ]);
  });

  test("says the place of the true description of a wrong answer, and draws no bar for a negative cosine", async () => {
    const { ids, html } = await idsOf([
      rankedRegion("nut", dent, [pit, "a", dent], { scores: [0.5, 0.25, -0.1] }),
    ]);
    expect(ids).toEqual([["Wrong", "nut#0"]]);
    expect(html).toContain(`True: <b>${dent}</b>, place 3`);
    const widths = [...html.matchAll(/<i style="width:(\d+)%"/g)].map(([, width]) => width);
    expect(widths).toEqual(["50", "25", "0"]);
    expect(html).toMatch(/font-weight:650"> dent on nut /); // the true one is bold
  });

  test("shows at most twelve of a kind", async () => {
    const said = Array.from({ length: 14 }, (_, i) =>
      rankedRegion("nut", `text ${i}`, [`text ${i}`], { id: `r${i}` }),
    );
    expect((await idsOf(said)).ids[0]).toHaveLength(1 + 12);
  });
});
