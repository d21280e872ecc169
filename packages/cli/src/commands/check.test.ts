import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";

describe("flawlens check", () => {
  test("prints what was recognised, and a table", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "good/b.png", "scratch/c.png"]);
    const { code, stdout, stderr } = await run("check", root);
    expect(code).toBe(0);
    expect(stdout).toMatch(/train +normal +2 /);
    expect(stdout).toMatch(/train +scratch +1 /);
    expect(stderr).toMatch(/^checking images 3\/3 \| took /);
    expect((await run("check", root, "--quiet")).stderr).toBe("");
  });

  test("takes names that say nothing by themselves", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["gut/a.png", "kratzer/b.png", "masken/kratzer/b.png"]);
    const args = ["check", root, "--json", "--normal", "gut", "--masks", join(root, "masken")];
    const { code, stdout } = await run(...args);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ counts: { normal: 1, anomalous: 1, masks: 1 } });
  });

  test("exits with 1 where a file is damaged, and still prints everything", async () => {
    const root = await temporaryFolder();
    await writeFiles(root, ["good/a.png", "good/b.png"]);
    const file = join(root, "good/a.png");
    const bytes = await readFile(file);
    await writeFile(file, bytes.subarray(0, bytes.length / 2));
    const { code, stdout } = await run("check", root, "--json");
    expect(code).toBe(1);
    expect(JSON.parse(stdout).problems).toMatchObject([{ kind: "unreadable", file: "good/a.png" }]);
  });
});
