import { mkdir, truncate, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { saveCheckpoint } from "@flawlens/training";
import type { Checkpoint } from "@flawlens/training";
import { describe, expect, test } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { lastCheckpoint } from "./lastCheckpoint.ts";
import { checkpointIn } from "./runFolder.ts";

const checkpointOf = (step: number): Checkpoint => ({
  step,
  epoch: 0,
  epochLoss: { sum: 0, steps: 0 },
  params: { w: { shape: [1], data: Float32Array.of(step) } },
  optimizer: { name: "sgd", tensors: {}, state: null },
  data: null,
  config: { seed: 1 },
});

async function lookIn(folder: string, config: unknown = { seed: 1 }) {
  const stderr = recorder();
  const terminal = createTerminal({ stdout: recorder(), stderr });
  const found = await lastCheckpoint(terminal, folder, { config });
  return { step: found?.step ?? null, said: stderr.text() };
}

describe("lastCheckpoint", () => {
  test("is the newest whole one, and silent where that is the last", async () => {
    const folder = await temporaryFolder();
    for (const step of [1, 2]) await saveCheckpoint(checkpointIn(folder), checkpointOf(step));
    expect(await lookIn(folder)).toEqual({ step: 2, said: "" });
    await truncate(checkpointIn(folder), 100);
    expect(await lookIn(folder)).toEqual({ step: 1, said: "" });
    await expect(lookIn(folder, { seed: 2 })).rejects.toThrow("seed is 1, this run's 2");
  });

  test.each(["", ".partial", ".previous"])(
    "is none where the only one is torn, last.safetensors%s, and says why",
    async (ending) => {
      const folder = await temporaryFolder();
      const file = `${checkpointIn(folder)}${ending}`;
      await mkdir(dirname(file));
      await writeFile(file, "torn");
      const { step, said } = await lookIn(folder);
      expect(step).toBeNull();
      expect(said).toContain(`note: no checkpoint is whole (${checkpointIn(folder)}: `);
      expect(said).toContain(
        "training starts from the beginning, with the same numbers as a new run",
      );
    },
  );

  test("is none where nothing was saved", async () => {
    const folder = await temporaryFolder();
    const none = { step: null, said: "no checkpoint yet: training starts from the beginning\n" };
    expect(await lookIn(folder)).toEqual(none);
    await mkdir(dirname(checkpointIn(folder)));
    expect(await lookIn(folder)).toEqual(none);
  });
});
