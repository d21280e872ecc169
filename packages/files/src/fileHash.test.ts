import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { tree } from "../test/tree.ts";
import { fileHash } from "./fileHash.ts";

describe("fileHash", () => {
  // The examples of FIPS 180-2, appendix B: "abc", and one million times "a"; and no bytes at all.
  test.each([
    {
      of: "no bytes",
      content: "",
      is: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    },
    {
      of: '"abc"',
      content: "abc",
      is: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
    },
    {
      of: "a million a",
      content: "a".repeat(1e6),
      is: "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0",
    },
  ])("of $of is the published one", async ({ content, is }) => {
    const file = join(await tree(), "file");
    await writeFile(file, content);
    expect(await fileHash(file)).toBe(is);
  });

  test("names a file that is not there", async () => {
    const file = join(await tree(), "gone");
    await expect(fileHash(file)).rejects.toThrow(`fileHash: expected to read ${file}, got ENOENT`);
  });
});
