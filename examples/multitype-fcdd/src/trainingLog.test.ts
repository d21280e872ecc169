import { existsSync } from "node:fs";
import { appendFile, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../test/tinyRun.ts";
import { openTrainingLog } from "./trainingLog.ts";

describe("openTrainingLog", () => {
  test("goes on after the step of the checkpoint, past a line that a crash cut short", async () => {
    const file = join(await temporaryFolder(), "training.jsonl");
    const first = await openTrainingLog(file, 0);
    for (const step of [1, 2, 3]) await first.add({ step, loss: step / 8 });
    await appendFile(file, '{"step":4,"lo');

    const second = await openTrainingLog(file, 2);
    await second.add({ step: 3, loss: 1 });
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(second.readings);
    expect(second.readings.map(({ step, loss }) => [step, loss])).toEqual([
      [1, 0.125],
      [2, 0.25],
      [3, 1],
    ]);
    expect(second.seconds()).toBeGreaterThanOrEqual(second.readings[1].seconds);
  });

  test.skipIf(!existsSync("/dev/full"))(
    "names its file where the disk is full (needs /dev/full)",
    async () => {
      const file = join(await temporaryFolder(), "training.jsonl");
      const log = await openTrainingLog(file, 0);
      await rm(file);
      await symlink("/dev/full", file);
      await expect(log.add({ step: 1, loss: 1 })).rejects.toThrow(
        `expected to write ${file}, got ENOSPC`,
      );
    },
  );
});
