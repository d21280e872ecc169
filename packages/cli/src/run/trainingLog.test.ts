import { existsSync } from "node:fs";
import { appendFile, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { openTrainingLog } from "./trainingLog.ts";

describe("openTrainingLog", () => {
  test("passes over lines that are no readings", async () => {
    const file = join(await temporaryFolder(), "training.jsonl");
    const edited = [
      '{"step":1,"loss":0.5,"seconds":2}',
      "5",
      "null",
      '{"step":2,"loss":"low","seconds":"3"}',
    ];
    await appendFile(file, edited.join("\n"));
    const log = await openTrainingLog(file, 9, { now: () => 0 });
    expect(log.readings).toEqual([{ step: 1, loss: 0.5, seconds: 2 }]);
    expect(log.seconds()).toBe(2);
  });

  test("goes on after the step of the checkpoint, past a line that a crash cut short", async () => {
    const file = join(await temporaryFolder(), "training.jsonl");
    let ms = 0;
    const now = () => ms;
    const first = await openTrainingLog(file, 0, { now });
    for (const step of [1, 2, 3]) {
      ms += 1500;
      await first.add({ step, loss: step / 8 });
    }
    await appendFile(file, '{"step":4,"lo');

    ms += 1_000_000; // the pause between the sessions does not count
    const second = await openTrainingLog(file, 2, { now });
    ms += 500;
    await second.add({ step: 3, loss: 1 });
    expect(second.readings).toEqual([
      { step: 1, loss: 0.125, seconds: 1.5 },
      { step: 2, loss: 0.25, seconds: 3 },
      { step: 3, loss: 1, seconds: 3.5 },
    ]);
    const lines = (await readFile(file, "utf8")).trim().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(second.readings);
    expect(second.seconds()).toBe(3.5);
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
