import { setMaxListeners } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { batcher } from "./batcher.ts";

const never = new AbortController().signal;
setMaxListeners(0, never); // 500 items share it

/** Squares numbers, keeps what each batch held, and fails on numbers below zero. */
function squares(size: number, delayMs: number) {
  const batches: number[][] = [];
  const queue = batcher({
    size,
    delayMs,
    run: async (items: readonly number[]) => {
      batches.push([...items]);
      await sleep(1);
      if (items.some((x) => x < 0)) throw new RangeError("expected no number below 0");
      return items.map((x) => x * x);
    },
  });
  return { queue, batches };
}

describe("batcher", () => {
  test("gives each of 500 items its own result, in batches of at most the size, in order", async () => {
    const { queue, batches } = squares(8, 1);
    const numbers = Array.from({ length: 500 }, (_, i) => i);
    const results = await Promise.all(numbers.map((x) => queue.add(x, never)));
    expect(results).toEqual(numbers.map((x) => x * x));
    expect(Math.max(...batches.map(({ length }) => length))).toBe(8);
    expect(batches.flat()).toEqual(numbers);
    expect(queue.length).toBe(0);
  });

  test("starts with one item after the delay, although the batch is not full", async () => {
    const { queue, batches } = squares(8, 5);
    const start = performance.now();
    expect(await queue.add(3, never)).toBe(9);
    expect(performance.now() - start).toBeGreaterThan(4);
    expect(batches).toEqual([[3]]);
  });

  test("lets one bad item fail alone", async () => {
    const { queue, batches } = squares(3, 100);
    const settled = await Promise.allSettled([1, -2, 3].map((x) => queue.add(x, never)));
    expect(settled.map((one) => (one.status === "fulfilled" ? one.value : one.reason))).toEqual([
      1,
      new RangeError("expected no number below 0"),
      9,
    ]);
    expect(batches).toEqual([[1, -2, 3], [1], [-2], [3]]);
  });

  test("never runs an item whose signal came while it waited", async () => {
    const { queue, batches } = squares(1, 0);
    const gone = new AbortController();
    const first = queue.add(1, never);
    const second = queue.add(2, gone.signal);
    const third = queue.add(3, never);
    gone.abort(new Error("gone"));
    await expect(second).rejects.toThrow("gone");
    expect([await first, await third]).toEqual([1, 9]);
    expect(batches).toEqual([[1], [3]]);
    await expect(queue.add(4, gone.signal)).rejects.toThrow("gone");
  });

  test("never answers with results of another number", async () => {
    const queue = batcher({ size: 1, delayMs: 0, run: async () => [1, 2] });
    await expect(queue.add(0, never)).rejects.toThrow("expected 1 results, got 2");
  });

  test("refuses a size below one", () => {
    expect(() => squares(0, 1)).toThrow("batcher: expected a size of at least 1, got 0");
  });
});
