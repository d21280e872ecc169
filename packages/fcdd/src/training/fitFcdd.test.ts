import "../../test/cpu.ts";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { restoreDetector } from "@flawlens/detector";
import type { ImageSource } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { adam } from "@flawlens/training";
import { memory } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { side, tinyFrozen, tinyModel, tinySource } from "../../test/tiny.ts";
import type { FcddOptions } from "../createFcdd.ts";
import type { Fcdd } from "../fcdd.ts";
import { convHead } from "../head/convHead.ts";
import { multiTypeLoss } from "../loss/multiTypeLoss.ts";
import type { Loss } from "../loss/multiTypeLoss.ts";
import { fitFcdd } from "./fitFcdd.ts";
import type { FcddFitEvent, FitFcddOptions } from "./fitFcdd.ts";
import { trainedParams } from "./trainedParams.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flawlens-fit-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (model: Fcdd, options: Partial<FitFcddOptions> = {}) =>
  fitFcdd(model, {
    source: tinySource(),
    optimizer: adam({ learningRate: 0.01 }),
    batchSize: 4,
    random: randomStream(3),
    ...options,
  });

async function collect(events: AsyncGenerator<FcddFitEvent>): Promise<FcddFitEvent[]> {
  const all: FcddFitEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const lossesOf = (events: FcddFitEvent[]) =>
  events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
const valuesOf = (model: Fcdd) =>
  Object.fromEntries(Object.entries(model.params).map(([name, x]) => [name, [...x.dataSync()]]));

const restore = (model: Fcdd, file: string) =>
  restoreDetector(model, file, { trained: trainedParams(model) });

const frozenModel = (options: Partial<FcddOptions> = {}) =>
  tinyModel({ ...tinyFrozen(), ...options });

describe("fitFcdd", () => {
  test("begins with the exact number of steps, counted from epochs", async () => {
    const events = await collect(run(tinyModel(), { epochs: 2 }));
    expect(events[0]).toEqual({
      kind: "start",
      steps: lossesOf(events).length,
      classes: { bright: 3, dark: 2, normal: 6 },
    });
    expect(events.filter(({ kind }) => kind === "epoch")).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ kind: "end", reason: "done", epoch: 2 });
    const [start] = await collect(run(tinyModel(), { epochs: 9, steps: 3 }));
    expect(start).toMatchObject({ steps: 3 });
  });

  test("gives the same numbers for a seed, and others for another", async () => {
    const losses = async (seed: number) =>
      lossesOf(await collect(run(tinyModel(), { steps: 3, random: randomStream(seed) })));
    expect(await losses(1)).toEqual(await losses(1));
    expect(await losses(2)).not.toEqual(await losses(1));
  });

  test("stopped and resumed, gives the same parameters as never stopped", async () => {
    const whole = tinyModel();
    const augmentation = brighten;
    const all = lossesOf(await collect(run(whole, { steps: 6, augmentation })));

    const file = join(folder, "resume.safetensors");
    const stopped = tinyModel();
    const first = await collect(run(stopped, { steps: 3, augmentation, checkpoint: { file } }));
    const resumed = tinyModel({ random: randomStream(77) }); // other weights, all replaced
    const resume = await restore(resumed, file);
    const rest = await collect(run(resumed, { steps: 6, augmentation, resume }));
    expect([...lossesOf(first), ...lossesOf(rest)]).toEqual(all);
    expect(valuesOf(resumed)).toEqual(valuesOf(whole));
  });

  test("with dropout too, as each step draws from a stream that is saved", async () => {
    const head = convHead({ widths: [6], dropout: 0.4 });
    const trained = async (model: Fcdd, options: Partial<FitFcddOptions>) =>
      lossesOf(await collect(run(model, options)));
    const file = join(folder, "dropout.safetensors");
    const whole = frozenModel({ head });
    const all = await trained(whole, { steps: 4 });
    const first = await trained(frozenModel({ head }), { steps: 2, checkpoint: { file } });
    const resumed = frozenModel({ head, random: randomStream(77) });
    const rest = await trained(resumed, { steps: 4, resume: await restore(resumed, file) });
    expect([...first, ...rest]).toEqual(all);
    expect(valuesOf(resumed)).toEqual(valuesOf(whole));
    const without = frozenModel({ head: convHead({ widths: [6] }) }); // of the same weights
    expect((await trained(without, { steps: 1 }))[0]).not.toBe(all[0]);
  });

  test("an interrupted run leaves a checkpoint of where it was", async () => {
    const file = join(folder, "interrupted.safetensors");
    const model = tinyModel();
    const controller = new AbortController();
    const events: FcddFitEvent[] = [];
    for await (const event of run(model, {
      steps: 50,
      checkpoint: { file },
      signal: controller.signal,
    })) {
      events.push(event);
      if (event.kind === "step" && event.step === 2) controller.abort();
    }
    expect(events.at(-1)).toMatchObject({
      kind: "end",
      reason: "interrupted",
      step: 2,
      checkpoint: file,
    });
    const restored = tinyModel({ random: randomStream(77) });
    expect(await restore(restored, file)).toMatchObject({ step: 2 });
    expect(valuesOf(restored)).toEqual(valuesOf(model));
  });

  test("with a frozen encoder trains the head alone, on cached features as on computed ones", async () => {
    const cached = frozenModel();
    const encoderBefore = valuesOf(cached);
    const events = await collect(run(cached, { steps: 4 }));
    const computed = frozenModel();
    const expected = lossesOf(await collect(run(computed, { steps: 4, cachedVariants: 0 })));
    for (const [i, loss] of lossesOf(events).entries()) expect(loss).toBeCloseTo(expected[i], 5); // float32

    // 11 images of 3x3 cells and 4 channels, in batches of 8
    expect(events.filter(({ kind }) => kind === "features")).toEqual([
      { kind: "features", done: 8, total: 11, bytes: 11 * 36 * 4 },
      { kind: "features", done: 11, total: 11, bytes: 11 * 36 * 4 },
    ]);
    const after = valuesOf(cached);
    for (const name of Object.keys(after).filter((name) => name.startsWith("encoder.")))
      expect(after[name]).toEqual(encoderBefore[name]);
    expect(after["head.net.0.weight"]).not.toEqual(encoderBefore["head.net.0.weight"]);
    expect(after["head.net.1.running_mean"]).not.toEqual(encoderBefore["head.net.1.running_mean"]);
  });

  test("keeps the features of each scale at their own size, and joins them in each step", async () => {
    const scaled = () => frozenModel(tinyFrozen({ scales: [1, 0.5] }));
    const events = await collect(run(scaled(), { steps: 4 }));
    const expected = lossesOf(await collect(run(scaled(), { steps: 4, cachedVariants: 0 })));
    for (const [i, loss] of lossesOf(events).entries()) expect(loss).toBeCloseTo(expected[i], 5); // float32
    const bytes = 11 * (3 * 3 + 1) * 4 * 4; // images, cells of 12 and of 6 pixels, channels, bytes of a number
    expect(events.findLast(({ kind }) => kind === "features")).toMatchObject({ bytes });
  });

  test("caches some augmented versions of each image", async () => {
    const seen: number[] = [];
    const augmentation: FitFcddOptions["augmentation"] = (given, random) => {
      seen.push(random());
      return given;
    };
    const model = frozenModel();
    const events = await collect(run(model, { steps: 5, augmentation, cachedVariants: 3 }));
    expect(new Set(seen).size).toBe(22); // 11 images, twice; each with its own randomness
    expect(events.findLast(({ kind }) => kind === "features")).toMatchObject({ done: 33 });
  });

  test("with masks tells the loss what each cell shows, from kept features as from images", async () => {
    const source: ImageSource = {
      ...tinySource(),
      // the mask of each anomalous image but the last marks the cell in the middle of 3x3
      async readMask(index) {
        if (index === 10) return null;
        const data = new Uint8Array(side * side).fill(0);
        data[side * 5 + 5] = 1;
        return { data, height: side, width: side };
      },
    };
    const marked = (k: number) =>
      Array.from({ length: 18 }, (_, i) => Number(i === 2 * 4 + k)).join();
    for (const cachedVariants of [1, 0]) {
      const seen = new Map<string, string>();
      const loss: Loss = (maps, labels, cells) => {
        const rows = cells!.arraySync() as number[][][][];
        for (const [i, label] of (labels.arraySync() as number[][]).entries())
          seen.set(rows[i].flat(2).join(), label.join());
        return multiTypeLoss()(maps, labels);
      };
      const model = { ...frozenModel(), loss };
      await collect(run(model, { steps: 8, source, masks: true, cachedVariants }));
      expect(Object.fromEntries(seen)).toEqual({
        [Array(18).fill(0).join()]: "0,0",
        [marked(0)]: "1,0",
        [marked(1)]: "0,1",
        [Array.from({ length: 18 }, (_, i) => (i % 2 === 1 ? -1 : 0)).join()]: "0,1",
      });
    }
  });

  test("in single-channel mode draws anomalous and normal images evenly", async () => {
    const model = tinyModel({ singleChannel: true });
    const [start] = await collect(run(model, { steps: 2 }));
    expect(start).toMatchObject({ classes: { anomaly: 5, normal: 6 } });
  });

  test("shows each epoch's parameters while it is looked at; left early, leaves the model as it was", async () => {
    const model = tinyModel();
    const before = model.params;
    const values = valuesOf(model);
    const tensors = memory().numTensors;
    const seen: { kind: string; own: boolean; changed: boolean }[] = [];
    for await (const event of run(model, { epochs: 3 })) {
      const changed = JSON.stringify(valuesOf(model)) !== JSON.stringify(values);
      seen.push({ kind: event.kind, own: model.params === before, changed });
      if (event.kind === "epoch") break;
    }
    expect(seen.pop()).toEqual({ kind: "epoch", own: false, changed: true });
    for (const event of seen) expect(event).toMatchObject({ own: true, changed: false });
    expect(model.params).toBe(before);
    expect(valuesOf(model)).toEqual(values);
    // adam's two moments of each trained parameter are still the optimizer's
    const trained = model.spec.filter(({ trainable }) => trainable).length;
    expect(memory().numTensors).toBe(tensors + 2 * trained);
  });

  test("holds the model's tensors and the optimizer's at the end, nothing more", async () => {
    const model = tinyModel();
    const optimizer = adam({ learningRate: 0.01 });
    const before = memory().numTensors;
    await collect(run(model, { steps: 3, optimizer }));
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("names the image that cannot be read", async () => {
    const source: ImageSource = {
      ...tinySource(),
      read: async (index) => {
        throw new Error(`readImage: expected an image in tile-${index}.png, got a truncated file`);
      },
    };
    await expect(collect(run(tinyModel(), { steps: 1, source }))).rejects.toThrow(/tile-\d+\.png/);
    await expect(collect(run(frozenModel(), { steps: 1, source }))).rejects.toThrow(/tile-0\.png/);
  });

  test.each([
    {
      of: "a type without images",
      options: { source: tinySource({ dark: 0 }) },
      message: "expected training images of every defect type, got none of dark",
    },
    {
      of: "no normal image",
      options: { source: tinySource({ normal: 0 }) },
      message: "expected normal training images",
    },
    {
      of: "neither steps nor epochs",
      options: {},
      message: "expected steps or epochs, got neither",
    },
    {
      of: "a cache for a trainable encoder",
      options: { cachedVariants: 1 },
      message: "expected cachedVariants 0 for smallConvNet(stages.1), whose features change",
    },
    {
      of: "half a version",
      options: { cachedVariants: 0.5 },
      message: "expected a whole number of at least 0 as cachedVariants, got 0.5",
    },
  ])("refuses $of", async ({ options, message }) => {
    await expect(collect(run(tinyModel(), options))).rejects.toThrow(message);
  });

  test("refuses versions without augmentation, and a cache larger than allowed", async () => {
    await expect(collect(run(frozenModel(), { steps: 1, cachedVariants: 2 }))).rejects.toThrow(
      "fitFcdd: expected an augmentation to make 2 versions of each image, got none",
    );
    await expect(collect(run(frozenModel(), { steps: 1, cacheBytes: 1000 }))).rejects.toThrow(
      /expected cached features of at most .* for 11 entries; raise cacheBytes/,
    );
  });

  test("interrupted while features are computed, ends where it began", async () => {
    const controller = new AbortController();
    const events: FcddFitEvent[] = [];
    const model = frozenModel();
    const before = model.params;
    for await (const event of run(model, { steps: 5, signal: controller.signal })) {
      events.push(event);
      if (event.kind === "features") controller.abort();
    }
    expect(events.map(({ kind }) => kind)).toEqual(["start", "features", "end"]);
    expect(events.at(-1)).toMatchObject({ reason: "interrupted", step: 0, checkpoint: null });
    expect(model.params).toBe(before);
  });
});

/** Adds a random brightness: an augmentation whose every draw matters. */
const brighten: FitFcddOptions["augmentation"] = ({ image, mask }, random) => {
  const by = Math.floor(random() * 40);
  const data = image.data.map((value) => Math.min(255, value + by));
  return { image: { ...image, data }, mask };
};
