import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, symlink } from "node:fs/promises";
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

  test("writes chunks one after another, each one's own bytes only", async () => {
    const file = join(await tree(), "chunks.bin");
    const buffer = Uint8Array.from([9, 1, 2, 3, 9]).buffer;
    const chunks = [new Uint8Array(buffer, 1, 3), new Uint8Array(0), Uint8Array.from([4])];
    await writeWhole(file, chunks);
    expect([...(await readFile(file))]).toEqual([1, 2, 3, 4]);
  });

  test("asks an asynchronous source for a chunk when the one before is written", async () => {
    const file = join(await tree(), "chunks.bin");
    const before: number[] = [];
    async function* source() {
      for (let i = 0; i < 3; i++) {
        before.push((await readFile(`${file}.partial`)).length);
        yield new Uint8Array(700_000).fill(i); // more than one native write each
      }
    }
    await writeWhole(file, source());
    expect(before).toEqual([0, 700_000, 1_400_000]);
    const written = await readFile(file);
    expect(written.length).toBe(2_100_000);
    expect([written[699_999], written[700_000], written[2_099_999]]).toEqual([0, 1, 2]);
  });

  test("leaves the old file where the source of the chunks fails in the middle", async () => {
    const folder = await tree({ "b.txt": "old" });
    function* source() {
      yield Uint8Array.from([1]);
      throw new Error("no more of it");
    }
    await expect(writeWhole(join(folder, "b.txt"), source())).rejects.toThrow(
      `writeWhole: expected to write ${folder}/b.txt, got no more of it; what was there before is untouched`,
    );
    expect(await readFile(join(folder, "b.txt"), "utf8")).toBe("old");
    expect(await readdir(folder)).toEqual(["b.txt"]);
  });

  test("names the file where a folder stands in its place", async () => {
    const folder = await tree();
    await mkdir(join(folder, "taken"));
    const error = await writeWhole(join(folder, "taken"), "new").catch((e: Error) => e);
    expect(String(error)).toContain(`writeWhole: expected to write ${folder}/taken, got E`);
    expect(await readdir(folder)).toEqual(["taken"]);
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
