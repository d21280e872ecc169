import "@flawlens/tfjs-backend-ort";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Trainer } from "@flawlens/detector";
import { detectorContract } from "@flawlens/detector/testing";
import { setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, tinySource } from "../../test/tiny.ts";
import { uniadConfig } from "./uniadConfig.ts";
import type { UniadConfig } from "./uniadConfig.ts";
import { uniadMethod } from "./uniadMethod.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-uniad-"));
});
afterAll(() => rm(folder, { recursive: true }));

const source = tinySource({ normal: 6, anomalous: 2 });
const tiny = {
  network: "small",
  inputSize: 32,
  standardized: true,
  hidden: 8,
  heads: 2,
  encoderLayers: 1,
  decoderLayers: 1,
  feedForward: 8,
  neighbors: 3,
  pool: 8,
  batchSize: 3,
  epochs: 4,
  decayEpoch: 3,
  learningRate: 1e-2,
};
const create = (changes: Partial<UniadConfig> = {}, context = contextOf(source)) =>
  uniadMethod.create(uniadConfig.parse({ ...tiny, ...changes }), context);
const trained = async ({ detector }: Trainer) =>
  Promise.all(
    Object.entries(detector.params)
      .filter(([name]) => /^(reconstruction|standardize)\./.test(name))
      .map(async ([name, x]) => [name, [...(await x.data())]]),
  );

describe("uniadMethod", () => {
  let trainer: Trainer;
  beforeAll(async () => {
    trainer = await create();
  });

  test("learns to reconstruct images taken as normal, and says so", async () => {
    const events = await eventsOf(trainer);
    expect(events[0]).toMatchObject({
      kind: "start",
      steps: 8,
      summary:
        "UniAD on a small network of random weights (stages.1, stages.2): 8 steps of 3 of 6 images taken as normal.",
      notes: [expect.stringMatching(/^2 of 8 .* known anomalies/)],
    });
    const losses = events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
    expect(losses.at(-1)).toBeLessThan(losses[0]);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
  });

  test.each(detectorContract(() => trainer.detector))(
    "keeps the contract of detectors: $claim",
    async ({ check }) => {
      await expect(check()).resolves.toBeUndefined();
    },
  );

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

  test("presets are configurations, and every key has a sentence", () => {
    for (const { config } of Object.values(uniadMethod.presets!))
      expect(uniadConfig.safeParse(config).success).toBe(true);
    for (const { description } of Object.values(uniadConfig.shape))
      expect(description).toMatch(/^[A-Z].*\.$/);
  });

  test("refuses what does not fit", async () => {
    await expect(create({ neighbors: 7 })).rejects.toThrow("got 4 x 4; take a larger input");
    await expect(create({ hidden: 10, heads: 4 })).rejects.toThrow(
      "createUniad: expected an even hidden width that 4 heads can share, got 10",
    );
    await expect(create({}, contextOf(tinySource({ normal: 0, anomalous: 1 })))).rejects.toThrow(
      "uniad: expected training images taken as normal, got none among 1",
    );
  });
});
