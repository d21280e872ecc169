import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { jobOf } from "../test/jobs.ts";
import { temporaryFolder } from "../test/temporaryFolder.ts";
import { markDone, markFailed, readJobState } from "./jobState.ts";

const job = jobOf("a");
const cost = { seconds: 1.5, peakBytes: 2 ** 30 };

test("a job is open, fails, is done, and then has failed no more", async () => {
  const folder = await temporaryFolder();
  expect(await readJobState(folder, job)).toEqual({ state: "open" });
  await markFailed(folder, job, "no room");
  expect(await readJobState(folder, job)).toEqual({ state: "failed", error: "no room" });
  await markDone(folder, job, cost);
  expect(await readJobState(folder, job)).toEqual({ state: "done", ...cost });
  expect(await readdir(join(folder, "jobs"))).toEqual(["a.done.json"]);
});

test("marks of another hash, and damaged ones, count for nothing", async () => {
  const folder = await temporaryFolder();
  await markDone(folder, { ...job, hash: "0".repeat(64) }, cost);
  expect(await readJobState(folder, job)).toEqual({ state: "open" });
  await writeFile(join(folder, "jobs/a.done.json"), '{"hash":');
  expect(await readJobState(folder, job)).toEqual({ state: "open" });
});

test("many processes may mark one job at once", async () => {
  const folder = await temporaryFolder();
  await Promise.all(Array.from({ length: 20 }, (_, i) => markDone(folder, job, { ...cost, seconds: i }))); // prettier-ignore
  expect(await readdir(join(folder, "jobs"))).toEqual(["a.done.json"]);
});
