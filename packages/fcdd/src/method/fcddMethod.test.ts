import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeSafetensors } from "@flawlens/backbones";
import type { FitRun, MethodContext, MethodEvent, Trainer } from "@flawlens/detector";
import { memorySource } from "@flawlens/detector";
import type { ImageSource, LabelledSample } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { side, tinySource } from "../../test/tiny.ts";
import { fcddConfig } from "./fcddConfig.ts";
import { fcddMethod } from "./fcddMethod.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-fcdd-method-"));
});
afterAll(() => rm(folder, { recursive: true }));

const tiny = {
  encoder: { network: "small", widths: [[4], [4]] },
  head: { widths: [6] },
  inputSize: side,
  batchSize: 4,
  learningRate: 0.01,
  steps: 4,
};

function contextOf(options: Partial<MethodContext> & { source?: ImageSource } = {}): MethodContext {
  const { source = tinySource(), ...given } = options;
  return {
    types: ["bright", "dark"],
    images: () => source,
    cleanNormals: 6,
    random: randomStream(1),
    weights: async () => null,
    note: () => {},
    ...given,
  };
}

const create = (changes: object = {}, options: Parameters<typeof contextOf>[0] = {}) =>
  fcddMethod.create(fcddConfig.parse({ ...tiny, ...changes }), contextOf(options));

async function collect(trainer: Trainer, run: FitRun = {}): Promise<MethodEvent[]> {
  const all: MethodEvent[] = [];
  for await (const event of trainer.fit(run)) all.push(event);
  return all;
}

const lossesOf = (events: MethodEvent[]) =>
  events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
const valuesOf = ({ detector }: Trainer) =>
  Object.fromEntries(
    Object.entries(detector.params).map(([name, tensor]) => [name, [...tensor.dataSync()]]),
  );

/** A source with one more image that shows something of which nothing else is known. */
function withRiddle(label: 1 | null): ImageSource {
  const { samples, read } = tinySource();
  const image = read(0);
  const riddle: LabelledSample = { id: "riddle", label, defectTypes: [] };
  const source = memorySource([]);
  return { ...source, samples: [...samples, riddle], read: (i) => (samples[i] ? read(i) : image) };
}

