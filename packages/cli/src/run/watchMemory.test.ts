import { expect, test } from "vitest";
import { watchMemory } from "./watchMemory.ts";

const mebibyte = 2 ** 20;

test("watchMemory gives what was held at most since it began", () => {
  const peak = watchMemory();
  const before = peak();
  const held = Buffer.alloc(200 * mebibyte, 1);
  const after = peak();
  expect(held[100 * mebibyte]).toBe(1);
  expect(after - before).toBeGreaterThan(150 * mebibyte);
  expect(after).toBeLessThan(64 * 1024 * mebibyte);
});

test.skipIf(process.platform !== "linux")(
  "watchMemory counts anew each time it begins, on Linux",
  () => {
    const whole = process.resourceUsage().maxRSS * 1024;
    expect(watchMemory()()).toBeLessThanOrEqual(1.01 * whole);
    expect(watchMemory()()).toBeGreaterThanOrEqual(0.5 * process.memoryUsage.rss());
  },
);
