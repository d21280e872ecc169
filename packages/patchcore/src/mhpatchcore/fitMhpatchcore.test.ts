import "../../test/cpu.ts";
import { rowStatistics, shrunkWhitening } from "@flawlens/detector";
import { memory } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { embedAll, side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { createMhpatchcore } from "../patchcore/createPatchcore.ts";
import { farthestFirst } from "../reduction/farthestFirst.ts";
import { mergeReduce } from "../reduction/mergeReduce.ts";
import { fitMhpatchcore } from "./fitMhpatchcore.ts";
import type { FitMhpatchcoreOptions } from "./fitMhpatchcore.ts";

const source = tinySource({ normal: 10 }); // 160 patches
const create = () => createMhpatchcore({ ...tinyEmbedding(), inputSize: side });

async function fitted(options: Partial<FitMhpatchcoreOptions> = {}, model = create()) {
  const events: FittingEvent[] = [];
  for await (const event of fitMhpatchcore(model, { source, ...options })) events.push(event);
  return { model, events, params: model.params };
}

describe("fitMhpatchcore", () => {
  test("goes over the images twice, and ends with a fitted detector", async () => {
    const reduction = mergeReduce({ rows: 20 });
    const { events, params } = await fitted({ reduction });
    const phase = (name: string, done: number) => ({ kind: "phase", name, done, total: 10 });
    expect(events).toEqual([
      ...[8, 10].map((done) => phase("statistics", done)),
      ...[8, 10].map((done) => phase("memory bank", done)),
      { kind: "end", reason: "done" },
    ]);
    const [size, count] = params.whitening.shape;
    expect(size).toBe(7);
    expect(params.bank.shape).toEqual([20, count]);
  });

  test("whitens by all patches, and covers all of them", async () => {
    const options = { keptVariance: 1, shrinkage: 0.2 };
    const whitening = shrunkWhitening(options);
    const { model, params } = await fitted({ whitening, reduction: mergeReduce({ rows: 16 }), batchSize: 16 }); // prettier-ignore
    const rows = await embedAll(model, source);
    const map = shrunkWhitening(options).fit(rowStatistics(rows));
    expect(params.whitening.dataSync().map(Math.abs)).toEqual(
      // The rounding of batch normalisation folded into convolutions is the same in both.
      map.matrix.map(Math.abs),
    );
    const data = new Float32Array(rows.count * 7);
    for (let i = 0; i < rows.count; i++)
      for (let k = 0; k < 7; k++) {
        let sum = -map.offset[k];
        for (let c = 0; c < 7; c++) sum += rows.data[i * 7 + c] * map.matrix[c * 7 + k];
        data[i * 7 + k] = sum;
      }
    const expected = farthestFirst({ data, count: rows.count, size: 7 }, 16).rows.data;
    for (const [i, value] of params.bank.dataSync().entries())
      expect(value).toBeCloseTo(expected[i], 3); // products of float32
  });

  test("with no whitening goes over the images once, and keeps patches as they are", async () => {
    const { events, params, model } = await fitted({ whitening: null });
    expect(events.filter((event) => "name" in event && event.name === "statistics")).toEqual([]);
    expect(params).not.toHaveProperty("whitening");
    expect(params.bank.shape).toEqual([160, 7]);
    const rows = await embedAll(model, source);
    expect([...params.bank.dataSync()].sort()).toEqual([...rows.data].sort());
  });

  test("a second fit gives the same detector, number for number", async () => {
    const { model, params } = await fitted();
    const [bank, matrix] = [params.bank.dataSync(), params.whitening.dataSync()];
    const again = await fitted({}, model);
    expect(again.params.bank.dataSync()).toEqual(bank);
    expect(again.params.whitening.dataSync()).toEqual(matrix);
    expect(params.bank.isDisposed).toBe(true);
  });

  test.each(["statistics", "memory bank"])(
    "a signal after the %s began leaves the detector as it was",
    async (name) => {
      const model = create();
      const before = { params: model.params, tensors: memory().numTensors };
      const control = new AbortController();
      const events: FittingEvent[] = [];
      for await (const event of fitMhpatchcore(model, {
        source,
        signal: control.signal,
        batchSize: 2,
      })) {
        events.push(event);
        if (event.kind === "phase" && event.name === name) control.abort();
      }
      expect(events.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
      expect(events.filter((event) => "name" in event && event.name === name)).toHaveLength(1);
      expect(model.params).toBe(before.params);
      expect(memory().numTensors).toBe(before.tensors);
    },
  );

  test("refuses no image before it reads", async () => {
    const none = tinySource({ normal: 0 });
    for (const whitening of [undefined, null])
      await expect(fitted({ source: none, whitening })).rejects.toThrow(
        "fitMhpatchcore: expected images taken as normal, got none",
      );
  });
});
