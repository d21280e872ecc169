import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { MethodEvent, Trainer } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { fitTrainer } from "./fitTrainer.ts";

const start: MethodEvent = { kind: "start", steps: 2, summary: "Two steps.", notes: ["A note."] };
const step = (at: number): MethodEvent => ({
  kind: "step",
  step: at,
  epoch: 1,
  loss: 1 / at,
  seconds: 1,
  samples: 1,
  samplesPerSecond: 1,
});

async function fitted(events: MethodEvent[]) {
  const [stdout, stderr] = [recorder(), recorder()];
  const file = join(await temporaryFolder(), "training.jsonl");
  const trainer = {
    detector: { method: "mine" },
    async *fit() {
      yield* events;
    },
  } as unknown as Trainer;
  const terminal = createTerminal({ stdout, stderr });
  const log = await fitTrainer(terminal, trainer, { log: file, run: {} });
  return { log, said: stderr.lines(), file };
}

describe("fitTrainer", () => {
  test("says what is trained, and keeps every loss", async () => {
    const { log, said, file } = await fitted([start, step(1), step(2), { kind: "end", reason: "done" }]); // prettier-ignore
    expect(said.slice(0, 2)).toEqual(["Two steps.", "note: A note."]);
    expect(said[2]).toMatch(/^training 2\/2 \| loss 0\.5000 \| took/);
    expect(log?.readings.map(({ loss }) => loss)).toEqual([1, 0.5]);
    expect((await readFile(file, "utf8")).trim().split("\n")).toHaveLength(2);
  });

  test("shows phases of a method without steps, whose log is empty", async () => {
    const phase: MethodEvent = { kind: "phase", name: "coreset", done: 3, total: 3 };
    const { log, said } = await fitted([{ ...start, steps: null }, phase, { kind: "end", reason: "done" }]); // prettier-ignore
    expect(said.at(-1)).toMatch(/^coreset 3\/3 \| took/);
    expect(log?.readings).toEqual([]);
  });

  test("is nothing where training was interrupted", async () => {
    const { log } = await fitted([start, step(1), { kind: "end", reason: "interrupted" }]);
    expect(log).toBeNull();
  });

  test("refuses a method that forgets to say that it is done", async () => {
    await expect(fitted([start, step(1)])).rejects.toThrow(
      'mine: expected the events of training to finish with { kind: "end" }, got none',
    );
  });
});
