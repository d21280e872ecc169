import "../../test/cpu.ts";
import type { MethodEvent } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { contextOf } from "../../test/context.ts";
import { tinySource } from "../../test/tiny.ts";
import { mhpatchcoreConfig } from "./mhpatchcoreConfig.ts";
import type { MhpatchcoreConfig } from "./mhpatchcoreConfig.ts";
import { mhpatchcoreMethod } from "./mhpatchcoreMethod.ts";

const side = 32;
const source = tinySource({ normal: 4, anomalous: 1, side });

async function fitted(changes: Partial<MhpatchcoreConfig> = {}) {
  const config = mhpatchcoreConfig.parse({ network: "small", inputSize: side, ...changes });
  const trainer = await mhpatchcoreMethod.create(config, contextOf(source));
  const events: MethodEvent[] = [];
  for await (const event of trainer.fit({})) events.push(event);
  return { trainer, events, params: trainer.detector.params };
}

describe("mhpatchcoreMethod", () => {
  test("trains on the normal images of the train side alone, and says so", async () => {
    const { trainer, events, params } = await fitted({ bankRows: 50, neighbors: 3 });
    expect(events[0]).toEqual({
      kind: "start",
      steps: null,
      summary:
        "MH-PatchCore on a small network of random weights (stages.1, stages.2): a memory bank of at most 50 patches, by merging blocks of 50, whitened, 99 % of the variance kept, from 4 images taken as normal.",
      notes: [
        "1 of 5 training images are left out: they are known anomalies, and the method learns from normal images alone.",
      ],
    });
    expect(events.at(-1)).toEqual({ kind: "end", reason: "done" });
    expect(params.bank.shape[0]).toBe(50);
    expect(trainer.detector.method).toBe("mhpatchcore");
    expect(trainer.detector.scoring).toMatch(/weighted by 3 neighbors$/);
    expect(trainer.threshold).toEqual({ rule: "normalsOnly", fraction: 0.05 });
  });

  test("does what the configuration says", async () => {
    const few = await fitted({ keptVariance: 0.5, layers: ["stages.2"] });
    const many = await fitted({
      keptVariance: 0.999,
      layers: ["stages.2"],
      shrinkage: 1,
      embedding: "means",
    });
    const [kept, more] = [few, many].map(({ params }) => params.whitening.shape[1] ?? NaN);
    expect(kept).toBeLessThan(more);
    expect(few.params.whitening.shape[0]).toBe(2 * 96); // and its own cells
    expect(many.params.whitening.shape[0]).toBe(96);
    // Shrunken wholly, every direction is scaled alike: columns of one length.
    const data = await many.params.whitening.data();
    const length = (k: number) => Math.hypot(...Array.from({ length: 96 }, (_, c) => data[c * more + k])); // prettier-ignore
    expect(length(more - 1) / length(0)).toBeCloseTo(1, 4);
  });

  test("keeps the most unusual patches of each image where the bank is of images", async () => {
    const { trainer, events, params } = await fitted({ bank: "images", bankRows: 30, nearestImage: 2 }); // prettier-ignore
    const says = /a memory bank of the 7 most unusual patches of each image, whitened/;
    expect(events[0]).toMatchObject({ summary: expect.stringMatching(says) });
    expect(params.bank.shape[0]).toBe(4 * 7); // 30 over 4 images
    expect(trainer.detector.scoring).toMatch(/to training images, the 1 nearest passed over$/);
    const all = await fitted({ bank: "images", bankRows: 10_000 });
    expect(all.params.bank.shape[0]).toBe(4 * 64); // all cells of 8 x 8
    await expect(fitted({ bank: "images", bankRows: 3 })).rejects.toThrow(
      "mhpatchcore: expected bankRows of at least 4, a patch for each training image, got 3",
    );
  });

  test("its presets are configurations", () => {
    for (const { config } of Object.values(mhpatchcoreMethod.presets!))
      expect(mhpatchcoreConfig.safeParse(config).success).toBe(true);
  });
});
