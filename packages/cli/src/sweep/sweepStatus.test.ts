import { markDone, markFailed, readSweep } from "@flawlens/shards";
import { expect, test } from "vitest";
import { sweepOf } from "../../test/sweepOf.ts";
import { planSweep } from "./planSweep.ts";
import { formatSweepStatus, sweepStatus } from "./sweepStatus.ts";

test("a sweep's status counts the marks of its jobs, and says what failed and why", async () => {
  const { grid, out } = await sweepOf({ seeds: [1, 2, 3, 4] });
  await planSweep(grid, { out });
  const { folder, jobs } = await readSweep(out);
  await markDone(folder, jobs[0], { seconds: 10, peakBytes: null });
  await markDone(folder, jobs[1], { seconds: 20, peakBytes: null });
  await markFailed(folder, jobs[2], "ended with exit code 1\nerror: no images\nmore");
  const status = await sweepStatus(out);
  expect(status).toMatchObject({ jobs: 4, done: 2, seconds: 30, open: 1, failed: [{ id: jobs[2].id }] }); // prettier-ignore
  expect(formatSweepStatus(status)).toBe(
    `jobs    4\ndone    2, 15 s each\nfailed  1\nopen    1\n\n${jobs[2].id}: error: no images`,
  );
});
