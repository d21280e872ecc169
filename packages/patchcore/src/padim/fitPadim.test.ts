import "../../test/cpu.ts";
import { patchJoins } from "@flawlens/backbones";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { createPadim } from "./createPadim.ts";
import { fitPadim } from "./fitPadim.ts";
import type { FitPadimOptions } from "./fitPadim.ts";

const source = tinySource({ normal: 5 });

async function fitted(options: Partial<FitPadimOptions> = {}) {
  const model = createPadim({ ...tinyEmbedding(patchJoins.cells), inputSize: side });
  const events: FittingEvent[] = [];
  for await (const event of fitPadim(model, { source, random: randomStream(2), ...options }))
    events.push(event);
  return { model, events, channels: async () => [...(await model.params.channels.data())] };
}

describe("fitPadim", () => {
  test("tells how far it has come, and ends with a fitted detector", async () => {
    const { model, events } = await fitted();
    expect(events).toEqual([
      { kind: "phase", name: "features", done: 5, total: 5 },
      { kind: "phase", name: "gaussians", done: 16, total: 16 },
      { kind: "end", reason: "done" },
    ]);
    expect(model.params.whitening.shape).toEqual([16, 7, 7]);
  });

  test("looks at all channels where there are fewer than asked for", async () => {
    const all = [0, 1, 2, 3, 4, 5, 6];
    expect(await (await fitted()).channels()).toEqual(all);
    expect(await (await fitted({ channels: "all" })).channels()).toEqual(all);
  });

  test("draws channels by the seed, in ascending order, none twice", async () => {
    const drawn = async (seed: number) =>
      (await fitted({ channels: 3, random: randomStream(seed) })).channels();
    const channels = await drawn(2);
    expect(channels).toHaveLength(3);
    expect(new Set(channels).size).toBe(3);
    expect(channels).toEqual(channels.toSorted((a, b) => a - b));
    expect(await drawn(2)).toEqual(channels);
    const others = await Promise.all([3, 4, 5].map(drawn));
    expect(others.some((other) => other.join() !== channels.join())).toBe(true);
  });

  test("takes the channels that are given, in their order", async () => {
    expect(await (await fitted({ channels: [5, 1] })).channels()).toEqual([5, 1]);
  });

  test("a signal leaves the detector as it was", async () => {
    const model = createPadim({ ...tinyEmbedding(patchJoins.cells), inputSize: side });
    const before = { params: model.params, tensors: memory().numTensors };
    const control = new AbortController();
    const events: FittingEvent[] = [];
    const run = fitPadim(model, { source, random: randomStream(2), signal: control.signal });
    for await (const event of run) {
      events.push(event);
      if (event.kind === "phase" && event.name === "gaussians") control.abort();
    }
    expect(events.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
    expect(model.params).toBe(before.params);
    expect(memory().numTensors).toBe(before.tensors);
    const early = await fitted({ signal: AbortSignal.abort() });
    expect(early.events).toEqual([{ kind: "end", reason: "interrupted" }]);
  });

  test.each([
    { options: { source: tinySource({ normal: 1 }) }, message: "expected at least 2 images taken as normal, got 1" }, // prettier-ignore
    { options: { channels: 0 }, message: "expected at least 1 channel, got 0" },
    { options: { channels: [7] }, message: "expected channels below 7, got 7" },
    { options: { channels: [] }, message: "expected channels below 7, got none" },
    { options: { maxBytes: 2 ** 10 }, message: "expected vectors of all images in at most" },
  ])("refuses before it reads: $message", async ({ options, message }) => {
    const unread = { ...(options.source ?? source), read: () => Promise.reject(new Error("read")) };
    await expect(fitted({ ...options, source: unread })).rejects.toThrow(`fitPadim: ${message}`); // prettier-ignore
  });
});
