import "@flawlens/tfjs-backend-ort";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { detectorContract } from "@flawlens/detector/testing";
import type { Trainer } from "@flawlens/detector";
import { setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, tinySource } from "../../test/tiny.ts";
import { cflowConfig } from "./cflowConfig.ts";
import type { CflowConfig } from "./cflowConfig.ts";
import { cflowMethod } from "./cflowMethod.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-cflow-"));
});
afterAll(() => rm(folder, { recursive: true }));

const source = tinySource({ normal: 5, anomalous: 2, unknown: 1 });
const tiny = {
  network: "small",
  inputSize: 32,
  standardized: true,
  couplingBlocks: 2,
  conditionChannels: 8,
  batchSize: 2,
  groupSize: 32,
  metaEpochs: 3,
  subEpochs: 1,
  learningRate: 1e-2,
} as const;
const create = (changes: Partial<CflowConfig> = {}, context = contextOf(source)) =>
  cflowMethod.create(cflowConfig.parse({ ...tiny, ...changes }), context);
const numbers = async ({ detector }: Trainer) =>
  Promise.all(
    Object.entries(detector.params)
      .filter(([name]) => /^(decoders|levels)\./.test(name))
      .map(async ([name, x]) => [name, [...(await x.data())]]),
  );

describe("cflowMethod", () => {
  test("trains a flow for each layer on the images taken as normal, and says so", async () => {
    const trainer = await create();
    const events = await eventsOf(trainer);
    expect(events[0]).toMatchObject({
      kind: "start",
      steps: 3 * 2 * (4 + 1), // passes, batches, groups of 8 x 8 and of 4 x 4 cells
      summary:
        "CFlow on a small network of random weights (stages.1, stages.2): 30 steps of up to 32 vectors in 3 passes over 5 images taken as normal.",
      notes: [expect.stringMatching(/^2 of 8 .* anomalies/), expect.stringMatching(/^1 of 8/)],
    });
    const losses = events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
    expect(losses).toHaveLength(30);
    const meanOf = (some: number[]) => some.reduce((sum, loss) => sum + loss, 0) / some.length;
    expect(meanOf(losses.slice(-5))).toBeLessThan(meanOf(losses.slice(0, 5)));
    expect(events.filter(({ kind }) => kind === "epoch")).toHaveLength(3);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("an interrupted run that is resumed gives the same detector", async () => {
    const checkpoint = { file: join(folder, "checkpoint.safetensors"), config: null };
    const trainer = await create({ aggregation: "probability" });
    await eventsOf(trainer);
    const whole = await numbers(trainer);
    const stop = new AbortController();
    const stopped = await create({ aggregation: "probability", checkpointEverySteps: 1 });
    for await (const event of stopped.fit({ checkpoint, signal: stop.signal }))
      if (event.kind === "step" && event.step === 13) stop.abort();
    expect(existsSync(checkpoint.file)).toBe(true);
    const resumed = await create({ aggregation: "probability" });
    const events = await eventsOf(resumed, { checkpoint, resume: true });
    expect(events[1]).toMatchObject({ kind: "resumed" });
    expect(await numbers(resumed)).toEqual(whole);
  });

  test("turned images are others, made anew in each pass where no features are kept", async () => {
    const losses = async (changes: Partial<CflowConfig>) =>
      (await eventsOf(await create({ standardized: false, metaEpochs: 1, ...changes }))).flatMap((event) => (event.kind === "step" ? [event.loss] : [])); // prettier-ignore
    const plain = await losses({});
    expect(await losses({ versions: 0 })).toEqual(plain.map((loss) => expect.closeTo(loss, 4)));
    expect(await losses({ versions: 0, rotationDegrees: 30 })).not.toEqual(plain);
    expect(await losses({ versions: 2, rotationDegrees: 30 })).not.toEqual(plain);
  });

  test("refuses what does not fit before it asks for weights", async () => {
    const none = contextOf(tinySource({ normal: 0, anomalous: 2 }));
    await expect(create({}, none)).rejects.toThrow(
      "cflow: expected training images taken as normal, got none among 2",
    );
    await expect(create({ layers: ["layer9"] })).rejects.toThrow("layer9");
  });
});

describe.each(["likelihood", "probability"] as const)(
  "CFlow by %s keeps the contract of detectors",
  (aggregation) => {
    let trainer: Trainer;
    beforeAll(async () => {
      trainer = await create({ aggregation });
      await eventsOf(trainer);
    });
    test.each(detectorContract(() => trainer.detector))("$claim", async ({ check }) => {
      await expect(check()).resolves.toBeUndefined();
    });
  },
);
