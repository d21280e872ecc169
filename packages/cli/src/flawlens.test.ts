import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { run } from "../test/run.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";

const version = (
  JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  }
).version;

describe("flawlens", () => {
  test("prints its version", async () => {
    expect(await run("--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  test("prints the help that was asked for to standard output", async () => {
    for (const args of [["--help"], ["help"], ["check", "--help"], ["help", "check"]]) {
      const { code, stdout, stderr } = await run(...args);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/^Usage: flawlens /);
      expect(stdout).toContain("--quiet");
      expect(stdout).not.toContain(process.cwd());
    }
  });

  test.each([
    { of: "no command", args: [], says: /^Usage: flawlens / },
    { of: "an unknown command", args: ["chekc"], says: /^error: unknown command 'chekc'[^]*check/ },
    {
      of: "an unknown option",
      args: ["check", "x", "--jsno"],
      says: /^error: unknown option '--jsno'[^]*--json[^]*--help lists/,
    },
    { of: "a missing argument", args: ["check"], says: /^error: missing required argument 'data'/ },
  ])("exits with 2 for $of", async ({ args, says }) => {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(says);
  });

  test("exits with 1 for what goes wrong, in one message", async () => {
    const { code, stdout, stderr } = await run("check", await temporaryFolder());
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^error: loadDataset: expected /);
  });

  test("exits with 2 for a path where there is nothing", async () => {
    const missing = join(await temporaryFolder(), "no");
    const { code, stdout, stderr } = await run("check", missing);
    expect([code, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: .*which is not there\n/);
  });
});
