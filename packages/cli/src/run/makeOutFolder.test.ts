import { existsSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { makeOutFolder } from "./makeOutFolder.ts";

describe("makeOutFolder", () => {
  test("makes a folder with those above it, and takes one that is there", async () => {
    const out = join(await temporaryFolder(), "a/b");
    await makeOutFolder(out);
    await makeOutFolder(out);
    expect(existsSync(out)).toBe(true);
  });

  test("refuses a place below a file, and says what to do", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    await expect(makeOutFolder(join(file, "out"))).rejects.toThrow(
      `expected a folder that can be written to as --out, got ${join(file, "out")} (ENOTDIR: not a directory`,
    );
    await expect(makeOutFolder(join(file, "out"))).rejects.toThrow("choose another --out");
  });

  test("gives the reason for which nothing can be made: no permission", async (context) => {
    if (process.getuid?.() === 0 || process.platform === "win32") context.skip(); // root may do anything
    const locked = join(await temporaryFolder(), "locked");
    await mkdir(locked);
    await chmod(locked, 0o500);
    for (const out of [locked, join(locked, "a/b")])
      await expect(makeOutFolder(out)).rejects.toThrow("EACCES");
  });
});
