import "@flawlens/tfjs-backend-ort";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { countParams } from "@flawlens/backbones";
import type { Trainer } from "@flawlens/detector";
import { detectorContract } from "@flawlens/detector/testing";
import { setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, tinySource } from "../../test/tiny.ts";
import { loeConfig } from "./loeConfig.ts";
import type { LoeConfig } from "./loeConfig.ts";
import { loeMethod } from "./loeMethod.ts";
import { loeSpec } from "./loeNetwork.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-loe-"));
});
afterAll(() => rm(folder, { recursive: true }));

const source = tinySource({ normal: 6, anomalous: 2 });
const tiny = {
  network: "small",
  inputSize: 32,
  transformations: 3,
  transformationWidth: 4,
  encoderWidths: [6, 4],
  batchSize: 4,
  epochs: 4,
  contamination: 0.25,
};
const create = (changes: Partial<LoeConfig> = {}, context = contextOf(source)) =>
  loeMethod.create(loeConfig.parse({ ...tiny, ...changes }), context);
const trained = async ({ detector }: Trainer) =>
  Promise.all(
    Object.entries(detector.params)
      .filter(([name]) => /^(encoder|transformations|standardize)\./.test(name))
      .map(async ([name, x]) => [name, [...(await x.data())]]),
  );
const lossesOf = async (changes: Partial<LoeConfig>) =>
  (await eventsOf(await create(changes))).flatMap((event) => (event.kind === "step" ? [event.loss] : [])); // prettier-ignore

describe("loeMethod", () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await create();
  });

  test("trains on the images taken as normal, and says what it assumes", async () => {
    const events = await eventsOf(trainer);
    expect(events[0]).toMatchObject({
      kind: "start",
      steps: 8,
      summary:
        "LOE (soft, 25 % assumed anomalous) on pooled features of a small network of random weights (stages.1, stages.2): 8 steps of 4 of 6 images taken as normal.",
      notes: [
        expect.stringMatching(/^2 of 8 .* known anomalies/),
        "The detector scores whole images: its maps have one cell and do not show where an anomaly is.",
      ],
    });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
  });

  test.each(detectorContract(() => trainer.detector))(
    "keeps the contract of detectors: $claim",
    async ({ check }) => {
      await expect(check()).resolves.toBeUndefined();
    },
  );

  test("is blind while it warms up, and differs by strategy after that", async () => {
    const [blind, hard, soft] = [await lossesOf({ strategy: "blind" }), await lossesOf({ strategy: "hard" }), await lossesOf({})]; // prettier-ignore
    expect(hard.slice(0, 2)).toEqual(blind.slice(0, 2)); // the first pass
    expect(soft.slice(0, 2)).toEqual(blind.slice(0, 2));
    expect(new Set([blind[2], hard[2], soft[2]]).size).toBe(3);
  });

  test("an interrupted run that is resumed gives the same detector", async () => {
    const checkpoint = { file: join(folder, "checkpoint.safetensors"), config: null };
    const whole = await create();
    await eventsOf(whole);
    const stop = new AbortController();
    for await (const event of (await create()).fit({ checkpoint, signal: stop.signal }))
      if (event.kind === "step" && event.step === 5) stop.abort();
    const resumed = await create();
    const events = await eventsOf(resumed, { checkpoint, resume: true });
    expect(events[1]).toMatchObject({ kind: "resumed" });
    expect(await trained(resumed)).toEqual(await trained(whole));
  });

  test("counts its parameters: 3 transformations of 10 numbers, and an encoder", () => {
    const spec = loeSpec({ size: 10, transformations: 3, transformationWidth: 4, encoderWidths: [6, 2] }); // prettier-ignore
    expect(countParams(spec)).toBe(3 * (10 * 4 + 4 + 4 * 10 + 10) + (10 * 6 + 6) + (6 * 2 + 2));
  });

  test("presets are configurations, and every key has a sentence", () => {
    for (const { config } of Object.values(loeMethod.presets!))
      expect(loeConfig.safeParse(config).success).toBe(true);
    for (const { description } of Object.values(loeConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test("refuses one transformation, and no normal images", async () => {
    expect(loeConfig.safeParse({ transformations: 1 }).success).toBe(false);
    await expect(create({}, contextOf(tinySource({ normal: 0, anomalous: 1 })))).rejects.toThrow(
      "loe: expected training images taken as normal, got none among 1",
    );
  });
});
