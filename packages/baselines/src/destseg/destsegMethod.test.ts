import "@flawlens/tfjs-backend-ort";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { side, tinySource } from "../../test/tiny.ts";
import { destsegConfig } from "./destsegConfig.ts";
import { destsegMethod } from "./destsegMethod.ts";

beforeAll(async () => {
  await setBackend("ort");
});

const config = destsegConfig.parse({
  network: "small",
  inputSize: side,
  segmentationWidth: 4,
  blocks: 1,
  studentSteps: 2,
  segmentationSteps: 2,
  batchSize: 2,
});

test("trains first the student, then the segmentation, and never the teacher", async () => {
  const trainer = await destsegMethod.create(config, contextOf(tinySource({ normal: 4 })));
  const { detector } = trainer;
  const watched = {
    teacher: "stages.0.0.conv.weight",
    student: "student_net.decoder_layer1.0.conv2.weight",
    segmentation: "segmentation_net.head.4.weight",
  };
  const values = () =>
    Object.fromEntries(
      Object.entries(watched).map(([part, name]) => [part, `${detector.params[name].dataSync()}`]),
    );
  const before = values();
  const epochs: Record<string, string>[] = [];
  const events = [];
  for await (const event of trainer.fit({})) {
    events.push(event.kind);
    if (event.kind === "epoch") epochs.push(values()); // a pass is two steps
  }
  expect(events.filter((kind) => kind === "step")).toHaveLength(4);
  const [middle, end] = epochs;
  expect([middle.teacher, end.teacher]).toEqual([before.teacher, before.teacher]);
  expect(middle.student).not.toBe(before.student);
  expect(middle.segmentation).toBe(before.segmentation);
  expect(end.student).toBe(middle.student);
  expect(end.segmentation).not.toBe(middle.segmentation);
});

test("an empty configuration is the released recipe", () => {
  expect(destsegConfig.parse({})).toMatchObject({
    network: "resnet18",
    inputSize: 256,
    segmentationWidth: 256,
    studentSteps: 1000,
    segmentationSteps: 4000,
    batchSize: 32,
    studentRate: 0.4,
    blocksRate: 0.1,
    headRate: 0.01,
    topPixels: 100,
  });
});

test.each(Object.entries(destsegMethod.presets ?? {}))(
  "preset %s is a configuration",
  (_, { config }) => {
    expect(destsegConfig.safeParse(config).success).toBe(true);
  },
);
