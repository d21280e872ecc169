import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import fixture from "../../test/fixtures/clipBpe.json" with { type: "json" };
import { mergesList as list } from "../../test/mergesList.ts";
import { readMerges } from "./readMerges.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "merges-"));
});
afterAll(() => rm(folder, { recursive: true }));

const save = async (name: string, content: string | Uint8Array) => {
  const file = join(folder, name);
  await writeFile(file, content);
  return file;
};

describe("readMerges", () => {
  test.each([
    { of: "a text file", content: list },
    { of: "a packed file", content: gzipSync(list) },
    { of: "one with Windows' line ends", content: list.replaceAll("\n", "\r\n") },
  ])("reads $of", async ({ content }) => {
    const merges = await readMerges(await save("merges", content));
    expect(merges).toHaveLength(48_894);
    expect(merges.slice(0, 3)).toEqual(fixture.firstMerges);
  });

  test.each([
    { of: "a file cut off", content: list.slice(0, 9999), got: / merges in / },
    { of: "another list", content: list.replace("i n", "o f"), got: /got "o f" first/ },
    { of: "a packed file cut off", content: gzipSync(list).subarray(0, 999), got: /whole gzip/ },
  ])("refuses $of", async ({ content, got }) => {
    await expect(readMerges(await save("wrong", content))).rejects.toThrow(got);
  });

  test("says where a file is missing", async () => {
    await expect(readMerges(join(folder, "none"))).rejects.toThrow(
      /readMerges: expected CLIP's merges at .*none, got ENOENT/,
    );
  });
});
