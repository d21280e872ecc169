import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { lockRunFolder } from "../run/lockRunFolder.ts";
import { waitForRun } from "./waitForRun.ts";

test("a job waits for a run that another process is ending", async () => {
  const folder = await temporaryFolder();
  const { release } = await lockRunFolder(folder);
  let waited = false;
  const waiting = waitForRun(folder, new AbortController().signal, { ms: 5 }).then(() => (waited = true)); // prettier-ignore
  await new Promise((resolve) => void setTimeout(resolve, 40));
  expect(waited).toBe(false);
  release();
  await waiting;
});

test("a signal ends the waiting", async () => {
  const folder = await temporaryFolder();
  const owner = { pid: 1, started: "2020-01-01", ticks: null, host: "another" };
  await writeFile(join(folder, "run.lock"), JSON.stringify(owner));
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 20);
  await expect(waitForRun(folder, controller.signal)).resolves.toBeUndefined();
});
