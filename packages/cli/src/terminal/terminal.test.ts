import { Writable } from "node:stream";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { createTerminal, type TextStream } from "./terminal.ts";

/** A pipe whose reader is gone, or a full disk: every write fails as Node tells it. */
function failing(code: string): TextStream {
  return new Writable({
    autoDestroy: false,
    write: (_chunk, _encoding, done) =>
      void setImmediate(done, Object.assign(new Error(`write ${code}`), { code })),
  });
}

const settled = () => new Promise((resolve) => void setTimeout(resolve, 5));

describe("createTerminal", () => {
  test("keeps what was asked for apart from all else", () => {
    const [stdout, stderr] = [recorder(), recorder()];
    const terminal = createTerminal({ stdout, stderr });
    terminal.tell("reading");
    terminal.result("1");
    terminal.write("2\n");
    terminal.note("one image is small");
    terminal.phases().of("scoring", 1).update(1);
    terminal.endPhases();
    terminal.error("no");
    expect(stdout.lines()).toEqual(["1", "2"]);
    expect(stderr.lines()).toEqual([
      "reading",
      "note: one image is small",
      "scoring 1/1 | took less than 1 s",
      "no",
    ]);
  });

  test("shows on a screen, and does not do, what a name says to a terminal", () => {
    const [screen, file, stderr] = [recorder({ isTTY: true }), recorder(), recorder()];
    for (const stdout of [screen, file]) createTerminal({ stdout, stderr }).result("\u001b[2J");
    expect(screen.lines()).toEqual(["\ufffd[2J"]);
    expect(file.lines()).toEqual(["\u001b[2J"]); // data, to the byte
    createTerminal({ stdout: file, stderr }).error("no \u001b[2J");
    expect(stderr.lines()).toEqual(["no \ufffd[2J"]);
  });

  test("is silent with --quiet, but for results and errors", () => {
    const [stdout, stderr] = [recorder(), recorder()];
    const terminal = createTerminal({ stdout, stderr, quiet: () => true });
    terminal.tell("reading");
    terminal.note("one image is small");
    terminal.phases().of("scoring", 1).update(1);
    terminal.endPhases();
    terminal.result("1");
    terminal.error("no");
    expect([stdout.lines(), stderr.lines()]).toEqual([["1"], ["no"]]);
  });

  test("moves the bar out of a result's way", () => {
    const both = recorder({ isTTY: true, columns: 80 });
    const terminal = createTerminal({ stdout: both, stderr: both });
    terminal.phases().of("scoring", 2).update(1);
    terminal.result("a.png normal");
    expect(both.text()).toContain(" 1/2\r\u001B[Ka.png normal\nscoring ━");
  });

  test("drops results without an error once nobody reads them", async () => {
    const terminal = createTerminal({ stdout: failing("EPIPE"), stderr: failing("EPIPE") });
    terminal.error("nobody reads this either");
    terminal.result("1");
    await settled();
    terminal.result("2");
    await terminal.drained();
    expect([terminal.closed, terminal.failure]).toEqual([true, undefined]);
  });

  test("keeps why standard output could not be written", async () => {
    const terminal = createTerminal({ stdout: failing("ENOSPC"), stderr: recorder() });
    terminal.result("1");
    await terminal.flushed();
    expect(terminal.failure?.message).toBe("write ENOSPC");
  });

  test("waits for a slow reader", async () => {
    let next: (() => void) | undefined;
    const slow = new Writable({
      highWaterMark: 1,
      write: (_chunk, _encoding, done) => void (next = () => done()),
    });
    const terminal = createTerminal({ stdout: slow, stderr: recorder() });
    terminal.result("more than a byte");
    let drained = false;
    const waiting = terminal.drained().then(() => (drained = true));
    await settled();
    expect(drained).toBe(false);
    next?.();
    await waiting;
    expect(drained).toBe(true);
  });
});
