import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { startFakeHub } from "../../../backbones/test/fakeHub.ts";
import type { FakeHub } from "../../../backbones/test/fakeHub.ts";
import { mergesList } from "../../test/mergesList.ts";
import { loadClipTokenizer } from "./loadClipTokenizer.ts";

/** OpenAI's ids of "cut inner insulation of cable". */
const ids = [3032, 6955, 28194, 539, 7925];

let folder: string;
let hub: FakeHub;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
  const refs = { main: "3".repeat(40) };
  const files = { "merges.txt": Buffer.from(mergesList) };
  hub = await startFakeHub({
    "openai/clip-vit-base-patch32": { refs, files },
    "me/clip": { refs, files: { "merges.txt": Buffer.from("#version: 0.2\no f") } },
  });
});
afterAll(async () => {
  await hub.close();
  await rm(folder, { recursive: true });
});

describe("loadClipTokenizer", () => {
  test("makes the tokenizer of a file, and asks nobody", async () => {
    const file = join(folder, "merges.txt");
    await writeFile(file, mergesList);
    hub.requests.length = 0;
    const tokenizer = await loadClipTokenizer({ file, endpoint: hub.endpoint });
    expect(tokenizer.encode("cut inner insulation of cable")).toEqual(ids);
    expect(hub.requests).toEqual([]);
  });

  test("downloads the merges of OpenAI's CLIP once, and takes them from the cache then", async () => {
    const options = { endpoint: hub.endpoint, cacheDirectory: join(folder, "cache") };
    const first = await loadClipTokenizer(options);
    expect(first.encode("cut inner insulation of cable")).toEqual(ids);
    hub.requests.length = 0;
    const second = await loadClipTokenizer({ ...options, offline: true });
    expect(second.encode("cut inner insulation of cable")).toEqual(ids);
    expect(hub.requests).toEqual([]);
  });

  test("refuses another repository's list that is not CLIP's", async () => {
    const options = { endpoint: hub.endpoint, cacheDirectory: join(folder, "cache") };
    await expect(loadClipTokenizer({ ...options, repo: "me/clip" })).rejects.toThrow(
      /^readMerges: expected a line of version and 48894 merges/,
    );
  });

  test("says where a file is missing", async () => {
    await expect(loadClipTokenizer({ file: join(folder, "none") })).rejects.toThrow(
      /^readMerges: expected CLIP's merges at .*none, got ENOENT/,
    );
  });
});
