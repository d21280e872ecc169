import "../../test/cpu.ts";
import { mergeStatistics, shrunkWhitening, subset } from "@flawlens/detector";
import { describe, expect, test } from "vitest";
import { side, tinyEmbedding, tinySource } from "../../test/tiny.ts";
import type { FittingEvent } from "../fittingEvent.ts";
import { createMhpatchcore } from "../patchcore/createPatchcore.ts";
import { setBank } from "../patchcore/setBank.ts";
import { mergeCoverings, mergeReduce } from "../reduction/mergeReduce.ts";
import { coverImages } from "./coverImages.ts";
import { embeddingStatistics } from "./embeddingStatistics.ts";
import { fitMhpatchcore } from "./fitMhpatchcore.ts";

const source = tinySource({ normal: 16 });
const halves = ["even", "odd"].map((_, half) => {
  const ids = new Set(source.samples.filter((_, i) => i % 2 === half).map(({ id }) => id));
  return subset(source, ({ id }) => ids.has(id));
});
const model = createMhpatchcore({ ...tinyEmbedding(), inputSize: side });

/** What a generator of events returns. */
async function result<T>(events: AsyncGenerator<FittingEvent, T | null>): Promise<T> {
  let step = await events.next();
  while (!step.done) step = await events.next();
  return step.value as T;
}

describe("coverImages and embeddingStatistics", () => {
  test("of two halves of the images make the detector of all, within the radius", async () => {
    const statistics = [];
    for (const half of halves) statistics.push(await result(embeddingStatistics(model, half)));
    const whole = await result(embeddingStatistics(model, source));
    const merged = mergeStatistics(statistics[0], statistics[1]);
    for (const [i, value] of whole.scatter.entries())
      expect(merged.scatter[i]).toBeCloseTo(value, 5); // batches of images round alike, to float32

    const whitening = shrunkWhitening().fit(merged);
    const reduction = mergeReduce({ rows: 60, blockRows: 30 });
    const banks = [];
    for (const half of halves) banks.push(await result(coverImages(model, half, { whitening, reduction }))); // prettier-ignore
    const { rows, radius } = mergeCoverings(banks, 60);

    const alone = createMhpatchcore({ ...tinyEmbedding(), inputSize: side });
    for await (const _ of fitMhpatchcore(alone, { source, reduction }));
    const all = await result(coverImages(model, source, { whitening, reduction }));
    setBank(model, { rows, whitening });
    const tolerance = Math.max(radius, all.radius);
    const { predict } = await import("@flawlens/detector");
    const test = tinySource({ normal: 4, anomalous: 4, seed: 9 });
    const scores = async (detector: typeof model) => {
      const found: number[] = [];
      for await (const { scores } of predict(detector, test)) found.push(Math.sqrt(scores[0]));
      return found;
    };
    const [a, b] = [await scores(alone), await scores(model)];
    for (const [i, value] of a.entries()) expect(Math.abs(b[i] - value)).toBeLessThan(tolerance);
    expect(Math.max(...a)).toBeGreaterThan(2 * tolerance); // the tolerance says something here
  });

  test("give nothing where the signal came", async () => {
    const signal = AbortSignal.abort();
    expect(await result(embeddingStatistics(model, source, { signal }))).toBeNull();
    expect(await result(coverImages(model, source, { signal }))).toBeNull();
  });

  test("refuse no image", async () => {
    const none = tinySource({ normal: 0 });
    await expect(result(embeddingStatistics(model, none))).rejects.toThrow(
      "embeddingStatistics: expected images taken as normal, got none",
    );
    await expect(result(coverImages(model, none))).rejects.toThrow(
      "coverImages: expected images taken as normal, got none",
    );
  });
});
