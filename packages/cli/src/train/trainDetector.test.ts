import { join } from "node:path";
import type { Method, MethodEvent } from "@flawlens/detector";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { manifestOf } from "../../test/manifestOf.ts";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { dataConfig } from "../data/dataConfig.ts";
import { runDataOf } from "../data/runData.ts";
import { createTerminal } from "../terminal/terminal.ts";
import type { Run } from "./run.ts";
import { release, trainDetector } from "./trainDetector.ts";

const start: MethodEvent = { kind: "start", steps: 1, summary: "One step.", notes: [] };
const step: MethodEvent = { kind: "step", step: 1, epoch: 1, loss: 0.5, seconds: 1, samples: 1, samplesPerSecond: 1 }; // prettier-ignore

/** Gives the memory of the detector's one parameter back. */
const dispose = vi.fn();

/** Trains a detector of one parameter that tells these events and may then fail. */
async function trained(events: MethodEvent[], failure?: Error) {
  const folder = await temporaryFolder();
  const given: unknown[] = [];
  const method = {
    name: "mine",
    identity: ({ width }: { width: number }) => ({ width }),
    create: () =>
      Promise.resolve({
        detector: { method: "mine", params: { w: { dispose } } },
        async *fit(run: unknown) {
          given.push(run);
          yield* events;
          if (failure) throw failure;
        },
      }),
  } as unknown as Method;
  const run = {
    terminal: createTerminal({ stdout: recorder(), stderr: recorder() }),
    options: { out: folder },
    loaded: { method, from: "mine", packages: [] },
    config: { method: { width: 4, shown: 9 }, data: dataConfig.parse({}), preset: null },
    seed: 7,
    data: runDataOf(manifestOf([{ id: "a" }], { defectTypes: ["pit"] })),
    signal: new AbortController().signal,
  } as unknown as Run;
  return { folder, given, result: await trainDetector(run, folder, "from.safetensors") };
}

describe("trainDetector", () => {
  beforeEach(() => void dispose.mockReset());

  test("keeps checkpoints by what decides the numbers, and gives the losses", async () => {
    const { folder, given, result } = await trained([start, step, { kind: "end", reason: "done" }]);
    expect(result?.losses).toMatchObject([{ step: 1, loss: 0.5 }]);
    expect(given).toMatchObject([
      {
        checkpoint: {
          file: join(folder, "checkpoints/last.safetensors"),
          config: { method: "mine", config: { width: 4 }, seed: 7, types: ["pit"], weights: {} },
        },
        resume: false,
        from: "from.safetensors",
      },
    ]);
    expect((given as { checkpoint: { config: { config: object } } }[])[0].checkpoint.config.config).not.toHaveProperty("shown"); // prettier-ignore
    expect(dispose).not.toHaveBeenCalled(); // the caller still needs it
    release(result!.trainer);
    expect(dispose).toHaveBeenCalledOnce();
  });

  test("disposes a detector whose training was interrupted or failed", async () => {
    const { result } = await trained([start, { kind: "end", reason: "interrupted" }]);
    expect([result, dispose.mock.calls.length]).toEqual([null, 1]);
    await expect(trained([start], new Error("NaN"))).rejects.toThrow("NaN");
    expect(dispose).toHaveBeenCalledTimes(2);
  });
});
