import { describe, expect, test } from "vitest";
import { run } from "../../test/run.ts";

// What training does is tested in ../train/trainRun.test.ts.
describe("flawlens train --help", () => {
  test("lists the options, and says where a method's are", async () => {
    const { code, stdout } = await run("train", "--help");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: flawlens train /);
    expect(stdout).toContain("--set <key=value>");
    expect(stdout).toContain("flawlens train --method NAME --help adds");
  });

  test("with a method adds its presets and every key, those of the data too", async () => {
    const { code, stdout } = await run("train", "--method", "fcdd", "-h");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Usage: flawlens train /);
    expect(stdout).toContain("MultiTypeFCDD (--method fcdd)");
    expect(stdout).toMatch(/ {2}frozen {2,}A frozen EfficientNet-Lite0/);
    expect(stdout).toMatch(/ {2}learningRate +number, above 0; default 0\.0001/);
    expect(stdout).toMatch(/ {2}data\.split\.train +number, 0 to 1; default 0\.6/);
    const { stdout: sub } = await run("help", "train");
    expect(sub).toMatch(/^Usage: flawlens train /);
  });
});

describe("flawlens train", () => {
  test("refuses to go on and to begin again at once", async () => {
    const { code, stderr } = await run("train", "--out", "there", "--resume", "--overwrite");
    expect([code, stderr]).toEqual([2, expect.stringContaining("which begins again, got both")]);
  });

  test("refuses a budget where the method is named", async () => {
    const given = ["--method", "padim", "--budget", "best"];
    const { code, stderr } = await run("train", "--out", "there", ...given);
    expect([code, stderr]).toEqual([2, expect.stringContaining("--budget: expected neither --method nor --resume")]); // prettier-ignore
  });
});
