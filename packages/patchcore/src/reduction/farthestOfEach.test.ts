import { describe, expect, test } from "vitest";
import { farthestOfEach } from "./farthestOfEach.ts";

const rows = (...values: number[][]) => ({ data: Float32Array.from(values.flat()), count: values.length, size: 2 }); // prettier-ignore

describe("farthestOfEach", () => {
  test("keeps the longest patches of each image, whatever batch it came in", () => {
    const reducer = farthestOfEach({ cells: 3, each: 2 }).start();
    reducer.add(rows([1, 0], [0, 3], [2, 0], [0, 0], [0, 0], [5, 0]));
    reducer.add(rows([7, 0], [0, -8], [6, 0]));
    const { rows: kept, radius } = reducer.finish();
    expect([...kept.data]).toEqual([0, 3, 2, 0, 5, 0, 0, 0, 0, -8, 7, 0]);
    expect([kept.count, kept.size]).toEqual([6, 2]);
    expect(radius).toBe(14); // [6, 0] is at most twice 7 from [7, 0]
  });

  test("keeps all where there are no more", () => {
    const reducer = farthestOfEach({ cells: 2, each: 2 }).start();
    reducer.add(rows([1, 0], [0, 3]));
    expect([...reducer.finish().rows.data]).toEqual([0, 3, 1, 0]);
  });

  test("copies what it keeps", () => {
    const reducer = farthestOfEach({ cells: 1, each: 1 }).start();
    const batch = rows([1, 2]);
    reducer.add(batch);
    batch.data.fill(0);
    expect([...reducer.finish().rows.data]).toEqual([1, 2]);
  });

  test("refuses parts of images, and no patch", () => {
    const reducer = farthestOfEach({ cells: 2, each: 1 }).start();
    expect(() => reducer.add(rows([1, 0]))).toThrow(new RangeError("farthestOfEach: expected the patches of whole images, 2 each, got 1")); // prettier-ignore
    expect(() => reducer.finish()).toThrow(new RangeError("farthestOfEach: expected a bank of at least one patch, got none")); // prettier-ignore
  });

  test.each([0, 1.5, 3])("refuses %d patches of 2", (each) => {
    expect(() => farthestOfEach({ cells: 2, each })).toThrow(new RangeError(`farthestOfEach: expected each to be a whole number from 1 to the 2 cells, got ${each}`)); // prettier-ignore
  });
});
