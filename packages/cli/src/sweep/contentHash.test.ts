import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeFiles } from "../../test/images.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { contentHash } from "./contentHash.ts";

test("a file is its bytes, a folder its files' names and sizes, anything else itself", async () => {
  const folder = await temporaryFolder();
  await writeFile(join(folder, "a.txt"), "abc");
  const abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; // sha256sum
  expect(await contentHash(join(folder, "a.txt"))).toBe(abc);
  const before = await contentHash(folder);
  expect(before).toMatch(/^[0-9a-f]{64}$/);
  await writeFile(join(folder, "a.txt"), "xyz");
  expect(await contentHash(folder)).toBe(before);
  await writeFiles(folder, ["b/c.txt"]);
  expect(await contentHash(folder)).not.toBe(before);
  expect(await contentHash("s3://bucket/photos")).toBe("s3://bucket/photos");
});