describe("fcddMethod", () => {
  test.each([
    { maskWeight: 0, read: [] },
    { maskWeight: 1, read: ["bright", "dark"] },
  ])("with maskWeight $maskWeight reads masks of $read", async ({ maskWeight, read }) => {
    const source = tinySource();
    const types = new Set<string>();
    const readMask: ImageSource["readMask"] = async (index) => {
      types.add(source.samples[index].defectTypes.join() || "normal images");
      return null;
    };
    const trainer = await create({ maskWeight, steps: 3 }, { source: { ...source, readMask } });
    const losses = lossesOf(await collect(trainer));
    expect(losses.every(Number.isFinite)).toBe(true);
    expect([...types].toSorted()).toEqual(read);
  });

  test("makes the detector that a configuration describes", async () => {
    const asked: unknown[] = [];
    const images: MethodContext["images"] = (...args) => {
      asked.push(args);
      return tinySource();
    };
    const threshold = { rule: "falsePositiveFraction", fraction: 0.01 } as const;
    const trainer = await create({ score: "max", threshold }, { images });
    expect(trainer).toMatchObject({
      threshold,
      detector: {
        method: "fcdd",
        types: ["bright", "dark"],
        scoring: "highest cell of the map",
        inputSize: { height: side, width: side },
      },
    });
    expect(asked).toEqual([["train", { height: side, width: side }]]);
    const single = await create({ singleChannel: true });
    expect(single.detector.types).toEqual(["anomaly"]);
    expect(single.threshold).toBeUndefined();
  });

  test("tells the training by the events that every method has, and trains the detector", async () => {
    const trainer = await create();
    const before = valuesOf(trainer);
    const file = join(folder, "events.safetensors");
    const events = await collect(trainer, { checkpoint: { file, config: {} } });
    expect(events[0]).toEqual({
      kind: "start",
      steps: 4,
      summary:
        "MultiTypeFCDD with the trained encoder smallConvNet(stages.1): 4 steps of 4 images, drawn evenly " +
        "from bright (3), dark (2), normal (6).",
      notes: [],
    });
    expect(events.filter(({ kind }) => kind === "step")).toHaveLength(4);
    expect(events.at(-2)).toMatchObject({ kind: "checkpoint", step: 4, file });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(valuesOf(trainer)["head.net.0.weight"]).not.toEqual(before["head.net.0.weight"]);
  });

  test("stopped and resumed, gives the same numbers as never stopped", async () => {
    const whole = await create();
    const all = lossesOf(await collect(whole));

    const checkpoint = { file: join(folder, "resume.safetensors"), config: { seed: 1 } };
    const stopped = await create();
    const controller = new AbortController();
    const first: MethodEvent[] = [];
    for await (const event of stopped.fit({ checkpoint, signal: controller.signal })) {
      first.push(event);
      if (event.kind === "step" && event.step === 2) controller.abort();
    }
    expect(first.at(-1)).toEqual({ kind: "end", reason: "interrupted" });

    const resumed = await create();
    const rest = await collect(resumed, { checkpoint, resume: true });
    expect(rest[1]).toEqual({
      kind: "resumed",
      step: 2,
      file: checkpoint.file,
      recovered: null,
    });
    expect([...lossesOf(first), ...lossesOf(rest)]).toEqual(all);
    expect(valuesOf(resumed)).toEqual(valuesOf(whole));

    const other = { ...checkpoint, config: { seed: 2 } };
    await expect(collect(await create(), { checkpoint: other, resume: true })).rejects.toThrow(
      "seed is 1",
    );
    await expect(collect(await create(), { resume: true })).rejects.toThrow(
      "fcdd: expected a checkpoint to resume from, got none",
    );
  });

  test.each([
    { of: "how often checkpoints are saved", changes: { checkpointEverySteps: 7 }, same: true },
    { of: "more steps of a constant learning rate", changes: { steps: 9 }, same: true },
    { of: "an end by epochs", changes: { epochs: 2 }, same: true },
    { of: "the learning rate", changes: { learningRate: 1 }, same: false },
    { of: "the thresholds", changes: { threshold: { rule: "f1Max" } }, same: false },
  ])("may be resumed with another value of $of: $same", ({ changes, same }) => {
    const of = (more: object) => fcddMethod.identity!(fcddConfig.parse({ ...tiny, ...more }));
    const equal = JSON.stringify(of(changes)) === JSON.stringify(of({}));
    expect(equal).toBe(same);
  });

  test("may not be resumed with more steps where the learning rate depends on them", () => {
    const of = (steps: number) =>
      fcddMethod.identity!(fcddConfig.parse({ ...tiny, steps, schedule: "cosine" }));
    expect(of(9)).not.toEqual(of(4));
  });

  test("goes on for more steps as a run that was longer from the start", async () => {
    const long = lossesOf(await collect(await create({ steps: 6 })));
    const checkpoint = { file: join(folder, "longer.safetensors"), config: {} };
    const first = lossesOf(await collect(await create({ steps: 3 }), { checkpoint }));
    const more = await collect(await create({ steps: 6 }), { checkpoint, resume: true });
    expect([...first, ...lossesOf(more)]).toEqual(long);
  });

  test("starts from the trained parameters of another run, of the same architecture only", async () => {
    const file = join(folder, "from.safetensors");
    const other = await create({ steps: 3 });
    await collect(other, { checkpoint: { file, config: { steps: 3 } } });
    const trained = valuesOf(other);

    const continued = await create({ learningRate: 1e-30 }); // moves no weight
    const events = await collect(continued, { from: file });
    expect(lossesOf(events)).toHaveLength(4); // begins at step 1
    expect(valuesOf(continued)["head.net.0.weight"]).toEqual(trained["head.net.0.weight"]);

    await expect(collect(await create({ head: { widths: [5] } }), { from: file })).rejects.toThrow(
      /head\.net\.0\.weight/,
    );
  });

  test("lets the learning rate fall where the schedule is a cosine", async () => {
    const losses = async (schedule: string) => lossesOf(await collect(await create({ schedule })));
    const [constant, cosine] = [await losses("constant"), await losses("cosine")];
    expect(cosine.slice(0, 2)).toEqual(constant.slice(0, 2)); // the first update is the same
    expect(cosine[2]).not.toBe(constant[2]);
  });

  test.each([
    { of: "an image without a label", label: null, changes: {} },
    { of: "an anomalous image without types", label: 1 as const, changes: {} },
    {
      of: "an image without a label, with one map too",
      label: null,
      changes: { singleChannel: true },
    },
  ])("leaves out $of, and says so", async ({ label, changes }) => {
    const [start] = await collect(await create(changes, { source: withRiddle(label) }));
    expect(start).toMatchObject({
      notes: [
        "1 of 12 training images are left out: their label or their defect types are not known.",
      ],
    });
  });

  test("with one map learns from an anomalous image without types", async () => {
    const trainer = await create({ singleChannel: true }, { source: withRiddle(1) });
    const [start] = await collect(trainer);
    expect(start).toMatchObject({
      notes: [],
      summary: expect.stringContaining("anomaly (6), normal (6)"),
    });
  });

  test("refuses data without types, and types that no training image shows, before it asks for weights", async () => {
    const weights = () => expect.fail("asked for weights");
    const frozen = { encoder: { network: "efficientnet-lite0" } };
    await expect(create(frozen, { weights, types: [] })).rejects.toThrow(
      "fcdd: expected anomalies with their defect types, got normal images only",
    );
    const source = tinySource({ dark: 0 });
    await expect(create(frozen, { weights, source })).rejects.toThrow("got none of dark");
  });
});

describe("the weights of fcddMethod", () => {
  const frozen = { encoder: { network: "efficientnet-lite0" } };

  test.each([
    { network: "small", optional: true },
    { network: "efficientnet-lite0", optional: false },
    { network: "inception-resnet-v2", optional: false },
  ])("of $network are asked for by that name", async ({ network, optional }) => {
    const weights = async (...args: unknown[]) => {
      expect(args).toEqual([network, { optional }]);
      throw new Error("enough");
    };
    await expect(create({ encoder: { network } }, { weights })).rejects.toThrow("enough");
  });

  test("of another network are refused, with the file and the encoder", async () => {
    const file = join(folder, "weights.safetensors");
    const creating = (path: string) => create(frozen, { weights: async () => path });
    await writeSafetensors(file, {
      "fc.weight": { dtype: "F32", shape: [2], data: Float32Array.of(1, 2) },
    });
    await expect(creating(file)).rejects.toThrow(
      `expected weights of efficientnetLite0(stage16) in ${file}, got: `,
    );
  });
});
