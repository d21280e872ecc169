import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readRun } from "./readRun.ts";

const about = { method: "adl", name: "adl", title: "ADL", config: {}, seed: 1, refit: false };

describe("readRun", () => {
  test("reads how a run began", async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, "run.json"), JSON.stringify({ ...about, versions: {} }));
    expect(await readRun(out)).toEqual(about);
    const named = { ...about, from: "/a/last.safetensors", weights: "w.pth", textures: "/t" };
    await writeFile(join(out, "run.json"), JSON.stringify(named));
    expect(await readRun(out)).toEqual(named);
  });

  test("says where there is no run, and what to do with a file that is none", async () => {
    const out = await temporaryFolder();
    await expect(readRun(out)).rejects.toThrow(`expected a run in ${out}, got ENOENT`);
    for (const text of ["{", JSON.stringify({ ...about, seed: "one" })]) {
      await writeFile(join(out, "run.json"), text);
      await expect(readRun(out)).rejects.toThrow(
        `expected ${join(out, "run.json")} as flawlens train wrote it, got something else; begin the run again with --overwrite, or choose another --out`,
      );
    }
  });
});
