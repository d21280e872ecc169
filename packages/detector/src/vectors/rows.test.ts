import { describe, expect, test } from "vitest";
import { checkRows, joinRows, longestRows, takeRows } from "./rows.ts";

const rows = { data: Float32Array.of(1, 2, 3, 4, 5, 6), count: 3, size: 2 };

describe("takeRows", () => {
  test("gives rows in the order asked for, also twice", () => {
    const { data, count, size } = takeRows(rows, [2, 0, 2]);
    expect([...data]).toEqual([5, 6, 1, 2, 5, 6]);
    expect([count, size]).toEqual([3, 2]);
  });

  test("copies: the rows taken from stay as they are", () => {
    takeRows(rows, [0]).data[0] = 9;
    expect(rows.data[0]).toBe(1);
  });
});

test("joinRows gives the rows of all, in their order, and none of none", () => {
  const more = { data: Float32Array.of(7, 8), count: 1, size: 2 };
  const { data, count, size } = joinRows([rows, more]);
  expect([...data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect([count, size]).toEqual([4, 2]);
  expect(joinRows([]).count).toBe(0);
});

test("longestRows gives the longest, the longest first, or all there are", () => {
  const some = { ...rows, data: Float32Array.of(0, -4, 1, 1, 3, 4) };
  expect([...longestRows(some, 2).data]).toEqual([3, 4, 0, -4]);
  expect(longestRows(some, 9).count).toBe(3);
});

describe("checkRows", () => {
  test.each([
    { count: 2, size: 2, message: "expected 2 rows of 2 numbers, at least one, got 6 numbers" },
    { count: 0, size: 2, message: "expected 0 rows of 2 numbers, at least one, got 6 numbers" },
  ])("refuses: $message", ({ message, ...shape }) => {
    expect(() => checkRows("caller", { ...rows, ...shape })).toThrow(
      new RangeError(`caller: ${message}`),
    );
  });

  test("lets rows pass whose data fit", () => {
    expect(() => checkRows("caller", rows)).not.toThrow();
  });
});
