import { existsSync } from "node:fs";
import { readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { writeRunFile } from "./writeRunFile.ts";

describe("writeRunFile", () => {
  test("makes folders on the way, replaces what is there and leaves nothing beside it", async () => {
    const folder = await temporaryFolder();
    const file = join(folder, "a/b.txt");
    await writeRunFile(file, "old");
    await writeRunFile(file, "new");
    expect(await readFile(file, "utf8")).toBe("new");
    expect(await readdir(join(folder, "a"))).toEqual(["b.txt"]);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "leaves what was there where the disk is full, and says what to do (needs /dev/full)",
    async () => {
      const file = join(await temporaryFolder(), "b.txt");
      await writeFile(file, "old");
      await symlink("/dev/full", `${file}.partial`);
      await expect(writeRunFile(file, "new")).rejects.toThrow(
        /^expected to write .*b\.txt, got ENOSPC.*: make room or choose another --out$/,
      );
      expect(await readFile(file, "utf8")).toBe("old");
    },
  );
});
