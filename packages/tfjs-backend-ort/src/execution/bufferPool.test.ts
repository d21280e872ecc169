import { describe, expect, test } from "vitest";
import { BufferPool } from "./bufferPool.ts";

describe("BufferPool", () => {
  test("gives memory of the same size back, the last released first", () => {
    const pool = new BufferPool(1e6);
    const [first, second] = [new ArrayBuffer(8192), new ArrayBuffer(8192)];
    pool.release(first);
    pool.release(second);
    expect(pool.acquire(8192)).toBe(second);
    expect(pool.acquire(8192)).toBe(first);
    expect(pool.acquire(8192)).not.toBe(first);
  });

  test("keeps no more than its limit, and lets the size longest unused go first", () => {
    const pool = new BufferPool(20_000);
    const old = new ArrayBuffer(8000);
    pool.release(old);
    pool.release(new ArrayBuffer(6000));
    pool.release(new ArrayBuffer(7000));
    expect(pool.bytes).toBe(13_000);
    expect(pool.acquire(8000)).not.toBe(old);
  });

  test("lets go of a size that no run has used for long", () => {
    const pool = new BufferPool(1e6);
    pool.release(new ArrayBuffer(8192));
    const busy = new ArrayBuffer(5000);
    for (let run = 0; run < 33; run++) {
      pool.release(busy);
      pool.nextRun();
      expect(pool.acquire(5000)).toBe(busy);
    }
    expect(pool.bytes).toBe(0);
  });

  test("leaves tiny and oversized memory to the garbage collector", () => {
    const pool = new BufferPool(10_000);
    pool.release(new ArrayBuffer(4));
    pool.release(new ArrayBuffer(20_000));
    expect(pool.bytes).toBe(0);
  });
});
