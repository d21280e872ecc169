import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../test/tinyRun.ts";
import { checkpointIn, checkRunFolder, forgetRun } from "./runFolder.ts";

const plain = { resume: false, overwrite: false };

describe("checkRunFolder", () => {
  test("wants a run to resume", async () => {
    const out = await temporaryFolder();
    expect(() => checkRunFolder(out, plain)).not.toThrow();
    expect(() => checkRunFolder(out, { ...plain, resume: true })).toThrow(
      `expected a run to resume in ${out}, got no checkpoint in ${join(out, "checkpoints")}; leave --resume out`,
    );
  });

  test("does not begin over another run unless told to", async () => {
    const out = await temporaryFolder();
    await mkdir(dirname(checkpointIn(out)));
    await writeFile(`${checkpointIn(out)}.previous`, "");
    expect(() => checkRunFolder(out, plain)).toThrow(
      `got ${out} with checkpoints; go on with --resume, begin again with --overwrite`,
    );
    expect(() => checkRunFolder(out, { ...plain, resume: true })).not.toThrow();
    expect(() => checkRunFolder(out, { ...plain, overwrite: true })).not.toThrow();
    await forgetRun(out);
    expect(existsSync(dirname(checkpointIn(out)))).toBe(false);
  });

  test("refuses a file", async () => {
    const file = join(await temporaryFolder(), "file");
    await writeFile(file, "");
    expect(() => checkRunFolder(file, plain)).toThrow(`expected a folder as --out, got the file`);
  });
});
