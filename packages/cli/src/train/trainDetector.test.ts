import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { MethodEvent } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { checkpointIn } from "../run/runFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import type { OpenTrainer } from "./openTrainer.ts";
import { trainDetector } from "./trainDetector.ts";
import type { TrainOptions } from "./trainOptions.ts";

const start: MethodEvent = { kind: "start", steps: 1, summary: "One step.", notes: [] };
const step: MethodEvent = { kind: "step", step: 1, epoch: 1, loss: 0.5, seconds: 1, samples: 1, samplesPerSecond: 1 }; // prettier-ignore

/** Trains by a trainer that tells these events. */
async function trained(events: MethodEvent[], options: Partial<TrainOptions> = {}, torn = false) {
  const folder = await temporaryFolder();
  if (torn) {
    await mkdir(dirname(checkpointIn(folder)));
    await writeFile(`${checkpointIn(folder)}.partial`, "torn");
  }
  const given: unknown[] = [];
  const trainer = {
    detector: { method: "mine" },
    async *fit(run: unknown) {
      given.push(run);
      yield* events;
    },
  };
  const stderr = recorder();
  const run = {
    terminal: createTerminal({ stdout: recorder(), stderr }),
    options: { out: folder, from: "from.safetensors", ...options },
    signal: new AbortController().signal,
  };
  const opened = { trainer, identity: { seed: 7 } } as unknown as OpenTrainer;
  return { folder, given, result: await trainDetector(run, opened, folder), said: stderr.text() };
}

describe("trainDetector", () => {
  test("keeps checkpoints by what decides the numbers, and gives the losses", async () => {
    const { folder, given, result } = await trained([start, step, { kind: "end", reason: "done" }]);
    expect(result?.losses).toMatchObject([{ step: 1, loss: 0.5 }]);
    const checkpoint = { file: join(folder, "checkpoints/last.safetensors"), config: { seed: 7 } };
    expect(given).toMatchObject([{ checkpoint, resume: false, from: "from.safetensors" }]);
  });

  test("is nothing where it was interrupted", async () => {
    expect((await trained([start, { kind: "end", reason: "interrupted" }])).result).toBeNull();
  });

  test("begins again where a resumed run has no whole checkpoint, and says so", async () => {
    const events: MethodEvent[] = [start, step, { kind: "end", reason: "done" }];
    const { given, said } = await trained(events, { resume: true }, true);
    expect(given).toMatchObject([{ resume: false, from: "from.safetensors" }]);
    expect(said).toContain("training starts from the beginning");
  });
});
