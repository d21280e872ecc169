import "@flawlens/tfjs-backend-ort";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, side, tinySource } from "../../test/tiny.ts";
import { rdConfig } from "./rdConfig.ts";
import { rdMethod } from "./rdMethod.ts";

beforeAll(async () => {
  await setBackend("ort");
});

const config = rdConfig.parse({
  network: "small",
  inputSize: side,
  epochs: 1,
  batchSize: 4,
});
const source = () => tinySource({ normal: 6, anomalous: 1, unknown: 1 });

test("trains the student alone, on images taken as normal", async () => {
  const trainer = await rdMethod.create(config, contextOf(source()));
  const { detector } = trainer;
  const [teacher, student] = ["stages.0.0.conv.weight", "decoder.layer3.0.conv2.weight"].map(
    (name) => detector.params[name].dataSync().slice(),
  );
  const events = await eventsOf(trainer);
  expect(events[0]).toMatchObject({
    kind: "start",
    steps: 2,
    notes: [
      "1 of 8 training images are left out: they are known anomalies, and the method learns from normal images alone.",
      "1 of 8 training images are left out: their label is not known.",
    ],
  });
  expect(events.filter(({ kind }) => kind === "step")).toHaveLength(2);
  expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
  expect(detector.params["stages.0.0.conv.weight"].dataSync()).toEqual(teacher);
  expect(detector.params["decoder.layer3.0.conv2.weight"].dataSync()).not.toEqual(student);
});

test("learns: the loss falls", async () => {
  const longer = { ...config, epochs: 5 };
  const events = await eventsOf(await rdMethod.create(longer, contextOf(source())));
  const losses = events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
  expect(losses.at(-1)).toBeLessThan(0.8 * losses[0]);
});

test("goes on from a checkpoint to the same numbers", async () => {
  const folder = await mkdtemp(join(tmpdir(), "flawlens-rd-"));
  try {
    const whole = await rdMethod.create(config, contextOf(source()));
    await eventsOf(whole);
    const checkpoint = { file: join(folder, "checkpoint.safetensors"), config };
    const stop = new AbortController();
    const first = await rdMethod.create(config, contextOf(source()));
    for await (const event of first.fit({ checkpoint, signal: stop.signal }))
      if (event.kind === "step" && event.step === 1) stop.abort();
    const second = await rdMethod.create(config, contextOf(source()));
    const events = await eventsOf(second, { checkpoint, resume: true });
    expect(events[1]).toMatchObject({ kind: "resumed", step: 1 });
    for (const [name, tensor] of Object.entries(whole.detector.params))
      expect([name, second.detector.params[name].dataSync()]).toEqual([name, tensor.dataSync()]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
