import { existsSync } from "node:fs";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { withOutputFolder } from "./withOutputFolder.ts";

const files = ["results.json", "report.html"];
const nothing = async () => {};

describe("withOutputFolder", () => {
  test("makes the folder, locks it for the work, and leaves none that is empty", async () => {
    const out = join(await temporaryFolder(), "a/out");
    const seen = await withOutputFolder(out, { files }, () => readdir(out));
    expect(seen).toEqual(["run.lock"]);
    expect(existsSync(out)).toBe(false);
    await withOutputFolder(out, { files }, () => writeFile(join(out, "results.json"), "{}"));
    expect(await readdir(out)).toEqual(["results.json"]);
  });

  test("writes over files of an earlier time only when asked to", async () => {
    const out = await temporaryFolder();
    await writeFile(join(out, "notes.txt"), "not one of the files");
    await withOutputFolder(out, { files }, () => writeFile(join(out, "results.json"), "1"));
    await expect(withOutputFolder(out, { files }, nothing)).rejects.toThrow(
      `expected --out without results.json, got ${out}`,
    );
    await withOutputFolder(out, { files, overwrite: true }, nothing);
  });

  test("refuses a run's own folder, a file, and a second process", async () => {
    const out = await temporaryFolder();
    const twice = withOutputFolder(out, { files }, () => withOutputFolder(out, { files }, nothing));
    await expect(twice).rejects.toThrow(out);
    await writeFile(join(out, "run.json"), "{}");
    await expect(withOutputFolder(out, { files, overwrite: true }, nothing)).rejects.toThrow(
      `expected another folder than that of a run as --out, got ${out}`,
    );
    const file = join(out, "run.json");
    await expect(withOutputFolder(file, { files }, nothing)).rejects.toThrow(
      `got the file ${file}`,
    );
  });
});
