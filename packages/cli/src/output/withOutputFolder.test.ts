import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { withOutputFolder } from "./withOutputFolder.ts";

const files = ["results.json", "report.html"];
const nothing = async () => {};

describe("withOutputFolder", () => {
  test("writes over files of an earlier time only when asked to", async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, "notes.txt"), "not one of the files");
    await withOutputFolder(out, { files }, () => writeFile(join(out, "results.json"), "1"));
    await expect(withOutputFolder(out, { files }, nothing)).rejects.toThrow(
      `expected --out without results.json, got ${out}`,
    );
    await withOutputFolder(out, { files, overwrite: true }, async (clear) => {
      expect(await readdir(out)).toContain("results.json");
      await clear();
      expect((await readdir(out)).toSorted()).toEqual(["notes.txt", "run.lock"]);
    });
  });

  test("refuses a run's own folder and a second process", async () => {
    const out = await temporaryFolder();
    const twice = withOutputFolder(out, { files }, () => withOutputFolder(out, { files }, nothing));
    await expect(twice).rejects.toThrow(out);
    await writeFile(join(out, "run.json"), "{}");
    await expect(withOutputFolder(out, { files, overwrite: true }, nothing)).rejects.toThrow(
      `expected another folder than that of a run as --out, got ${out}`,
    );
  });
});
