import { expect, test } from "vitest";
import { formatQueueStatus } from "./formatQueueStatus.ts";

const counts = { waiting: 7, delayed: 0, active: 1, done: 12, failed: 1 };

test("a queue's status is a table of what waits and runs, and of what failed with its last line", () => {
  const running = [{ id: "a", worker: "host-12", seconds: 61 }];
  const failures = [
    { id: "bad", attempts: 3, error: "ended with exit code 1\nerror: no images\n" },
  ];
  const text = formatQueueStatus({ ...counts, running, failures });
  expect(text.replaceAll(/ {2,}/g, "  ").split("\n")).toEqual([
    "waiting  7",
    "waiting before they are tried again  0",
    "running  1",
    "done  12",
    "failed  1",
    "",
    "running",
    "a  host-12  1 min",
    "",
    "failed",
    "bad  3 attempts  error: no images",
  ]);
});

test("where nothing runs or failed, nothing more is said", () => {
  expect(formatQueueStatus({ ...counts, running: [], failures: [] }).split("\n")).toHaveLength(5);
});
