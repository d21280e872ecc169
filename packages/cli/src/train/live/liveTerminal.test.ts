import { describe, expect, test } from "vitest";
import { recorder } from "../../../test/recorder.ts";
import { createTerminal } from "../../terminal/terminal.ts";
import type { LiveEvent } from "./liveServer.ts";
import { liveTerminal } from "./liveTerminal.ts";

describe("liveTerminal", () => {
  test("shows words and phases on the page too, also where the terminal is quiet", () => {
    const pushed: LiveEvent[] = [];
    const stderr = recorder();
    let at = 0;
    const quiet = createTerminal({ stdout: recorder(), stderr, quiet: () => true });
    const terminal = liveTerminal(
      quiet,
      { push: (event) => pushed.push(event) },
      { now: () => at },
    );
    terminal.note("Masks are missing.");
    const phases = terminal.phases();
    phases.of("training", 10).update(1, "loss 0.5");
    at = 2000;
    phases.of("training", 10).update(2);
    phases.stop();
    expect(terminal.closed).toBe(false);
    expect(stderr.text()).toBe("");
    expect(pushed).toEqual([
      { kind: "said", text: "Masks are missing.", as: "note" },
      { kind: "progress", progress: { phase: "training", done: 1, total: 10, left: "" } },
      // By hand: one step in 2 s, so that the other eight take 16 s.
      { kind: "progress", progress: { phase: "training", done: 2, total: 10, left: "about 16 s left" } }, // prettier-ignore
    ]);
  });
});
