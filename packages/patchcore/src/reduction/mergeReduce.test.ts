import { takeRows } from "@flawlens/detector";
import type { Rows } from "@flawlens/detector";
import { normal, randomStream } from "@flawlens/sampling";
import { describe, expect, test } from "vitest";
import { rowsOf, vector } from "../../test/vectors.ts";
import { mergeCoverings, mergeReduce } from "./mergeReduce.ts";
import type { MergeReduceOptions } from "./mergeReduce.ts";

/** Batches of equal size, one after another. */
function bankOf(rows: Rows, batch: number, options: MergeReduceOptions) {
  const reducer = mergeReduce(options).start();
  for (let from = 0; from < rows.count; from += batch) {
    const count = Math.min(batch, rows.count - from);
    reducer.add(
      takeRows(
        rows,
        Array.from({ length: count }, (_, i) => from + i),
      ),
    );
  }
  return reducer.finish();
}

/** From each row to the nearest of others. */
function distances(rows: Rows, bank: Rows): number[] {
  const { size } = rows;
  return Array.from({ length: rows.count }, (_, i) => {
    let nearest = Infinity;
    for (let j = 0; j < bank.count; j++) {
      let squared = 0;
      for (let c = 0; c < size; c++)
        squared += (rows.data[i * size + c] - bank.data[j * size + c]) ** 2;
      nearest = Math.min(nearest, squared);
    }
    return Math.sqrt(nearest);
  });
}

/** Points of clusters that differ in spread, in the order in which images show them. */
function clustered(count: number, seed: number): Rows {
  const random = randomStream(seed);
  const size = 6;
  const centres = Array.from({ length: 12 }, () => Array.from({ length: size }, () => 4 * normal(random))); // prettier-ignore
  const point = () => {
    const cluster = Math.floor(random() * centres.length);
    return centres[cluster].map((value) => value + (0.2 + cluster / 12) * normal(random));
  };
  return rowsOf(Array.from({ length: count }, point));
}

describe("mergeReduce", () => {
  test("with one block a level keeps the rows of the vector", () => {
    const { inputs, outputs } = vector("mhpatchcore.mergeReduce");
    const reducer = mergeReduce({ rows: inputs.bankSize, blockRows: inputs.localSize, blocks: 1 }).start(); // prettier-ignore
    let from = 0;
    for (const count of inputs.batches as number[]) {
      reducer.add(rowsOf(inputs.rows.slice(from, from + count)));
      from += count;
    }
    const expected = outputs.bank.map((i: number) => inputs.rows[i]);
    expect([...reducer.finish().rows.data]).toEqual([...rowsOf(expected).data]);
  });

  test("fills the bank whatever the number of batches, where one block a level would not", () => {
    const rows = clustered(64 * 16, 1);
    for (const batches of [13, 15, 16]) {
      const some = takeRows(rows, [...Array(64 * batches).keys()]);
      const options = { rows: 32, blockRows: 8 };
      expect(bankOf(some, 64, options).rows.count).toBe(32);
      const ones = batches.toString(2).replaceAll("0", "").length;
      expect(bankOf(some, 64, { ...options, blocks: 1 }).rows.count).toBe(Math.min(32, 8 * ones));
    }
  });

  test("covers every row within the radius that it tells, to which every level adds", () => {
    const rows = clustered(3000, 2);
    const { rows: bank, radius } = bankOf(rows, 100, { rows: 64, blockRows: 32 });
    const furthest = Math.max(...distances(rows, bank));
    expect(furthest).toBeLessThanOrEqual(radius * (1 + 1e-6)); // of float32
    expect(radius).toBeLessThan(6 * furthest); // five levels of 30 batches, and the bank itself
  });

  test("holds no more than its blocks while it is filled", () => {
    const reducer = mergeReduce({ rows: 8, blockRows: 4, blocks: 2 }).start();
    const batch = rowsOf([[0], [1], [2], [3], [4], [5]]);
    const kept = () => reducer.finish().rows.count;
    for (let i = 0; i < 100; i++) {
      reducer.add(batch);
      expect(kept()).toBeLessThanOrEqual(8);
    }
  });

  test.each([{ rows: 0 }, { blockRows: 1.5 }, { blocks: -1 }])("refuses %o", (options) => {
    const [[name, value]] = Object.entries(options);
    expect(() => mergeReduce(options)).toThrow(
      new RangeError(
        `mergeReduce: expected ${name} to be a whole number of at least 1, got ${value}`,
      ),
    );
  });

  test("refuses to finish a bank of no patch", () => {
    expect(() => mergeReduce().start().finish()).toThrow(
      new RangeError("mergeCoverings: expected a bank of at least one patch, got none"),
    );
  });
});

describe("mergeCoverings", () => {
  test("banks of shards make the bank of the whole, within the larger radius for every query", () => {
    const rows = clustered(4000, 3);
    const options = { rows: 128, blockRows: 64 };
    const whole = bankOf(rows, 200, options);
    const shards = [0, 1, 2].map((shard) =>
      bankOf(
        takeRows(
          rows,
          [...Array(4000).keys()].filter((i) => i % 3 === shard),
        ),
        200,
        options,
      ),
    );
    const merged = mergeCoverings(shards, 128);
    expect(merged.rows.count).toBe(128);

    // The guarantee, for rows that were seen and for others that were not.
    const tolerance = Math.max(whole.radius, merged.radius) * (1 + 1e-6);
    for (const queries of [rows, clustered(500, 4)]) {
      const [a, b] = [distances(queries, whole.rows), distances(queries, merged.rows)];
      for (const [i, value] of a.entries()) expect(Math.abs(value - b[i])).toBeLessThan(tolerance);
    }
    // What is seen of it: both cover the rows alike, and score what lies apart alike.
    const [all, parts] = [whole.rows, merged.rows].map((bank) =>
      Math.max(...distances(rows, bank)),
    );
    expect(parts / all).toBeLessThan(1.25);
    const far = rowsOf(Array.from({ length: 50 }, (_, i) => [30 + i, -20, 15, 0, 5, -i]));
    const [a, b] = [distances(far, whole.rows), distances(far, merged.rows)];
    for (const [i, value] of a.entries()) expect(b[i] / value).toBeCloseTo(1, 1);
  });

  test("refuses banks of rows of different sizes", () => {
    const covering = (size: number) => {
      return { rows: rowsOf([Array(size).fill(0)]), radius: 0 };
    };
    expect(() => mergeCoverings([covering(2), covering(3)], 4)).toThrow(
      new RangeError("mergeCoverings: expected rows of 2 numbers, got rows of 3"),
    );
  });
});
