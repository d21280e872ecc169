import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { recorder } from "../test/recorder.ts";
import { createProgram } from "./program.ts";
import { createTerminal } from "./terminal/terminal.ts";

const program = createProgram({
  terminal: createTerminal({ stdout: recorder(), stderr: recorder() }),
  stdin: Readable.from([]),
  setExitCode() {},
});

describe("createProgram", () => {
  test("has every command, in the order of the help, each with a summary", () => {
    expect(program.commands.map((command) => command.name())).toEqual([
      "quickstart",
      "doctor",
      "check",
      "train",
      "predict",
      "serve",
      "inspect",
      "tune",
      "evaluate",
      "merge",
      "compare",
      "methods",
      "suspects",
      "sweep",
      "worker",
      "deploy",
      "table",
      "regions",
      "describe",
      "explain",
    ]);
    for (const command of program.commands) expect(command.summary()).toMatch(/^[a-z].*[^.]$/);
  });

  test("throws where commander would end the process", async () => {
    await expect(program.parseAsync(["chekc"], { from: "user" })).rejects.toThrow(
      "unknown command 'chekc'",
    );
  });
});
