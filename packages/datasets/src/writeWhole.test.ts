import { existsSync } from "node:fs";
import { readdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tree } from "../test/tree.ts";
import { writeWhole } from "./writeWhole.ts";

describe("writeWhole", () => {
  test("makes folders on the way, replaces what is there and leaves nothing beside it", async () => {
    const folder = await tree({ "a/b.txt.partial": "left by a killed process" });
    const file = join(folder, "a/b.txt");
    await writeWhole(file, "old");
    await writeWhole(file, Uint8Array.from([110, 101, 119]));
    expect(await readFile(file, "utf8")).toBe("new");
    await writeWhole(join(folder, "c/d/e.txt"), "é");
    expect(await readFile(join(folder, "c/d/e.txt"), "utf8")).toBe("é");
    expect(await readdir(join(folder, "a"))).toEqual(["b.txt"]);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "leaves what was there where the disk is full, and says so in the caller's words (needs /dev/full)",
    async () => {
      const file = join(await tree({ "b.txt": "old" }), "b.txt");
      for (const message of [undefined, (reason: string) => `mine: ${reason}`]) {
        await symlink("/dev/full", `${file}.partial`);
        const error: Error = await writeWhole(file, "new", { message }).then(
          () => expect.fail("was written"),
          (reason) => reason,
        );
        const told = message ? "mine: ENOSPC" : `writeWhole: expected to write ${file}, got ENOSPC`;
        expect(error.message.startsWith(told)).toBe(true);
        expect((error.cause as NodeJS.ErrnoException).code).toBe("ENOSPC");
        expect(await readFile(file, "utf8")).toBe("old");
        expect(existsSync(`${file}.partial`)).toBe(false);
      }
    },
  );
});
