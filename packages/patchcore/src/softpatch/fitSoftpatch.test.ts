import "../../test/cpu.ts";
import type { Rows } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import { memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { embedAll, side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import { vector } from "../../test/vectors.ts";
import type { Embedding } from "../embedding/embedding.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { createSoftpatch } from "../patchcore/createPatchcore.ts";
import { fitSoftpatch } from "./fitSoftpatch.ts";
import type { FitSoftpatchOptions } from "./fitSoftpatch.ts";

const source = tinySource({ normal: 10 }); // 160 patches
const create = () => createSoftpatch({ ...tinyEmbedding(), inputSize: side });

async function fitted(options: Partial<FitSoftpatchOptions> = {}, model = create()) {
  const events: FittingEvent[] = [];
  for await (const event of fitSoftpatch(model, { source, random: randomStream(2), ...options }))
    events.push(event);
  return { model, events, params: model.params };
}

/** The released approximation of the k-centre: from the mean distance to some rows on. */
const released =
  (starts: number[]) =>
  ({ data, count, size }: Rows, { count: wanted }: { count: number }) => {
    const apart = (a: number, b: number) => {
      let squared = 0;
      for (let c = 0; c < size; c++) squared += (data[a * size + c] - data[b * size + c]) ** 2;
      return Math.sqrt(squared);
    };
    let far = Array.from({ length: count }, (_, i) =>
      starts.reduce((sum, start) => sum + apart(i, start) / starts.length, 0),
    );
    return Array.from({ length: wanted }, () => {
      const next = far.indexOf(Math.max(...far));
      far = far.map((distance, i) => Math.min(distance, apart(i, next)));
      return next;
    });
  };

const all = {
  name: "all",
  choose: (_: Rows, { count }: { count: number }) => [...Array(count).keys()],
};

describe("fitSoftpatch", () => {
  test("tells its three phases, and ends with a bank and its weights", async () => {
    const { events, params } = await fitted({ fraction: 0.7 });
    const names = events.map((event) => (event.kind === "phase" ? event.name : event.kind));
    expect([...new Set(names)]).toEqual(["features", "outliers", "coreset", "end"]);
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(params.bank.shape).toEqual([112, 7]); // ⌊0.7 · 160⌋, of all patches
    expect(params.bankWeights.shape).toEqual([112]);
  });

  test("drops the most unusual patches, and keeps the factors of the others as weights", async () => {
    const { model, params } = await fitted({ coreset: all, fraction: 1, drop: 0.3, factor: {
      name: "by image",
      of: (_, count) => Float64Array.from({ length: count }, (_, image) => 10 - image),
    } }); // prettier-ignore
    // Images 0 to 9 have the factors 10 to 1 everywhere; the quantile is 7.3, so the first three are dropped.
    const { data } = await embedAll(model, source);
    expect([...params.bank.dataSync()]).toEqual([...data.subarray(3 * 16 * 7)]);
    const weights = Array.from({ length: 7 * 16 }, (_, i) => 7 - Math.floor(i / 16));
    expect([...params.bankWeights.dataSync()]).toEqual(weights);
  });

  test("keeps the rows and weights of the vector, with the released coreset", async () => {
    const { inputs, outputs } = vector("softpatch.denoisedCoreset");
    // Twelve images of one cell, whose vectors and factors are those of the vector.
    const images = tinySource({ normal: 12 });
    let at = 0;
    const embedding: Embedding = {
      ...tinyEmbedding().embedding,
      spec: [],
      size: 2,
      grid: () => ({ height: 1, width: 1 }),
      embed: (_, given) =>
        tensor4d(inputs.features.slice(at, (at += given.shape[0])).flat(), [
          given.shape[0],
          1,
          1,
          2,
        ]),
    };
    const model = createSoftpatch({ embedding, embeddingParams: {}, inputSize: side });
    const factor = { name: "given", of: () => Float64Array.from(inputs.weights as number[]) };
    // The released coreset starts from rows 0 and 5, which are 0 and 3 where rows 3 and 4 are dropped.
    expect(inputs.startPoints).toEqual([0, 5]);
    const coreset = { name: "released", choose: released([0, 3]) };
    const { drop, ratio: fraction } = inputs;
    await fitted({ source: images, factor, drop, fraction, coreset, batchSize: 12 }, model);
    const expected = outputs.coreset.flatMap((i: number) => inputs.features[i]);
    // Of so few rows all are kept; the first are those that the released coreset has.
    const { bank, bankWeights } = model.params;
    expect([...bank.dataSync().subarray(0, 8)]).toEqual([...Float32Array.from(expected)]);
    expect([...bankWeights.dataSync().subarray(0, 4)]).toEqual([...Float32Array.from(outputs.coresetWeights)]); // prettier-ignore
  });

  test("the same seed fits the same detector, number for number", async () => {
    const read = async () => [...(await (await fitted()).params.bank.data())];
    expect(await read()).toEqual(await read());
  });

  test.each(["features", "outliers", "coreset"])(
    "a signal during the %s leaves the detector as it was",
    async (name) => {
      const model = create();
      const before = { params: model.params, tensors: memory().numTensors };
      const control = new AbortController();
      const events: FittingEvent[] = [];
      for await (const event of fitSoftpatch(model, {
        source,
        random: randomStream(2),
        batchSize: 4,
        signal: control.signal,
      })) {
        // prettier-ignore
        events.push(event);
        if (event.kind === "phase" && event.name === name) control.abort();
      }
      expect(events.at(-1)).toEqual({ kind: "end", reason: "interrupted" });
      expect(model.params).toBe(before.params);
      expect(memory().numTensors).toBe(before.tensors);
    },
  );

  test.each([
    { of: "a single image", options: { source: tinySource({ normal: 1 }) }, message: "fitSoftpatch: expected at least 2 images taken as normal, got 1" }, // prettier-ignore
    { of: "to drop all", options: { drop: 1 }, message: "expected a fraction from 0 to below 1, got 1" }, // prettier-ignore
    { of: "a fraction of 0", options: { fraction: 0 }, message: "expected a fraction above 0 and at most 1, got 0" }, // prettier-ignore
    { of: "too little memory", options: { maxBytes: 2 ** 10 }, message: "fitSoftpatch: expected vectors of all images in at most" }, // prettier-ignore
  ])("refuses $of before it reads", async ({ options, message }) => {
    const unread = { ...(options.source ?? source), read: () => Promise.reject(new Error("read")) };
    await expect(fitted({ ...options, source: unread })).rejects.toThrow(message);
  });
});
