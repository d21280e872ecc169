import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { limiter } from "./limiter.ts";

test("at most two run at a time, all run, and an error goes to its own caller", async () => {
  const limited = limiter(2);
  let running = 0;
  let most = 0;
  const work = (i: number) => async () => {
    most = Math.max(most, ++running);
    await sleep(1);
    running--;
    if (i === 3) throw new Error("three");
    return i;
  };
  const settled = await Promise.allSettled(Array.from({ length: 9 }, (_, i) => limited(work(i))));
  expect(most).toBe(2);
  expect(settled.map((one) => (one.status === "fulfilled" ? one.value : "failed"))).toEqual([
    0,
    1,
    2,
    "failed",
    4,
    5,
    6,
    7,
    8,
  ]);
});
