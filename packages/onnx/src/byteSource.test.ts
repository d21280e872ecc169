import { expect, test } from "vitest";
import { byteSource } from "./byteSource.ts";

test("a source of bytes gives copies of what is asked for, in a buffer of just their size", async () => {
  const whole = Buffer.from([9, 1, 2, 3, 9]);
  const source = byteSource(whole.subarray(1, 4));
  expect(source.size).toBe(3);
  const read = await source.read(1, 3);
  expect(read).toEqual(Uint8Array.of(2, 3).buffer);
  new Uint8Array(read).fill(0);
  expect([...whole]).toEqual([9, 1, 2, 3, 9]);
});
