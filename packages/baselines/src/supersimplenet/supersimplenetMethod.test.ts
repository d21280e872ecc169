import "@flawlens/tfjs-backend-ort";
import { predict } from "@flawlens/detector";
import type { MethodEvent, Trainer } from "@flawlens/detector";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { eventsOf, firstEventOf, side, tinySource } from "../../test/tiny.ts";
import { supersimplenetConfig } from "./supersimplenetConfig.ts";
import type { SupersimplenetConfig } from "./supersimplenetConfig.ts";
import { supersimplenetMethod } from "./supersimplenetMethod.ts";

beforeAll(async () => {
  await setBackend("ort");
});

const tiny = {
  network: "small",
  inputSize: side,
  upscale: 1,
  standardized: true,
  noise: 0.3,
  hidden: 8,
  scoreMaps: 4,
  batchSize: 2,
  steps: 3,
} as const;

const create = (source = tinySource(), changes: Partial<SupersimplenetConfig> = {}) =>
  supersimplenetMethod.create(
    supersimplenetConfig.parse({ ...tiny, ...changes }),
    contextOf(source),
  );
const lossesOf = (events: MethodEvent[]) =>
  events.flatMap((event) => (event.kind === "step" ? [event.loss] : []));

/** The mean score of bright images less that of normal ones. */
async function lead({ detector }: Trainer): Promise<number> {
  const test = tinySource({ normal: 4, anomalous: 4, seed: 77 });
  let sum = 0;
  let i = 0;
  for await (const { scores } of predict(detector, test))
    sum += (test.samples[i++].label === 1 ? 1 : -1) * scores[0];
  return sum / 4;
}

describe("supersimplenetMethod", () => {
  test("trains on normal images alone where there is nothing else", async () => {
    const trainer = await create(tinySource({ normal: 5, unknown: 2 }));
    const events = await eventsOf(trainer);
    expect(events[0]).toEqual({
      kind: "start",
      steps: 3,
      summary:
        "SuperSimpleNet on a small network of random weights (stages.1, stages.2): 3 steps of 2 images, from 5 taken as normal.",
      notes: ["2 of 7 training images are left out: their label is not known."],
    });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test.each([
    { of: "with their masks", masks: true },
    { of: "without masks", masks: false },
  ])("learns to score anomalies it knows higher, $of", async ({ masks }) => {
    const source = tinySource({ normal: 5, anomalous: 2, masks });
    const trainer = await create(source, { steps: 25, batchSize: 4, learningRate: 0.01 });
    const events = await eventsOf(trainer);
    expect(events[0]).toMatchObject({
      summary: expect.stringMatching(/from 5 taken as normal and 2 known anomalies\.$/),
    });
    expect(events.findLast(({ kind }) => kind === "features")).toMatchObject({ total: 5 + 8 });
    expect(trainer.threshold).toMatchObject({ rule: "normalsOnly" });
    expect(await lead(trainer)).toBeGreaterThan(1);
  });

  test("counts an epoch as one pass, or as draws that show each known anomaly once", async () => {
    const steps = async (source = tinySource(), changes: Partial<SupersimplenetConfig> = {}) => {
      const trainer = await create(source, { steps: undefined, epochs: 1, ...changes });
      return ((await firstEventOf(trainer)) as { steps: number }).steps;
    };
    expect(await steps(tinySource({ normal: 5 }))).toBe(3);
    const known = tinySource({ normal: 5, anomalous: 2 });
    expect(await steps(known, { flips: false })).toBe(2); // 2 / 0.5 draws
    expect(await steps(known)).toBe(8); // of 4 versions each
    expect(await steps(known, { flips: false, anomalousFraction: 0.25 })).toBe(4);
  });

  test("masks change what is learnt, and so does stopping the gradient", async () => {
    const run = async (masks: boolean, changes: Partial<SupersimplenetConfig> = {}) =>
      lossesOf(await eventsOf(await create(tinySource({ anomalous: 3, masks }), changes)));
    const withMasks = await run(true);
    expect(await run(true)).toEqual(withMasks);
    expect(await run(false)).not.toEqual(withMasks);
    expect((await run(true, { stopGradient: true }))[2]).not.toBe(withMasks[2]);
  });

  test("refuses layers that the network lacks before it asks for weights", async () => {
    await expect(create(tinySource(), { network: "resnet18", layers: ["stage8"] })).rejects.toThrow(
      /expected a layer of resnet18 .*, got stage8/,
    );
  });
});
