import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { interruptible } from "./interruptible.ts";

function context() {
  const stderr = recorder();
  const codes: number[] = [];
  const terminal = createTerminal({ stdout: recorder(), stderr });
  return { stderr, codes, terminal, setExitCode: (code: number) => void codes.push(code) };
}

describe("interruptible", () => {
  test("gives what the work gives, and listens no longer", async () => {
    const before = process.listenerCount("SIGINT");
    const at = context();
    expect(await interruptible(at, async () => 7)).toBe(7);
    expect([at.codes, at.stderr.text(), process.listenerCount("SIGINT")]).toEqual([[], "", before]);
  });

  test.each([
    { end: "throws the signal's reason", work: (signal: AbortSignal) => signal.throwIfAborted() },
    { end: "returns", work: () => {} },
  ])("exits with 130 where work $end after Ctrl-C", async ({ work }) => {
    const at = context();
    const value = await interruptible(
      at,
      async (signal) => {
        process.emit("SIGINT");
        work(signal);
        return 7;
      },
      { interrupted: () => at.terminal.error("go on with --resume") },
    );
    expect([value, at.codes, at.stderr.lines()]).toEqual([
      undefined,
      [130],
      ["go on with --resume"],
    ]);
  });

  test("passes on what else goes wrong, also after Ctrl-C", async () => {
    const failing = interruptible(context(), async () => {
      process.emit("SIGINT");
      throw new Error("the disk is full");
    });
    await expect(failing).rejects.toThrow("the disk is full");
  });
});
