import "../../test/cpu.ts";
import type { MethodEvent } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { tinySource } from "../../test/tiny.ts";
import { softpatchConfig } from "./softpatchConfig.ts";
import type { SoftpatchConfig } from "./softpatchConfig.ts";
import { softpatchMethod } from "./softpatchMethod.ts";

const side = 32;
const source = tinySource({ normal: 6, anomalous: 1, side });

const create = (changes: Partial<SoftpatchConfig> = {}, context = contextOf(source)) =>
  softpatchMethod.create(
    softpatchConfig.parse({ network: "small", inputSize: side, ...changes }),
    context,
  );

describe("softpatchMethod", () => {
  test("trains on the normal images of the train side alone, and says so", async () => {
    const trainer = await create({ drop: 0.2, coresetFraction: 0.5 });
    const events: MethodEvent[] = [];
    for await (const event of trainer.fit({})) events.push(event);
    expect(events[0]).toEqual({
      kind: "start",
      steps: null,
      summary:
        "SoftPatch on a small network of random weights (stages.1, stages.2): a memory bank of 192 of the 384 patches of 6 images taken as normal, the most unusual 20 % of them left out.",
      notes: [
        "1 of 7 training images are left out: they are known anomalies, and the method learns from normal images alone.",
      ],
    });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    const { method, params } = trainer.detector;
    expect(method).toBe("softpatch");
    expect([params.bank.shape, params.bankWeights.shape]).toEqual([[192, 144], [192]]);
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("the number of neighbors decides the weights", async () => {
    const weights = async (outlierNeighbors: number) => {
      const { detector, fit } = await create({ outlierNeighbors });
      for await (const _ of fit({}));
      return [...(await detector.params.bankWeights.data())];
    };
    expect(await weights(2)).not.toEqual(await weights(4));
  });

  test("refuses a single normal image, and features that take too much memory", async () => {
    const one = contextOf(tinySource({ normal: 1, side }));
    await expect(create({}, one)).rejects.toThrow(
      "softpatch: expected at least 2 training images taken as normal, got 1 among 1",
    );
    await expect(create({ memoryGiB: 1e-6 })).rejects.toThrow(/^softpatch: expected vectors /);
  });

  test("its presets are configurations", () => {
    for (const { config } of Object.values(softpatchMethod.presets!))
      expect(softpatchConfig.safeParse(config).success).toBe(true);
  });
});
