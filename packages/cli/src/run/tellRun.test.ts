import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { beginRun, checkpointIn } from "./runFolder.ts";
import { tellInterrupted, tellResumed } from "./tellRun.ts";

const listen = () => {
  const stderr = recorder();
  return { stderr, terminal: createTerminal({ stdout: recorder(), stderr }) };
};

describe("tellResumed", () => {
  test("says where the run goes on, and that a checkpoint was damaged", () => {
    const { stderr, terminal } = listen();
    tellResumed(terminal, { recovered: "a is torn; went back to b", step: 4, file: "b" });
    tellResumed(terminal, { recovered: null, step: 6, file: "a" });
    expect(stderr.lines()).toEqual([
      "note: a is torn; went back to b",
      "resuming after step 4 (b)",
      "resuming after step 6 (a)",
    ]);
  });
});

describe("tellInterrupted", () => {
  test("says how to go on, where there is something to go on with", async () => {
    const { stderr, terminal } = listen();
    const out = await temporaryFolder();
    tellInterrupted(terminal, out);
    await beginRun(out, {});
    tellInterrupted(terminal, out);
    await mkdir(dirname(checkpointIn(out)));
    await writeFile(checkpointIn(out), "");
    tellInterrupted(terminal, out);
    expect(stderr.lines()).toEqual([
      "interrupted before the run began; there is nothing to resume",
      "interrupted before the first checkpoint; the same command with --resume trains from the start",
      `interrupted; the same command with --resume goes on from ${checkpointIn(out)}`,
    ]);
  });
});
