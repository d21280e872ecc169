import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Image } from "@flawlens/datasets";
import { initParams } from "@flawlens/backbones";
import { memorySource, restoreDetector } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import {
  adam,
  addDecayedWeights,
  chain,
  clipByGlobalNorm,
  NonFiniteLossError,
} from "@flawlens/training";
import "@flawlens/tfjs-backend-ort";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { side, tinyBackbone, tinyModel, tinySource } from "../../test/tiny.ts";
import type { Adl } from "../model/adl.ts";
import { fitAdl } from "./fitAdl.ts";
import type { AdlEndEvent, AdlFitEvent } from "./fitAdlEvent.ts";
import type { FitAdlOptions } from "./fitAdlOptions.ts";
import { trainedParams } from "./trainedParams.ts";
import { weightRecordShapes } from "./weightRecord.ts";
import { adlMode, paperMode, referenceMode } from "../network/modes.ts";

let folder: string;
beforeAll(async () => {
  await setBackend("ort");
  folder = await mkdtemp(join(tmpdir(), "flawlens-adl-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The released code's optimiser. */
const optimizerOf = (learningRate: number) =>
  chain(clipByGlobalNorm(1), addDecayedWeights(1e-5), adam({ learningRate }));

const nominal = tinySource("nominal", 7);
const fewShot = tinySource("known", 2, { patch: true });
const run = (model: Adl, options: Partial<FitAdlOptions> = {}) =>
  fitAdl(model, {
    nominal,
    fewShot,
    optimizer: optimizerOf(0.01),
    batchSize: 4,
    epochs: 2,
    stepsPerEpoch: 3,
    random: randomStream(3),
    ...options,
  });

async function collect(events: AsyncGenerator<AdlFitEvent>): Promise<AdlFitEvent[]> {
  const all: AdlFitEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}
const lossesOf = (events: AdlFitEvent[]) =>
  events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));
const endOf = (events: AdlFitEvent[]) => events.at(-1) as AdlEndEvent;
const valuesOf = (model: Adl) =>
  Object.fromEntries(Object.entries(model.params).map(([name, x]) => [name, [...x.dataSync()]]));

const restore = (model: Adl, file: string, nominal: number) =>
  restoreDetector(model, file, {
    trained: trainedParams(model),
    others: weightRecordShapes(nominal),
  });

function frozenModel(): Adl {
  const backbone = tinyBackbone({ trainable: false });
  return tinyModel({
    backbone,
    backboneParams: initParams(backbone.spec, { random: randomStream(2) }),
  });
}

describe("fitAdl", () => {
  test("tells steps, burn-in and lists, then trains", async () => {
    const events = await collect(run(tinyModel(), { epochs: 6 }));
    expect(events[0]).toEqual({
      kind: "start",
      steps: 18,
      burnIn: 1, // the floor of 6 %
      nominal: 7,
      pseudoSlots: 7,
      fewShot: 2,
      fewShotSlots: 1, // a fifth of 7
      notes: [],
    });
    expect(lossesOf(events)).toHaveLength(18);
    expect(endOf(events)).toMatchObject({ kind: "end", reason: "done", step: 18, epoch: 6 });
  });

  test.each([referenceMode, paperMode, adlMode])("learns in mode $name", async (mode) => {
    const model = tinyModel({ mode });
    const losses = lossesOf(
      await collect(run(model, { epochs: 10, stepsPerEpoch: 4, batchSize: 8 })),
    );
    const mean = (part: number[]) => part.reduce((a, b) => a + b, 0) / part.length;
    expect(mean(losses.slice(-8))).toBeLessThan(mean(losses.slice(0, 3)));
  });

  test("gives the same numbers for a seed, and others for another", async () => {
    const losses = async (seed: number) =>
      lossesOf(await collect(run(tinyModel(), { epochs: 1, random: randomStream(seed) })));
    expect(await losses(1)).toEqual(await losses(1));
    expect(await losses(2)).not.toEqual(await losses(1));
  });

  test("stopped and resumed, gives the same parameters and weights as never stopped", async () => {
    const whole = tinyModel();
    const all = await collect(run(whole, { epochs: 4 }));

    const file = join(folder, "resume.safetensors");
    const stopped = tinyModel();
    const controller = new AbortController();
    const first: AdlFitEvent[] = [];
    for await (const event of run(stopped, {
      epochs: 4,
      checkpoint: { file },
      signal: controller.signal,
    })) {
      first.push(event);
      if (event.kind === "step" && event.step === 5) controller.abort();
    }
    expect(endOf(first)).toMatchObject({ reason: "interrupted", step: 5, checkpoint: file });
    const resumed = tinyModel({ random: randomStream(77) }); // other weights, all replaced
    const resume = await restore(resumed, file, 7);
    const rest = await collect(run(resumed, { epochs: 4, resume }));
    expect([...lossesOf(first), ...lossesOf(rest)]).toEqual(lossesOf(all));
    expect(valuesOf(resumed)).toEqual(valuesOf(whole));
    expect(endOf(rest).record).toEqual(endOf(all).record);
    await expect(restore(tinyModel(), file, 8)).rejects.toThrow(/suspects.draws is \[7\]/);
  });

  test("records how far each nominal image was trusted, after burn-in", async () => {
    const { record } = endOf(await collect(run(tinyModel(), { epochs: 4 })));
    expect(record.ids).toEqual(nominal.samples.map(({ id }) => id));
    // 12 steps, one of them burn-in (floor 0.06 * 12 = 0, and step 0 is uniform); 2 nominal a batch
    expect(record.draws.reduce((a, b) => a + b)).toBe(22);
    for (const logs of [record.classifier, record.deviation, record.segmentation]) {
      expect(logs.some((log) => log !== 0) && logs.every(Number.isFinite)).toBe(true);
      // Images are compared with those in their batches: over all draws nothing is left.
      expect(logs.reduce((sum, log, i) => sum + log * record.draws[i], 0)).toBeCloseTo(0, 3);
    }
  });

  test("with a frozen backbone trains the rest alone, on kept features as on computed ones", async () => {
    const same = { augmentation: (image: Image) => image, reference: { mean: 0, std: 1 } };
    const cached = frozenModel();
    const before = valuesOf(cached);
    const events = await collect(run(cached, { ...same, epochs: 1, cachedVariants: 1 }));
    expect(events.findLast(({ kind }) => kind === "features")).toEqual({
      kind: "features",
      done: 16, // 7 nominal, 7 pseudo, 2 few-shot
      total: 16,
      bytes: 16 * (4 * 4 * 4 + 2 * 2 * 6) * 4,
    });
    const after = valuesOf(cached);
    for (const name of Object.keys(after).filter((name) =>
      name.startsWith("feature_extractor.net."),
    ))
      expect(after[name]).toEqual(before[name]);
    expect(after["fin_out.0.weight"]).not.toEqual(before["fin_out.0.weight"]);

    // Without pseudo-anomalies nothing is random but the draws, which are the same.
    const known = { ...same, epochs: 1, pseudo: null };
    const kept = lossesOf(await collect(run(frozenModel(), { ...known, cachedVariants: 1 })));
    const computed = lossesOf(await collect(run(frozenModel(), known)));
    for (const [i, loss] of kept.entries()) expect(loss).toBeCloseTo(computed[i], 5); // float32
  });

  test("keeps several versions, resumes on them, and ends where it began when interrupted before", async () => {
    const losses = lossesOf(await collect(run(frozenModel(), { cachedVariants: 3 })));
    expect(losses).toEqual(lossesOf(await collect(run(frozenModel(), { cachedVariants: 3 }))));
    const controller = new AbortController();
    const events: AdlFitEvent[] = [];
    for await (const event of run(frozenModel(), {
      cachedVariants: 1,
      signal: controller.signal,
    })) {
      events.push(event);
      if (event.kind === "features") controller.abort();
    }
    expect(endOf(events)).toMatchObject({ kind: "end", reason: "interrupted", step: 0 });
  });

  test("shows each epoch's parameters; left early, leaves the model as it was", async () => {
    const model = tinyModel();
    const before = model.params;
    const tensors = memory().numTensors;
    const seen: { own: boolean; names: string[] }[] = [];
    for await (const event of run(model))
      if (event.kind === "epoch") {
        seen.push({ own: model.params === before, names: Object.keys(model.params) });
        break;
      }
    expect(seen).toEqual([{ own: false, names: Object.keys(before) }]);
    expect(model.params).toBe(before);
    // Adam's two moments of each trained parameter are still the optimizer's.
    const trained = model.spec.filter(({ trainable }) => trainable).length;
    expect(memory().numTensors).toBe(tensors + 2 * trained);
  });

  test("holds the model's tensors and the optimizer's at the end, nothing more", async () => {
    const model = tinyModel();
    const optimizer = optimizerOf(0.01);
    const before = memory().numTensors;
    await collect(run(model, { optimizer }));
    optimizer.dispose();
    expect(memory().numTensors).toBe(before);
  });

  test("without known anomalies learns from pseudo-anomalies, and says so", async () => {
    const [start] = await collect(run(tinyModel(), { fewShot: undefined, epochs: 1 }));
    expect(start).toMatchObject({
      fewShot: 0,
      fewShotSlots: 0,
      notes: ["No known anomalies were given: training learns from pseudo-anomalies only."],
    });
  });

  const maskless = memorySource([
    { id: "known-0", label: 1, defectTypes: [], image: fewShot.images[0] },
    { id: "known-1", label: 1, defectTypes: [], image: fewShot.images[1] },
  ]);
  test("refuses a few-shot image without a mask, or learns all but the segmentation from it", async () => {
    await expect(collect(run(tinyModel(), { fewShot: maskless }))).rejects.toThrow(
      'fitAdl: expected a mask of every few-shot image, got none of known-0, known-1; add masks, or set missingMask to "imageOnly"',
    );
    const options = { fewShot: maskless, missingMask: "imageOnly", epochs: 1 } as const;
    const [start] = await collect(run(tinyModel(), options));
    expect(start).toMatchObject({
      notes: [
        "There are no masks of known-0, known-1: the segmentation does not learn from these images.",
      ],
    });
  });

  test("names the image whose pixels are no numbers", async () => {
    const [image] = nominal.images;
    const data = Float32Array.from(image.data);
    data[7] = NaN;
    const broken = { ...image, data: data as never };
    const bad = memorySource([{ id: "broken.png", label: 0, defectTypes: [], image: broken }]);
    const options = { nominal: bad, augmentation: (image: Image) => image, pseudo: null };
    await expect(collect(run(tinyModel(), options))).rejects.toThrow(
      "fitAdl: expected pixels of 0 to 255, got NaN in broken.png",
    );
  });

  test("stops where the loss is not finite", async () => {
    const optimizer = optimizerOf(1e30);
    await expect(collect(run(tinyModel(), { optimizer }))).rejects.toThrow(NonFiniteLossError);
  });

  test.each([
    {
      of: "no nominal image",
      options: { nominal: memorySource([]) },
      message: "expected nominal images, got none",
    },
    {
      of: "nothing anomalous",
      options: { fewShot: undefined, pseudo: null },
      message: "expected something anomalous, got neither pseudo-anomalies nor few-shot images",
    },
    {
      of: "a batch of one",
      options: { batchSize: 1 },
      message: "expected a batchSize of at least 2",
    },
    { of: "half a slot", options: { fewShotSlots: 0.5 }, message: "as fewShotSlots, got 0.5" },
    {
      of: "half a variant",
      options: { cachedVariants: 0.5 },
      message: "as cachedVariants, got 0.5",
    },
    {
      of: "a cache for a trainable backbone",
      options: { cachedVariants: 1 },
      message:
        "expected cachedVariants 0 for smallConvNet(stages.1+stages.2), whose features change",
    },
  ])("refuses $of", async ({ options, message }) => {
    await expect(collect(run(tinyModel(), options))).rejects.toThrow(message);
  });

  test("refuses a cache larger than allowed, and masks of another size", async () => {
    await expect(
      collect(run(frozenModel(), { cachedVariants: 1, cacheBytes: 100 })),
    ).rejects.toThrow(/expected cached features of at most .* for 16 entries; raise cacheBytes/);
    const mask = { data: new Uint8Array(4), height: 2, width: 2 };
    const small = memorySource([
      { id: "known", label: 1, defectTypes: [], image: fewShot.images[0], mask },
    ]);
    await expect(collect(run(tinyModel(), { fewShot: small, pseudo: null }))).rejects.toThrow(
      `fitAdl: expected masks of ${side}x${side}, got 2x2 of known`,
    );
  });
});
