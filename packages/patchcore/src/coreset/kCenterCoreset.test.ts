import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import type { Coreset } from "./coreset.ts";
import { kCenterCoreset } from "./kCenterCoreset.ts";

/** Four far corners, 50 rows close to each. */
const random = randomStream(1);
const data = Float32Array.from({ length: 200 * 8 }, (_, at) => {
  const corner = Math.floor(at / 8) % 4;
  return (at % 8 === corner ? 100 : 0) + random();
});
const rows = { data, count: 200, size: 8 };

async function chosen(coreset: Coreset, seed: number): Promise<number[]> {
  const indices = [];
  const choosing = coreset.choose(rows, { count: 4, random: randomStream(seed) });
  for await (const index of choosing) indices.push(index);
  return indices;
}

describe("kCenterCoreset", () => {
  test.each([true, false])(
    "takes one row of each of four clusters, projected: %s",
    async (project) => {
      const indices = await chosen(kCenterCoreset({ project }), 5);
      expect(indices.map((index) => index % 4).sort()).toEqual([0, 1, 2, 3]);
    },
  );

  test("without a projection starts from the row that the first number draws", async () => {
    const [first] = await chosen(kCenterCoreset({ project: false }), 9);
    expect(first).toBe(Math.floor(randomStream(9)() * 200));
  });

  test("the same seed chooses the same rows", async () => {
    const coreset = kCenterCoreset();
    expect(await chosen(coreset, 5)).toEqual(await chosen(coreset, 5));
  });
});
