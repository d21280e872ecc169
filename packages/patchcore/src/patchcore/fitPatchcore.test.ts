import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { createPatchcore } from "./createPatchcore.ts";
import { fitPatchcore } from "./fitPatchcore.ts";
import type { FitPatchcoreOptions } from "./fitPatchcore.ts";

const source = tinySource({ normal: 10 }); // 160 patches

async function fitted(options: Partial<FitPatchcoreOptions> = {}) {
  const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
  const events: FittingEvent[] = [];
  for await (const event of fitPatchcore(model, { source, random: randomStream(2), ...options }))
    events.push(event);
  return { model, events, bank: model.params.bank };
}

describe("fitPatchcore", () => {
  test("tells how far it has come, and ends with a fitted detector", async () => {
    const { events, bank } = await fitted({ fraction: 0.7 });
    expect(bank.shape).toEqual([112, 7]);
    const of = (name: string) => events.filter((event) => event.kind === "phase" && event.name === name); // prettier-ignore
    expect(of("features")).toEqual([
      { kind: "phase", name: "features", done: 8, total: 10 },
      { kind: "phase", name: "features", done: 10, total: 10 },
    ]);
    expect(of("coreset").at(-1)).toMatchObject({ done: 112, total: 112 });
    expect(of("coreset").length).toBeGreaterThan(5);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
  });

  test("keeps at least 100 patches of few images", async () => {
    expect((await fitted()).bank.shape).toEqual([100, 7]);
  });

  test("the same seed fits the same detector, number for number; another seed another", async () => {
    const read = async (seed: number) =>
      Array.from(await (await fitted({ random: randomStream(seed) })).bank.data());
    const first = await read(2);
    expect(await read(2)).toEqual(first);
    expect(await read(3)).not.toEqual(first);
  });

  test("keeps the patches that a coreset of one's own chooses", async () => {
    const coreset = { name: "first", choose: () => [0, 2, 1] };
    const all = await fitted({ coreset: { name: "all", choose: ({ count }) => Array.from({ length: count }, (_, i) => i) } }); // prettier-ignore
    const rows = await all.bank.data();
    expect(all.bank.shape).toEqual([160, 7]);
    const { bank } = await fitted({ coreset });
    const row = (i: number) => Array.from(rows.slice(i * 7, (i + 1) * 7));
    expect([...(await bank.data())]).toEqual([0, 2, 1].flatMap(row));
  });

  test.each([
    { chosen: [0, 160], got: '"own", got 160' },
    { chosen: [0.5], got: '"own", got 0.5' },
    { chosen: [], got: "got none" },
  ])("refuses a coreset that chooses $chosen", async ({ chosen, got }) => {
    await expect(fitted({ coreset: { name: "own", choose: () => chosen } })).rejects.toThrow(got);
  });

  test("a signal while the coreset is chosen leaves the detector as it was", async () => {
    const model = createPatchcore({ ...tinyEmbedding(), inputSize: side });
    const before = { params: model.params, spec: model.spec, tensors: memory().numTensors };
    const control = new AbortController();
    const events: FittingEvent[] = [];
    const run = fitPatchcore(model, { source, random: randomStream(2), signal: control.signal });
    for await (const event of run) {
      events.push(event);
      if (event.kind === "phase" && event.name === "coreset") control.abort();
    }
    expect(events.filter((event) => "name" in event && event.name === "coreset")).toHaveLength(1);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
    expect(model.params).toBe(before.params);
    expect(model.spec).toBe(before.spec);
    expect(memory().numTensors).toBe(before.tensors);
  });

  test("a signal while features are computed ends it, too", async () => {
    const { events, bank } = await fitted({ signal: AbortSignal.abort() });
    expect(events).toEqual([{ kind: "end", reason: "interrupted" }]);
    expect(bank).toBeUndefined();
  });

  test.each([
    {
      of: "no image",
      options: { source: tinySource({ normal: 0 }) },
      message: "fitPatchcore: expected images taken as normal, got none",
    },
    {
      of: "a fraction of 0",
      options: { fraction: 0 },
      message: "expected a fraction above 0 and at most 1, got 0",
    },
    {
      of: "too little memory",
      options: { maxBytes: 2 ** 10 },
      message: "fitPatchcore: expected vectors of all images in at most",
    },
  ])("refuses $of before it reads", async ({ options, message }) => {
    const unread = { ...(options.source ?? source), read: () => Promise.reject(new Error("read")) };
    await expect(fitted({ ...options, source: unread })).rejects.toThrow(message);
  });
});
