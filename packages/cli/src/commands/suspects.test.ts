import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { saveManifest } from "@flawlens/datasets";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";

/** A run of four images, of which two were planted. */
async function finishedRun({ planted = true } = {}): Promise<string> {
  const out = await temporaryFolder();
  const role = planted ? { role: "contaminant" as const } : {};
  const samples = [{ id: "a" }, { id: "b", ...role }, { id: "c", ...role }, { id: "d" }];
  await saveManifest(join(out, "manifest.json"), manifestOf(samples));
  const ranked = (...ids: string[]) => ids.map((id, i) => ({ id, weight: 0.25 * (i + 1) }));
  const suspects = [
    { by: "weights", ranking: ranked("b", "a", "c", "d") },
    { by: "all", ranking: ranked("b", "c", "a", "d") },
  ];
  await writeFile(join(out, "suspects.json"), JSON.stringify(suspects));
  return out;
}

describe("flawlens suspects", () => {
  test("lists the least trusted first, marks what was planted, and says how well they are found", async () => {
    const out = await finishedRun();
    const { code, stdout, stderr } = await run("suspects", "--out", out, "--count", "3");
    expect([code, stderr]).toEqual([0, `pictures of them: ${join(out, "report.html")}\n`]);
    // 0.6 of two is two of them: the second is the third in the ranking
    expect(stdout.split("\n")).toEqual([
      "weight  image",
      " 0.250  b  <-- planted",
      " 0.500  a",
      " 0.750  c  <-- planted",
      "",
      "2 images were planted: 100 % of them are among the first 3, at a precision of 67 %.",
      "",
    ]);
  });

  test("takes another ranking by its name, also as JSON", async () => {
    const out = await finishedRun();
    const { stdout } = await run("suspects", "--out", out, "--by", "all", "--json", "--count", "2");
    expect(JSON.parse(stdout)).toEqual({
      by: "all",
      suspects: [
        { id: "b", weight: 0.25, planted: true },
        { id: "c", weight: 0.5, planted: true },
      ],
    });
    const { code, stderr } = await run("suspects", "--out", out, "--by", "al");
    expect([code, stderr]).toEqual([2, expect.stringContaining('--by: expected one of "weights", "all", got "al"')]); // prettier-ignore
  });

  test("claims nothing about what was planted where nobody planted", async () => {
    const { stdout } = await run("suspects", "--out", await finishedRun({ planted: false }));
    expect(stdout).not.toContain("planted");
  });

  test("asks for a run that has suspects", async () => {
    const out = await temporaryFolder();
    const none = await run("suspects", "--out", out);
    expect([none.code, none.stderr]).toEqual([1, expect.stringContaining("expected a finished run in")]); // prettier-ignore
    await writeFile(join(out, "suspects.json"), "{}");
    const other = await run("suspects", "--out", out);
    expect([other.code, other.stderr]).toEqual([1, expect.stringContaining("as flawlens train wrote it")]); // prettier-ignore
  });
});
