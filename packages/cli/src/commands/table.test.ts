import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { sampleResults } from "../../test/sampleResults.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";

/** A folder with finished runs, as a sweep leaves them, by their folders. */
async function runs(scores: Record<string, number>): Promise<string> {
  const folder = await temporaryFolder();
  for (const [name, score] of Object.entries(scores)) {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "results.json"), JSON.stringify(sampleResults(score)));
    const run = { name: "adl", config: { mode: "reference" } };
    await writeFile(join(folder, name, "run.json"), JSON.stringify(run));
  }
  return folder;
}

describe("flawlens table", () => {
  test("prints means over seeds of the runs that are there, beside the paper's figures", async () => {
    const folder = await runs({
      "bottle/adl-reference/contamination-0.2/shots-10/seed-2": 0.5,
      "bottle/adl-reference/contamination-0.2/shots-10/seed-1": 0.9,
      "bottle/adl-reference/contamination-0.15/shots-10/seed-1": 0.8,
    });
    const { code, stdout, stderr } = await run("table", folder);
    expect([code, stderr]).toEqual([0, ""]);
    const rows = stdout.split("\n").filter((line) => line.startsWith("bottle"));
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 7))).toEqual([
      ["bottle", "adl-reference", "0.15", "10", "1", ".800", ".999"],
      ["bottle", "adl-reference", "0.2", "10", "2", ".700 ± .283", ".998"], // 0.2·√2
    ]);
    const json = await run("table", folder, "--json");
    expect(JSON.parse(json.stdout)).toMatchObject([
      { category: "bottle", method: "adl-reference", level: 0.15, seeds: [1] },
      { category: "bottle", level: 0.2, seeds: [1, 2], paper: { image: 0.998 } },
    ]);
  });

  test("tells data sets apart", async () => {
    const place = "a/padim/contamination-0/shots-0/seed-1";
    const { stdout } = await run("table", await runs({ [`one/${place}`]: 0.1, [`two/${place}`]: 0.2 })); // prettier-ignore
    expect(stdout).toMatch(/^data +category/);
    expect(stdout).toMatch(/\none +a +padim .* \.100 [^]*\ntwo +a +padim .* \.200 /);
  });

  test("says what to do where there are no runs", async () => {
    const folder = await temporaryFolder();
    const { code, stderr } = await run("table", folder);
    expect([code, stderr]).toEqual([2, expect.stringContaining(`flawlens sweep run ${folder}`)]);
    expect((await run("table", join(folder, "none"))).code).toBe(2);
  });
});
