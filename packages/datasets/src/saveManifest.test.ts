import { appendFile, chmod, mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { manifestOf } from "../test/manifest.ts";
import { imageTree, tree } from "../test/tree.ts";
import { datasetHash } from "./datasetHash.ts";
import { readManifest } from "./readManifest.ts";
import { saveManifest } from "./saveManifest.ts";

const manifest = manifestOf([{ part: "p" }, { defectTypes: ["crack"], mask: "m.png" }], {
  maskThreshold: 128,
  warnings: ["mind the gap"],
});

describe("saveManifest", () => {
  test("writes what readManifest reads back", async () => {
    const root = await tree();
    await saveManifest(join(root, "deep/er/manifest.json"), { ...manifest, root });
    const hash = datasetHash({ ...manifest, root });
    const read = await readManifest(join(root, "deep/er/manifest.json"));
    expect(read).toEqual({ ...manifest, root, hash });
  });

  test("saves the hash, so that a file or an entry that changed is noticed", async () => {
    const root = await imageTree("s0.png", "s1.png", "m.png");
    const file = join(root, "manifest.json");
    await saveManifest(file, { ...manifest, root, hash: "stale" });
    const saved = await readManifest(file, { verify: true });
    expect(saved.hash).toBe(datasetHash({ ...manifest, root }));

    await appendFile(join(root, "s1.png"), "x");
    await expect(readManifest(file, { verify: true })).rejects.toThrow(
      `expected the data set of hash ${saved.hash} that ${file} was saved with, got `,
    );
    expect((await readManifest(file)).hash).toBe(saved.hash);
    await saveManifest(file, saved);
    await readManifest(file, { verify: true });

    const edited = (await readFile(file, "utf8")).replace('"split": "train"', '"split": "test"');
    await writeFile(file, edited);
    await expect(readManifest(file, { verify: true })).rejects.toThrow("of hash");
    await writeFile(file, JSON.stringify({ ...manifest, root }));
    await expect(readManifest(file, { verify: true })).rejects.toThrow("(none saved)");
  });

  test("keeps a root below the file relative, so that the folder can be moved", async () => {
    const root = await tree();
    await mkdir(join(root, "a/data"), { recursive: true });
    await saveManifest(join(root, "a/manifest.json"), { ...manifest, root: join(root, "a/data") });
    await rename(join(root, "a"), join(root, "b"));
    const moved = await readManifest(join(root, "b/manifest.json"));
    expect(moved.root).toBe(join(root, "b/data"));
  });

  test("makes any other root absolute", async () => {
    const root = await tree();
    await saveManifest(join(root, "m.json"), { ...manifest, root: "packages" });
    expect((await readManifest(join(root, "m.json"))).root).toBe(resolve("packages"));
    expect((await readManifest(join(root, "m.json"), { root: "/new" })).root).toBe("/new");
  });

  test("replaces a file whole and leaves nothing beside it", async () => {
    const root = await tree({ "m.json": "old" });
    await saveManifest(join(root, "m.json"), { ...manifest, root });
    expect(await readdir(root)).toEqual(["m.json"]);
    expect((await readManifest(join(root, "m.json"))).samples).toEqual(manifest.samples);
  });

  test("leaves the old file as it was when the new one cannot be put in its place", async () => {
    const root = await tree({ "m.json/occupied": "old" });
    await expect(saveManifest(join(root, "m.json"), { ...manifest, root })).rejects.toThrow(
      /EISDIR|ENOTEMPTY|EEXIST|EPERM/,
    );
    expect(await readdir(root)).toEqual(["m.json"]);
    expect(await readFile(join(root, "m.json/occupied"), "utf8")).toBe("old");
  });

  test.skipIf(process.getuid?.() === 0)("says so when the folder cannot be written", async () => {
    const root = await tree();
    await writeFile(join(root, "m.json"), "old");
    await chmod(root, 0o500);
    await expect(saveManifest(join(root, "m.json"), manifest)).rejects.toThrow("EACCES");
    await chmod(root, 0o700);
    expect(await readFile(join(root, "m.json"), "utf8")).toBe("old");
  });
});
