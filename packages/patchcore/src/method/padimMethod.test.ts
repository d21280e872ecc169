import "../../test/cpu.ts";
import type { FitRun, MethodEvent, Trainer } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { tinySource } from "../../test/tiny.ts";
import { padimConfig } from "./padimConfig.ts";
import type { PadimConfig } from "./padimConfig.ts";
import { padimMethod } from "./padimMethod.ts";

const side = 32;
const source = tinySource({ normal: 4, anomalous: 1, side });

const create = (changes: Partial<PadimConfig> = {}, context = contextOf(source)) =>
  padimMethod.create(
    padimConfig.parse({ network: "small", inputSize: side, channels: 5, ...changes }),
    context,
  );

async function fitted(trainer: Trainer, run: FitRun = {}): Promise<MethodEvent[]> {
  const events: MethodEvent[] = [];
  for await (const event of trainer.fit(run)) events.push(event);
  return events;
}

describe("padimMethod", () => {
  test("trains on the normal images of the train side alone, and says so", async () => {
    const trainer = await create();
    const events = await fitted(trainer);
    expect(events[0]).toEqual({
      kind: "start",
      steps: null,
      summary:
        "PaDiM on a small network of random weights (stages.1, stages.2): a Gaussian of 5 channels for each of 8 x 8 cells, from 4 images taken as normal.",
      notes: [
        "1 of 5 training images are left out: they are known anomalies, and the method learns from normal images alone.",
      ],
    });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(trainer.detector.params.whitening.shape).toEqual([64, 5, 5]);
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("looks at all channels where it is told to, and says how many", async () => {
    const trainer = await create({ channels: "all", layers: ["stages.2"] });
    const [start] = await fitted(trainer);
    expect(start).toMatchObject({ summary: expect.stringContaining("of 96 channels for each of 4 x 4") }); // prettier-ignore
    expect(trainer.detector.params.means.shape).toEqual([16, 96]);
  });

  test("a second run draws the same channels", async () => {
    const channels = (trainer: Trainer) => [...trainer.detector.params.channels.dataSync()];
    const trainer = await create();
    await fitted(trainer);
    const first = channels(trainer);
    await fitted(trainer, { resume: true });
    expect(channels(trainer)).toEqual(first);
  });

  test("refuses a single normal image", async () => {
    await expect(create({}, contextOf(tinySource({ normal: 1, side })))).rejects.toThrow(
      "padim: expected at least 2 training images taken as normal, got 1 among 1",
    );
  });

  test("a run may be resumed with another memory limit, but with no other key changed", () => {
    const identity = (changes: Partial<PadimConfig>) =>
      padimMethod.identity!(padimConfig.parse(changes));
    expect(identity({ memoryGiB: 8 })).toEqual(identity({}));
    expect(identity({ channels: 3 })).not.toEqual(identity({}));
  });

  test("its presets are configurations", () => {
    for (const { config } of Object.values(padimMethod.presets!))
      expect(padimConfig.safeParse(config).success).toBe(true);
  });
});
