import { setTimeout as wait } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { background } from "./background.ts";

describe("background", () => {
  test("does as many jobs at a time as there is room for, and waits for all of them", async () => {
    const jobs = background(3);
    let [running, most, ended] = [0, 0, 0];
    for (let i = 0; i < 10; i++)
      await jobs.add(async () => {
        most = Math.max(most, ++running);
        await wait(i % 3);
        running--;
        ended++;
      });
    await jobs.done();
    expect([most, ended]).toEqual([3, 10]);
  });

  test("tells the caller of a failure, when the others have ended", async () => {
    const jobs = background(4);
    let ended = false;
    await jobs.add(() => wait(1).then(() => Promise.reject(new Error("full"))));
    await jobs.add(() => wait(20).then(() => void (ended = true)));
    await expect(jobs.done()).rejects.toThrow("full");
    expect(ended).toBe(true);
    await expect(jobs.add(async () => {})).rejects.toThrow("full");
  });
});
