import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { lockRunFolder } from "./lockRunFolder.ts";
import { withLockedFolder } from "./withLockedFolder.ts";

describe("withLockedFolder", () => {
  test("makes the folder, has it locked for the work, and leaves none that is empty", async () => {
    const out = join(await temporaryFolder(), "a/out");
    const seen = await withLockedFolder(out, () => readdir(out));
    expect([seen, existsSync(out)]).toEqual([["run.lock"], false]);
    await withLockedFolder(out, () => writeFile(join(out, "a.txt"), ""));
    expect(await readdir(out)).toEqual(["a.txt"]);
  });

  test("keeps a folder that was there, also where the work fails", async () => {
    const out = await temporaryFolder();
    const failed = withLockedFolder(out, () => Promise.reject(new Error("no such data")));
    await expect(failed).rejects.toThrow("no such data");
    expect(await readdir(out)).toEqual([]);
  });

  test("refuses a folder that is locked, and a file", async () => {
    const out = await temporaryFolder();
    const lock = await lockRunFolder(out);
    await expect(withLockedFolder(out, async () => {})).rejects.toThrow("for this run alone");
    lock.release();
    const file = join(out, "file");
    await writeFile(file, "");
    await expect(withLockedFolder(file, async () => {})).rejects.toThrow(
      `expected a folder as --out, got the file ${file}`,
    );
  });
});
