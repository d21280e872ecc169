import "@flawlens/tfjs-backend-ort";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, side, tinySource } from "../../test/tiny.ts";
import { draemConfig } from "./draemConfig.ts";
import { draemMethod } from "./draemMethod.ts";

beforeAll(async () => {
  await setBackend("ort");
});

const config = draemConfig.parse({
  inputSize: side,
  reconstructionWidth: 2,
  segmentationWidth: 2,
  epochs: 1,
  batchSize: 3,
  learningRate: 1e-2,
});

describe("draemMethod", () => {
  test("trains every parameter, on images taken as normal, with textures made by code", async () => {
    const source = tinySource({ normal: 6, anomalous: 1 });
    const trainer = await draemMethod.create(config, contextOf(source));
    const before = { ...trainer.detector.params };
    const values = Object.entries(before).map(([name, x]) => [name, x.dataSync().slice()] as const);
    const events = await eventsOf(trainer);
    expect(events[0]).toMatchObject({ kind: "start", steps: 2 });
    const losses = events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
    expect(losses).toHaveLength(2);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    for (const [name, data] of values)
      expect([name, trainer.detector.params[name].dataSync()]).not.toEqual([name, data]);
  });
});

test("an empty configuration is the released recipe", () => {
  expect(draemConfig.parse({})).toMatchObject({
    inputSize: 256,
    reconstructionWidth: 128,
    segmentationWidth: 64,
    epochs: 700,
    batchSize: 8,
    learningRate: 1e-4,
    cleanFraction: 0.5,
  });
});

test.each(Object.entries(draemMethod.presets ?? {}))(
  "preset %s is a configuration",
  (_, { config }) => {
    expect(draemConfig.safeParse(config).success).toBe(true);
  },
);
