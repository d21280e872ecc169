import "@flawlens/tfjs-backend-ort";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { calibrate, memorySource, predict } from "@flawlens/detector";
import type { FitRun, MethodContext, MethodEvent, Trainer } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tinySource } from "../../test/tiny.ts";
import type { Adl } from "../model/adl.ts";
import { adlMethod } from "./adlMethod.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-adl-method-"));
});
afterAll(() => rm(folder, { recursive: true }));

const size: [number, number] = [32, 48];
const config = {
  backbone: { network: "small", widths: [[4], [4], [6]] },
  inputSize: size,
  segmentationWidth: 4,
  batchSize: 4,
  stepsPerEpoch: 3,
  epochs: 3,
  learningRate: 0.01,
  shotFraction: 0.5,
  checkpointEverySteps: 2,
};

const normals = tinySource("normal", 7, { size });
const anomalous = tinySource("anomalous", 2, { patch: true, size });
const items = [normals, anomalous].flatMap(({ samples, images }) =>
  samples.map((sample, i) => ({ ...sample, image: images[i] })),
);
const unknown = { ...items[0], id: "unknown", label: null };
const masks = new Map(anomalous.samples.map(({ id }, i) => [id, anomalous.readMask(i)]));

async function contextOf({ seed = 3 } = {}) {
  const notes: string[] = [];
  const withMasks = await Promise.all(
    [...items, unknown].map(async (item) => ({
      ...item,
      mask: (await masks.get(item.id)) ?? null,
    })),
  );
  const context: MethodContext = {
    types: [],
    images: (which) => memorySource(which === "train" ? withMasks : items.slice(0, 3)),
    cleanNormals: 9,
    random: randomStream(seed),
    weights: async () => null,
    note: (text) => void notes.push(text),
  };
  return { context, notes };
}

async function trainerOf(changes: Record<string, unknown> = {}, options: { seed?: number } = {}) {
  const { context } = await contextOf(options);
  return adlMethod.create(adlMethod.config.parse({ ...config, ...changes }), context);
}

async function eventsOf(trainer: Trainer, run: FitRun = {}): Promise<MethodEvent[]> {
  const events: MethodEvent[] = [];
  for await (const event of trainer.fit(run)) events.push(event);
  return events;
}
const lossesOf = (events: MethodEvent[]) =>
  events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));

