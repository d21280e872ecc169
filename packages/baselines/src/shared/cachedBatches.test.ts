import "../../test/cpu.ts";
import { initParams, networkLayers, smallConvNetwork } from "@flawlens/backbones";
import type { Detector } from "@flawlens/detector";
import { randomStream } from "@flawlens/sampling";
import type { Batch } from "@flawlens/training";
import { memory } from "@tensorflow/tfjs-core";
import { expect, test } from "vitest";
import { side, tinySource } from "../../test/tiny.ts";
import { cachedBatches } from "./cachedBatches.ts";

interface TinyBatch extends Batch {
  ids: string[];
  drawn: number;
}

const layers = networkLayers(smallConvNetwork({ widths: [[2], [3]], size: side }), { layers: ["stages.0", "stages.1"] }); // prettier-ignore
const params = initParams(layers.spec, { random: randomStream(1) });
const detector = { params, inputSize: { height: side, width: side } } as unknown as Detector;

test("cachedBatches shuffles each pass, and gives the same batches whenever it begins again", async () => {
  const shapes: number[][] = [];
  const make = cachedBatches<TinyBatch>(layers, detector, {
    caller: "mine",
    source: tinySource({ normal: 4 }),
    batchSize: 2,
    memoryGiB: 1,
    random: randomStream(3),
    batchOf(ids, features, random) {
      shapes.push(...features.map(({ shape }) => shape));
      for (const feature of features) feature.dispose();
      return { ids, drawn: random() };
    },
  });
  const twoPasses = async () => {
    const filling = make({ begun: false, signal: undefined });
    let next = await filling.next();
    while (!next.done) next = await filling.next();
    const batches: TinyBatch[] = [];
    for (let i = 0; i < 4; i++) batches.push(await next.value.next());
    return batches.map(({ ids, drawn }) => ({ ids, drawn }));
  };
  const before = memory().numTensors;
  const batches = await twoPasses();
  expect(memory().numTensors).toBe(before);
  const all = ["normal-0", "normal-1", "normal-2", "normal-3"];
  const [first, second] = [batches.slice(0, 2), batches.slice(2)].map((pass) => pass.flatMap(({ ids }) => ids)); // prettier-ignore
  expect([first.toSorted(), second.toSorted()]).toEqual([all, all]);
  expect(new Set(batches.map(({ drawn }) => drawn)).size).toBe(4);
  expect(shapes.slice(0, 2)).toEqual([[2, side / 2, side / 2, 2], [2, side / 4, side / 4, 3]]); // prettier-ignore
  expect(await twoPasses()).toEqual(batches);
});
