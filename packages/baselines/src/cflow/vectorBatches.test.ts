import "../../test/cpu.ts";
import { randomStream } from "@flawlens/sampling";
import { dispose, memory, tensor4d } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { positionEncoding } from "./positionEncoding.ts";
import { vectorBatches, vectorCounts } from "./vectorBatches.ts";
import type { VectorBatch } from "./vectorBatches.ts";

const grids = [{ height: 2, width: 3 }, { height: 1, width: 2 }]; // prettier-ignore
/** A vector tells its image and its cell. */
const featuresOf = (images: readonly number[]) =>
  grids.map(({ height, width }) => {
    const cells = Array.from({ length: height * width }, (_, cell) => cell);
    return tensor4d(images.flatMap((image) => cells.flatMap((cell) => [image, cell])), [images.length, height, width, 2]); // prettier-ignore
  });
const positions = grids.map((grid) => positionEncoding({ ...grid, channels: 4 }));
const make = (seed = 3) =>
  vectorBatches({
    ids: ["a", "b", "c", "d", "e"],
    features: async (images) => featuresOf(images),
    positions,
    batchSize: 2,
    groupSize: 5,
    random: randomStream(seed),
  });

function read({ vectors, condition, level, ids, endsEpoch = false }: VectorBatch) {
  const result = { level, ids, endsEpoch, rows: vectors.arraySync()[0], at: condition.arraySync() };
  dispose([vectors, condition]);
  return result;
}

describe("vectorBatches", () => {
  test("counts batches and groups, what is left over dropped", () => {
    const options = { batchSize: 2, groupSize: 5 };
    expect(vectorCounts(5, [6, 2], options)).toEqual({ batches: 2, groups: [2, 1] });
    expect(vectorCounts(1, [6, 2], options)).toEqual({ batches: 1, groups: [1, 1] });
  });

  test("takes every vector of a batch at most once, with the encoding of its cell", async () => {
    const batches = make();
    const seen = [read(await batches.next()), read(await batches.next()), read(await batches.next())]; // prettier-ignore
    expect(seen.map(({ level, rows }) => [level, rows.length])).toEqual([[0, 5], [0, 5], [1, 4]]); // prettier-ignore
    const names = seen.slice(0, 2).flatMap(({ rows }) => rows.map(String));
    expect(new Set(names).size).toBe(10);
    for (const { level, rows, at, ids } of seen) {
      expect(ids).toEqual(seen[0].ids);
      for (const [i, [image, cell]] of rows.entries()) {
        expect(ids).toContain("abcde"[image]);
        expect(at[i]).toEqual(Array.from(positions[level].subarray(cell * 4, cell * 4 + 4)));
      }
    }
  });

  test("a pass ends with its last group, and the next has another order", async () => {
    const batches = make();
    const passes = [];
    for (let pass = 0; pass < 2; pass++) {
      const steps = [];
      for (let step = 0; step < 6; step++) steps.push(read(await batches.next()));
      expect(steps.map(({ endsEpoch }) => endsEpoch)).toEqual([...new Array(5).fill(false), true]);
      expect(new Set([...steps[0].ids, ...steps[3].ids]).size).toBe(4);
      passes.push(steps);
    }
    expect(passes[1]).not.toEqual(passes[0]);
  });

  test.each([0, 1, 2, 4, 5, 6, 8])("goes on from a state saved after %s steps", async (count) => {
    const batches = make();
    for (let step = 0; step < count; step++) read(await batches.next());
    const state = JSON.parse(JSON.stringify(batches.state()));
    const other = make(9);
    read(await other.next());
    other.restore(state);
    for (let step = 0; step < 7; step++)
      expect(read(await other.next())).toEqual(read(await batches.next()));
  });

  test("keeps no tensor", async () => {
    const batches = make();
    const before = memory().numTensors;
    for (let step = 0; step < 7; step++) read(await batches.next());
    expect(memory().numTensors).toBe(before);
  });

  test("refuses a state of something else", () => {
    expect(() => make().restore({ sampler: 1 })).toThrow(
      'vectorBatches: expected a state saved by vectorBatches, got {"sampler":1}',
    );
  });
});
