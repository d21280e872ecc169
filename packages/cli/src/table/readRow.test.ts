import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sampleResults } from "../../test/sampleResults.ts";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { readRow } from "./readRow.ts";

const cell = { category: "my part", method: "padim", name: "padim", mode: undefined, level: 0.1, shots: 5 }; // prettier-ignore

async function rowOf(scores: Record<number, number>, seeds: readonly number[]) {
  const root = await temporaryFolder();
  for (const [seed, score] of Object.entries(scores)) {
    await mkdir(join(root, seed));
    const results = sampleResults(score, { meanImagePixelAuroc: seed === "1" ? 0.5 : null });
    await writeFile(join(root, seed, "results.json"), JSON.stringify(results));
  }
  const runs = seeds.map((seed) => ({ seed, folder: join(root, String(seed)) }));
  return readRow({ ...cell, runs });
}

describe("readRow", () => {
  test("has mean and sample deviation over its runs", async () => {
    const row = await rowOf({ 1: 0.5, 3: 1 }, [1, 3]);
    expect(row).toMatchObject({ category: "my part", method: "padim", level: 0.1, shots: 5 });
    expect(row.seeds).toEqual([1, 3]);
    // (0.25² + 0.25²) / (2 - 1) = 0.125
    expect(row.figures.imageAuroc).toEqual({ mean: 0.75, standardDeviation: Math.sqrt(0.125) });
    expect(row.paper).toEqual({ image: null, pixel: null });
  });

  test("has no deviation of a single value, and nothing where no run has the figure", async () => {
    const { figures } = await rowOf({ 1: 0.5, 3: 1 }, [1, 3]);
    expect(figures.meanImagePixelAuroc).toEqual({ mean: 0.5, standardDeviation: null });
    expect(figures.deviation).toBeNull();
    const none = await rowOf({}, []);
    expect([none.seeds, none.figures.imageAuroc]).toEqual([[], null]);
  });
});
