import type { QueueStatus } from "@flawlens/shards";
import { expect, test, vi } from "vitest";
import { recorder } from "../../test/recorder.ts";
import { createTerminal } from "../terminal/terminal.ts";
import { watchQueue } from "./watchQueue.ts";

const none = { waiting: 0, delayed: 0, active: 0, done: 0, failed: 0, running: [], failures: [] };
const asked: QueueStatus[] = [];
vi.mock("@flawlens/shards", () => ({ queueStatus: async () => asked.shift() }));

test("a queue is one bar until nothing waits or runs", async () => {
  asked.push({ ...none, waiting: 2, active: 1 }, { ...none, delayed: 1, done: 2 }, { ...none, done: 2, failed: 1 }); // prettier-ignore
  const stderr = recorder();
  const terminal = createTerminal({ stdout: recorder(), stderr });
  const status = await watchQueue(terminal, "", new AbortController().signal, { ms: 1 });
  terminal.endPhases();
  expect(status).toMatchObject({ done: 2, failed: 1 });
  expect(stderr.text()).toMatch(/^jobs 3\/3 \| 0 running, 1 failed \| took less than 1 s\n$/);
});
