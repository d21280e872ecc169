import "@flawlens/tfjs-backend-ort";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MethodEvent } from "@flawlens/detector";
import { setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, firstEventOf, side, tinySource } from "../../test/tiny.ts";
import { simplenetConfig } from "./simplenetConfig.ts";
import type { SimplenetConfig } from "./simplenetConfig.ts";
import { simplenetMethod } from "./simplenetMethod.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-simplenet-"));
});
afterAll(() => rm(folder, { recursive: true }));

const source = tinySource({ normal: 5, anomalous: 2, unknown: 1 });
const tiny = {
  network: "small",
  inputSize: side,
  embeddingSize: null,
  standardized: true,
  noise: 0.3,
  hidden: 8,
  batchSize: 2,
  steps: 6,
  checkpointEverySteps: 2,
} as const;

const create = (changes: Partial<SimplenetConfig> = {}, context = contextOf(source)) =>
  simplenetMethod.create(simplenetConfig.parse({ ...tiny, ...changes }), context);
const lossesOf = (events: MethodEvent[]) =>
  events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));

describe("simplenetMethod", () => {
  test("trains on the normal images of the train side alone, and says so", async () => {
    const trainer = await create();
    const events = await eventsOf(trainer);
    expect(events[0]).toEqual({
      kind: "start",
      steps: 6,
      summary:
        "SimpleNet on a small network of random weights (stages.1, stages.2): 6 steps of 2 of 5 images taken as normal.",
      notes: [
        "2 of 8 training images are left out: they are known anomalies, and the method learns from normal images alone.",
        "1 of 8 training images are left out: their label is not known.",
      ],
    });
    expect(events[1]).toMatchObject({ kind: "features", total: 5 });
    expect(lossesOf(events)).toHaveLength(6);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("counts epochs where no steps are given", async () => {
    const start = await firstEventOf(await create({ steps: undefined, epochs: 2 }));
    expect(start).toMatchObject({ steps: 2 * 3 }); // ⌈5 / 2⌉ steps an epoch
  });

  test("a resumed run, and a second one, give the same numbers", async () => {
    const weights = async ({ detector }: Awaited<ReturnType<typeof create>>) => [
      ...(await detector.params["discriminator.3.weight"].data()),
    ];
    const whole = await create();
    const losses = lossesOf(await eventsOf(whole));
    const trained = await weights(whole);

    const again = await create();
    expect(lossesOf(await eventsOf(again))).toEqual(losses);

    const checkpoint = { file: join(folder, "run", "checkpoint.safetensors"), config: {} };
    const control = new AbortController();
    const stopped = await create();
    for await (const event of stopped.fit({ checkpoint, signal: control.signal }))
      if (event.kind === "checkpoint") control.abort();
    const resumed = await create();
    const events = await eventsOf(resumed, { checkpoint, resume: true });
    expect(events[1]).toMatchObject({ kind: "resumed", step: 2, file: checkpoint.file });
    expect(lossesOf(events)).toEqual(losses.slice(2));
    expect(await weights(resumed)).toEqual(trained);

    const further = await create();
    await eventsOf(further, { from: checkpoint.file });
    const mean = async ({ detector }: typeof further) => [
      ...(await detector.params["standardize.mean"].data()),
    ];
    expect(await mean(further)).toEqual(await mean(whole)); // kept from the run it starts from
  });

  test("ends when the signal comes before the first step", async () => {
    const events = await eventsOf(await create(), { signal: AbortSignal.abort() });
    expect(events.map(({ kind }) => kind)).toEqual(["start", "end"]);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
  });

  test("refuses what does not fit before it asks for weights", async () => {
    const weights = () => Promise.reject(new Error("asked"));
    await expect(
      create({ network: "resnet18", embeddingSize: 500 }, contextOf(source, { weights })),
    ).rejects.toThrow(/^groupedJoin: expected a size that divides evenly into 2 layers/);
    const none = contextOf(tinySource({ normal: 0, anomalous: 2 }), { weights });
    await expect(create({ network: "resnet18" }, none)).rejects.toThrow(
      "simplenet: expected training images taken as normal, got none among 2",
    );
    await expect(create({ network: "resnet18" })).rejects.toThrow(
      "simplenet: expected a file with pretrained weights of resnet18, got none; name one, or take the network small",
    );
  });

  test("a run may be resumed with another memory limit, but with no other key changed", () => {
    const identity = (changes: Partial<SimplenetConfig>) =>
      simplenetMethod.identity!(simplenetConfig.parse(changes));
    expect(identity({ memoryGiB: 8, checkpointEverySteps: 7 })).toEqual(identity({}));
    expect(identity({ noise: 0.1 })).not.toEqual(identity({}));
  });
});
