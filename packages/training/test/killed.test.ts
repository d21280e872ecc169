import { spawn } from "node:child_process";
import { join } from "node:path";
import { once } from "node:events";
import { beforeAll, describe, expect, test } from "vitest";
import { fit, loadCheckpoint } from "../src/index.ts";
import { bundleChild } from "./bundleChild.ts";
import { collect } from "./collect.ts";
import { onEngine } from "./engines.ts";
import { readParams } from "./readParams.ts";
import { smallProblem } from "./smallProblem.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

describe("a training process", () => {
  onEngine("cpu");
  let child = "";
  beforeAll(async () => {
    child = await bundleChild();
  });

  /** Runs until a line comes that `until` wants, sends the signal (if any), and waits for the end. */
  async function train(file: string, steps: number, signal?: NodeJS.Signals, until = /./) {
    const running = spawn(process.execPath, [child, file, String(steps)]);
    let output = "";
    let sent = false;
    running.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (signal && !sent && until.test(output)) sent = running.kill(signal);
    });
    running.stderr.setEncoding("utf8").on("data", (text: string) => (output += text));
    const [code, by] = await once(running, "close");
    return { output, code, by };
  }

  async function straight(steps: number) {
    const { end } = await collect(fit({ ...smallProblem(), steps }));
    return readParams(end.params);
  }

  async function resumed(file: string, steps: number) {
    const problem = smallProblem(3);
    const resume = await loadCheckpoint(file, problem);
    const { end } = await collect(fit({ ...problem, resume, steps }));
    return readParams(end.params);
  }

  test("interrupted by Ctrl-C saves, says so, ends well, and resumes to the same result", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    const { output, code } = await train(file, 100_000, "SIGINT", /step 5/);
    expect(output).toMatch(/checkpoint (\d+) \nend \1 interrupted\n$/);
    expect(code).toBe(0);
    const { step, recovered } = await loadCheckpoint(file);
    expect(step).toBeGreaterThanOrEqual(5);
    expect(recovered).toBeNull();
    expect(await resumed(file, step + 5)).toEqual(await straight(step + 5));
  });

  test("killed again and again at any moment loses nothing it had saved", async () => {
    const file = join(temporaryFolder(), "checkpoint.safetensors");
    let reached = 0;
    for (const delay of [2, 3, 5, 7]) {
      // with a checkpoint at every step, most moments lie within the writing of one
      const { output, by } = await train(
        file,
        100_000,
        "SIGKILL",
        new RegExp(`checkpoint ${reached + delay}`),
      );
      expect(by).toBe("SIGKILL");
      const told = Math.max(
        ...[...output.matchAll(/checkpoint (\d+)/g)].map((match) => Number(match[1])),
      );
      const { step } = await loadCheckpoint(file);
      expect(step).toBeGreaterThanOrEqual(told);
      reached = step;
    }
    expect(await resumed(file, reached + 5)).toEqual(await straight(reached + 5));
  });
});
