import { expect, test } from "vitest";
import { jobOf } from "../test/jobs.ts";
import type { JobEnd } from "./doJob.ts";
import { expectMemory } from "./expectMemory.ts";
import { runPool } from "./runPool.ts";

const jobs = ["a", "b", "c", "d", "e"].map((id) => jobOf(id));
const done = (peakBytes: number | null = null): JobEnd => ({ end: "done", already: false, seconds: 1, peakBytes }); // prettier-ignore

/** Runs the jobs, each for a turn of the loop, and counts how many ran at once. */
async function pool(ends: (id: string) => JobEnd, options: { most?: number; limit?: number } = {}) {
  let [running, most] = [0, 0];
  const told: string[] = [];
  const result = await runPool(jobs, {
    most: options.most ?? 2,
    limit: options.limit ?? Infinity,
    expected: expectMemory(),
    async work({ id }) {
      most = Math.max(most, ++running);
      await new Promise((resolve) => void setTimeout(resolve, 2));
      running--;
      return ends(id);
    },
    ended: ({ id }) => told.push(id),
  });
  return { ends: result.map(({ end }) => end), most, told };
}

test("as many jobs as are allowed run at once, and one that fails stops no other", async () => {
  const { ends, most, told } = await pool((id) =>
    id === "b" ? { end: "failed", error: "" } : done(),
  );
  expect(ends).toEqual(["done", "failed", "done", "done", "done"]);
  expect(most).toBe(2);
  expect(told.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
});

test("what the first jobs needed bounds the next ones", async () => {
  expect((await pool(() => done(6), { most: 4, limit: 10 })).most).toBe(1);
  expect((await pool(() => done(6), { most: 4, limit: 4 * 1.5 * 2 ** 30 })).most).toBe(4);
});

test("an error that is none of a job comes out when the running jobs have ended", async () => {
  const failing = pool(() => {
    throw new Error("disk full");
  });
  await expect(failing).rejects.toThrow("disk full");
});
