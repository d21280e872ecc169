import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import type { PseudoAnomaly } from "@flawlens/sampling";
import { dispose } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { side, tinySource } from "../../test/tiny.ts";
import { anomalyBatches } from "./anomalyBatches.ts";
import type { AnomalyBatch } from "./anomalyBatches.ts";

/** Makes the first pixel white. */
const whiteCorner: PseudoAnomaly = (image) => {
  const data = image.data.slice().fill(255, 0, 3);
  const mask = new Uint8Array(side * side).fill(1, 0, 1);
  return { image: { ...image, data }, mask: { data: mask, height: side, width: side }, label: 1 };
};
const batches = (cleanFraction: number) =>
  anomalyBatches({
    source: tinySource({ normal: 5 }),
    inputSize: { height: side, width: side },
    augment: (image) => image,
    pseudo: whiteCorner,
    cleanFraction,
    batchSize: 2,
    random: randomStream(3),
    caller: "test",
  });
const free = ({ clean, changed, masks }: AnomalyBatch) => dispose([clean, changed, masks]);

describe("anomalyBatches", () => {
  test("changes an image and says where, and keeps it beside as it was", async () => {
    const batch = await batches(0).next();
    expect(batch.ids).toHaveLength(2);
    for (let i = 0; i < 2; i++) {
      const from = i * side * side;
      const [clean, changed, masks] = [batch.clean, batch.changed, batch.masks].map((x) =>
        x.dataSync(),
      );
      expect(Array.from(masks.slice(from, from + 2))).toEqual([1, 0]);
      expect(Array.from(changed.slice(3 * from, 3 * from + 3))).toEqual([255, 255, 255]);
      expect(clean[3 * from]).toBeLessThan(151);
      expect(changed[3 * from + 3]).toBe(clean[3 * from + 3]);
    }
    free(batch);
  });

  test("takes each image once a pass, and says which batch completes it", async () => {
    const source = batches(0);
    const all = [await source.next(), await source.next(), await source.next()];
    expect(new Set(all.flatMap(({ ids }) => ids)).size).toBe(5);
    expect(all.map(({ endsEpoch }) => endsEpoch)).toEqual([false, false, true]);
    all.forEach(free);
  });

  test("leaves the clean fraction as it is, with an empty mask", async () => {
    const batch = await batches(1).next();
    expect(batch.masks.dataSync().every((value) => value === 0)).toBe(true);
    expect(batch.changed.dataSync()).toEqual(batch.clean.dataSync());
    free(batch);
  });
});