describe("adlMethod", () => {
  test("learns from images taken as normal and known anomalies, and leaves out what nobody labelled", async () => {
    const { context, notes } = await contextOf();
    const trainer = await adlMethod.create(adlMethod.config.parse(config), context);
    const events = await eventsOf(trainer);
    expect(notes).toEqual(["1 training images whose label is not known are left out."]);
    expect(events[0]).toEqual({
      kind: "start",
      steps: 9,
      // half of the 9 clean normal images: 4 places
      summary:
        "9 steps of 4 images, 0 of them burn-in: half from 7 images taken as normal, " +
        "half from 7 pseudo-anomalies and 4 draws of 2 known anomalies",
      notes: [],
    });
    expect(lossesOf(events)).toHaveLength(9);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(trainer.threshold).toEqual({ rule: "falsePositiveFraction", fraction: 0.05 });
  });

  test("ends in a detector that is calibrated, judged by its cues, and knows its suspects", async () => {
    const { context } = await contextOf();
    const trainer = await adlMethod.create(
      adlMethod.config.parse({ ...config, scales: "validation" }),
      context,
    );
    await eventsOf(trainer);
    const validation = context.images("validation", trainer.detector.inputSize);
    const released = (trainer.detector as Adl).scales;
    await trainer.prepare?.(validation);
    expect((trainer.detector as Adl).scales).not.toEqual(released);
    const calibration = await calibrate(trainer.detector, validation, {
      threshold: trainer.threshold,
    });
    expect(calibration.any.threshold).toBeGreaterThan(0);

    const images = [];
    const source = memorySource(items);
    for await (const { id, extras, scores } of predict(trainer.detector, source)) {
      const label = id.startsWith("normal") ? (0 as const) : (1 as const);
      images.push({ id, extras, label, score: scores[0] });
    }
    const { ablation, suspects, records } = (await trainer.findings?.({ images })) ?? {};
    expect(ablation?.map(({ name }) => name)).toEqual([
      "fused, the deviation's scale as released",
      "fused, the deviation's scale from validation images",
      "deviation alone",
      "uncertainty alone",
      "segmentation alone",
    ]);
    expect(suspects?.map(({ by }) => by)).toEqual([
      "weights",
      "weights and the segmentation's loss",
    ]);
    for (const { ranking } of suspects ?? []) {
      expect(ranking.map(({ id }) => id).sort()).toEqual(normals.samples.map(({ id }) => id));
      const weights = ranking.map(({ weight }) => weight);
      expect(weights).toEqual(weights.toSorted((a, b) => a - b));
    }
    expect(records).toEqual({
      deviationScales: {
        reference: { knee: 0.05, cap: 1 },
        validation: (trainer.detector as Adl).scales.deviation,
      },
    });
  });

  const fourth = { ...config, maps: "novelty", novelty: { neighbors: 2, patches: 4 } };

  test("fits the novelty after training, and suspects images by it first", async () => {
    const { context } = await contextOf();
    const trainer = await adlMethod.create(adlMethod.config.parse(fourth), context);
    const events = await eventsOf(trainer);
    expect(events.at(-2)).toEqual({ kind: "phase", name: "novelty of training images", done: 7, total: 7 }); // prettier-ignore
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    const detector = trainer.detector as Adl;
    await trainer.prepare?.(context.images("validation", detector.inputSize));
    const scale = detector.novelty?.scale;
    expect(scale?.knee).not.toBe(1);
    const { suspects, records } = (await trainer.findings?.({ images: [] })) ?? {};
    expect(suspects?.map(({ by }) => by)[0]).toBe("novelty");
    expect(suspects?.[0].ranking).toHaveLength(7);
    expect(records?.noveltyScale).toEqual(scale);
  });

  test("stopped while it fits the novelty, ends as a run that was never stopped", async () => {
    const whole = await trainerOf(fourth);
    await eventsOf(whole);
    const checkpoint = { file: join(folder, "novelty.safetensors"), config: null };
    const controller = new AbortController();
    const stopped = await trainerOf(fourth);
    let last: MethodEvent | undefined;
    for await (const event of stopped.fit({ checkpoint, signal: controller.signal })) {
      last = event;
      if (event.kind === "phase") controller.abort();
    }
    expect(last).toEqual({ kind: "end", reason: "interrupted" });
    const resumed = await trainerOf(fourth);
    const events = await eventsOf(resumed, { checkpoint, resume: true });
    expect(lossesOf(events)).toEqual([]);
    const values = ({ detector }: Trainer) => [...detector.params["novelty.bank"].dataSync()];
    expect(values(resumed)).toEqual(values(whole));
    expect(await resumed.findings?.({ images: [] })).toEqual(
      await whole.findings?.({ images: [] }),
    );
  });

  test("may be resumed with another checkpoint interval, and with nothing else", () => {
    const identityOf = (changes: object) =>
      adlMethod.identity?.(adlMethod.config.parse({ ...config, ...changes }));
    expect(identityOf({ checkpointEverySteps: 7 })).toEqual(identityOf({}));
    expect(identityOf({ epochs: 4 })).not.toEqual(identityOf({}));
  });

  test("keeps the released scales unless the configuration asks for others", async () => {
    const { context } = await contextOf();
    const trainer = await adlMethod.create(adlMethod.config.parse(config), context);
    const { scales } = trainer.detector as Adl;
    await trainer.prepare?.(context.images("validation", trainer.detector.inputSize));
    expect((trainer.detector as Adl).scales).toBe(scales);
  });

  test("interrupted and resumed, learns as if it had never stopped", async () => {
    const whole = await trainerOf();
    const all = lossesOf(await eventsOf(whole));
    const checkpoint = { file: join(folder, "run.safetensors"), config: { some: "identity" } };
    const controller = new AbortController();
    const first: MethodEvent[] = [];
    const stopped = await trainerOf();
    for await (const event of stopped.fit({ checkpoint, signal: controller.signal })) {
      first.push(event);
      if (event.kind === "step" && event.step === 5) controller.abort();
    }
    expect(first.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
    const resumed = await trainerOf();
    const rest = await eventsOf(resumed, { checkpoint, resume: true });
    expect(rest.slice(0, 2)).toMatchObject([
      { kind: "start" },
      { kind: "resumed", step: 5, file: checkpoint.file, recovered: null },
    ]);
    expect([...lossesOf(first), ...lossesOf(rest)]).toEqual(all);
    expect(await resumed.findings?.({ images: [] })).toEqual(
      await whole.findings?.({ images: [] }),
    );

    const other = { ...checkpoint, config: { some: "other identity" } };
    await expect(eventsOf(await trainerOf(), { checkpoint: other, resume: true })).rejects.toThrow(
      /expected the configuration of this run/,
    );
  });

  test("starts from another run's parameters, whatever images that was trained on", async () => {
    const file = join(folder, "from.safetensors");
    const first = await trainerOf();
    await eventsOf(first, { checkpoint: { file, config: null } });
    const next = await trainerOf({}, { seed: 8 });
    const fresh = await trainerOf({}, { seed: 8 });
    const valuesOf = ({ detector }: Trainer) => [...detector.params["fin_out.0.bias"].dataSync()];
    const trained = valuesOf(first);
    for await (const { kind } of next.fit({ from: file })) if (kind === "start") break; // before the first step
    expect(valuesOf(next)).toEqual(trained);
    expect(valuesOf(fresh)).not.toEqual(trained);
  });

  test("refuses data without images taken as normal, and kept features of a trained backbone", async () => {
    const { context } = await contextOf();
    const images = () => memorySource(items.slice(7));
    await expect(
      adlMethod.create(adlMethod.config.parse(config), { ...context, images }),
    ).rejects.toThrow("adlMethod: expected training images taken as normal, got none among 2");
    await expect(
      adlMethod.create(adlMethod.config.parse({ ...config, cachedVariants: 1 }), context),
    ).rejects.toThrow(
      "adlMethod: expected cachedVariants 0 for smallConvNet(stages.1+stages.2), whose features change",
    );
  });
});
