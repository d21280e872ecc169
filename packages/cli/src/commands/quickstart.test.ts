import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";

describe("flawlens quickstart", () => {
  test("writes no artificial images over somebody's data set", async () => {
    const out = await temporaryFolder();
    await mkdir(join(out, "data"));
    const manifest = join(out, "data/manifest.json");
    await writeFile(manifest, "{}");
    const { code, stderr } = await run("quickstart", "--out", out);
    expect(code).toBe(1);
    expect(stderr).toContain(`got ${join(out, "data")} with manifest.json; choose another --out`);
    expect(await readFile(manifest, "utf8")).toBe("{}");
    expect(existsSync(join(out, "data/images"))).toBe(false);
  });
});
