import { readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../test/temporaryFolder.ts";
import { beatLock, isSilent, silence } from "./lockBeat.ts";

afterEach(() => void vi.useRealTimers());

async function lockOfAge(ms: number): Promise<string> {
  const file = join(await temporaryFolder(), "run.lock");
  await writeFile(file, "{}");
  const time = (Date.now() - ms) / 1000;
  await utimes(file, time, time);
  return file;
}

test("a lock is silent when its time is three minutes ago, and no lock is not", async () => {
  expect(await isSilent(await lockOfAge(silence - 20_000))).toBe(false);
  expect(await isSilent(await lockOfAge(silence + 20_000))).toBe(true);
  expect(await isSilent(join(await temporaryFolder(), "run.lock"))).toBe(false);
});

test("signs of life set the file's time and change nothing in it, until they are called off", async () => {
  const file = await lockOfAge(2 * silence);
  vi.useFakeTimers();
  const end = beatLock(file);
  vi.advanceTimersByTime(20_000);
  vi.useRealTimers();
  end();
  expect(await isSilent(file)).toBe(false);
  expect(await readFile(file, "utf8")).toBe("{}");
  expect((await stat(file)).size).toBe(2);
});
